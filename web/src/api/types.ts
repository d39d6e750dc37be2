// The shapes of the API. One row type per resource of src/*/…c; `npm run types` compares this file's Rows with the
// program's own OpenAPI (src/api/generated).
export type Id = string;
/** YYYY-MM-DD */
export type Day = string;
/** RFC 3339, UTC */
export type Instant = string;

export interface Row {
    id: Id;
    version: number;
    created?: Instant;
    created_by?: Id | null;
    updated?: Instant;
    deleted?: Instant | null;
}

export type Role = 'owner' | 'admin' | 'manager' | 'member';
export type Category = 'backlog' | 'open' | 'active' | 'review' | 'done' | 'cancelled';
export type Custom = Record<Id, unknown>;

export interface Workspace extends Row {
    name: string;
    locale: string;
    zone: string;
    currency: string;
    week_start: number;
    accent: number | null;
}
export interface Member extends Row {
    name: string;
    email: string;
    role: Role;
    own_tasks_only: boolean;
    active: boolean;
    title: string | null;
    locale: string | null;
    zone: string | null;
    color: number | null;
    theme: 'system' | 'light' | 'dark';
    density: 'compact' | 'normal' | 'comfortable';
}
export interface Access extends Row { member: Id; client: Id; }
export interface Invite extends Row {
    name: string | null;
    email: string | null;
    role: Role;
    own_tasks_only: boolean;
    clients: Id[];
    expires: Instant;
    accepted: Instant | null;
    member: Id | null;
    link?: string;
}
export interface Session extends Row {
    member: Id;
    expires: Instant;
    seen: Instant;
    agent: string | null;
    address: string | null;
}
export interface Token extends Row {
    member: Id;
    name: string;
    can_write: boolean;
    expires: Instant | null;
    seen: Instant | null;
    token?: string;
}
export interface Client extends Row {
    name: string;
    key: string;
    mark: string;
    color: number;
    kind: 'client' | 'internal';
    stage: 'prospect' | 'quoted' | 'active' | 'paused' | 'former';
    shared: boolean;
    owner: Id | null;
    description: string | null;
    sector: string | null;
    business_model: string | null;
    size: 'solo' | 'small' | 'medium' | 'large' | 'enterprise' | null;
    website: string | null;
    importance: number;
    contract_start: Day | null;
    contract_end: Day | null;
    renewal: Day | null;
    locale: string | null;
    currency: string | null;
    last_contact: Day | null;
    tags: string[];
    custom: Custom;
    archived: Instant | null;
    rank: string;
}
export interface Contact extends Row {
    client: Id;
    name: string;
    email: string | null;
    phone: string | null;
    title: string | null;
    weight: 'decides' | 'influences' | 'uses' | 'informed' | null;
    locale: string | null;
    zone: string | null;
    portal: boolean;
    notes: string | null;
}
export type ProjectState = 'draft' | 'agreed' | 'active' | 'on_hold' | 'delivered' | 'closed';
export interface Project extends Row {
    client: Id;
    shared: boolean;
    name: string;
    description: string | null;
    owner: Id | null;
    state: ProjectState;
    start: Day | null;
    due: Day | null;
    budget_min: number | null;
    tags: string[];
    custom: Custom;
    archived: Instant | null;
    rank: string;
    task_count: number;
    task_done: number;
}
export interface Status extends Row {
    client: Id;
    project: Id;
    name: string;
    category: Category;
    color: number | null;
    rank: string;
}
export interface List extends Row {
    client: Id;
    project: Id;
    name: string;
    description: string | null;
    owner: Id | null;
    start: Day | null;
    due: Day | null;
    archived: Instant | null;
    rank: string;
}
export type TaskKind = 'task' | 'milestone' | 'deliverable';
export interface ChecklistItem { id: Id; text: string; done: boolean; assignee?: Id | null; }
export interface Checklist { id: Id; name: string; items: ChecklistItem[]; }
/** rule: RFC 5545 without "RRULE:", made when this one is done or on its date; or so many days after completion */
export interface Recurrence { rule?: string; from?: Day; make?: 'done' | 'date'; after_days?: number; }
export interface Task extends Row {
    client: Id;
    project: Id;
    list: Id;
    parent: Id | null;
    shared: boolean;
    kind: TaskKind;
    title: string;
    /** absent in lists */
    description?: string | null;
    status: Id;
    category: Category;
    /** 1 urgent … 4 low */
    priority: number | null;
    assignees: Id[];
    watchers: Id[];
    start: Day | null;
    due: Day | null;
    due_min: number | null;
    completed: Instant | null;
    estimate_low_min: number | null;
    estimate_min: number | null;
    estimate_high_min: number | null;
    spent_min: number | null;
    activity: Id | null;
    acceptance?: string | null;
    tags: string[];
    checklists?: Checklist[] | null;
    custom: Custom;
    recurrence: Recurrence | null;
    series: Id | null;
    rank: string;
    comment_count: number;
    attachment_count: number;
    subtask_count: number;
    subtask_done: number;
}
export interface Comment extends Row {
    client: Id;
    project: Id;
    task: Id;
    shared: boolean;
    parent: Id | null;
    body: string;
    author_name: string | null;
    resolved: Instant | null;
}
export interface Attachment extends Row {
    client: Id;
    project: Id;
    task: Id;
    shared: boolean;
    name: string;
    media_type: string;
    size: number;
    hash: string | null;
    url: string | null;
}
export type DependencyKind = 'finish_start' | 'start_start' | 'finish_finish' | 'start_finish';
export interface Dependency extends Row {
    client: Id;
    project: Id;
    task: Id;
    predecessor: Id;
    kind: DependencyKind;
    lag_min: number;
}
export interface Activity extends Row { name: string; color: number | null; rank: string; }
export type CustomType = 'text' | 'number' | 'money' | 'date' | 'choice' | 'people' | 'link' | 'check';
export interface Choice { id: string; name: string; color?: number | null; }
export interface CustomField extends Row {
    name: string;
    applies_to: 'task' | 'project' | 'client';
    type: CustomType;
    options: Choice[] | null;
    currency: string | null;
    rank: string;
}
export interface Template extends Row {
    name: string;
    kind: 'task' | 'list' | 'project';
    description: string | null;
    body?: unknown;
    rank: string;
}
export type ViewKind = 'list' | 'board' | 'table' | 'calendar' | 'gantt' | 'timeline' | 'workload';
export interface View extends Row {
    member: Id;
    shared: boolean;
    name: string;
    kind: ViewKind;
    client: Id | null;
    project: Id | null;
    list: Id | null;
    filter: string | null;
    group_by: string | null;
    sort: string | null;
    columns: string[] | null;
    rank: string;
}
export type Health = 'on_track' | 'quiet' | 'at_risk' | 'late';
/** What GET /portfolio computes for a client. */
export interface Computed {
    health: Health;
    reasons: { key: string; args: Record<string, unknown>; text: string }[];
    progress: { done: number; total: number };
    overdue: number;
    open: number;
    projects: number;
    next_milestone: { id: Id; project: Id; title: string; due: Day } | null;
    days_since_contact: number | null;
}
export interface ImportRun extends Row {
    source: string;
    name: string;
    state: string;
    dry_run: boolean;
    mapping: unknown;
    options: unknown;
    done: number;
    total: number;
    report: unknown;
}

/** Every resource that the store can hold, by its plural (the path of the API). */
export interface Rows {
    workspaces: Workspace;
    members: Member;
    access: Access;
    invites: Invite;
    sessions: Session;
    tokens: Token;
    clients: Client;
    contacts: Contact;
    projects: Project;
    statuses: Status;
    lists: List;
    tasks: Task;
    comments: Comment;
    attachments: Attachment;
    dependencies: Dependency;
    activities: Activity;
    custom_fields: CustomField;
    templates: Template;
    views: View;
    imports: ImportRun;
}
export type Plural = keyof Rows;

export interface Page<T> { items: T[]; next: string | null; seq: number; total?: number; }
export interface Me {
    csrf: string;
    /** which of the sessions this is */
    session?: Id | null;
    member: Member;
    role: Role;
    workspace: Workspace;
    clients: Id[] | null;
    seq: number;
}
export interface HistoryItem {
    seq: number;
    time: Instant;
    actor: { id: Id; name: string } | null;
    via: string;
    change: Id;
    verb: 'create' | 'update' | 'delete' | 'restore';
    before: Record<string, unknown> | null;
    after: Record<string, unknown> | null;
}
export interface Found {
    resource: string;
    id: Id;
    title: string;
    client: Id | null;
    project: Id | null;
    snippet: string | null;
}

export type LiveMessage =
    | { type: 'hello'; seq: number }
    | { type: 'ping' }
    | { type: 'reset' }
    | { type: 'refetch'; resource: string }
    | {
          type: 'change';
          seq: number;
          time: Instant;
          actor: Id | null;
          change: Id;
          resource: string;
          id: Id;
          verb: 'create' | 'update' | 'delete' | 'restore' | 'remove';
          version: number;
          client: Id | null;
          project: Id | null;
          row?: Record<string, unknown>;
      };

export interface Problem {
    type: string;
    title: string;
    status: number;
    detail?: string;
    errors?: { pointer: string; message: string; position?: number }[];
    current?: Record<string, unknown>;
    lost?: string[];
    shared?: string[];
}

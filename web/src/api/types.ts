// The shapes of the API. Rows come from the program's own OpenAPI (generated/, by `npm run types`); what it leaves open
// (structured values) is closed here.
import type { components } from './generated/schema.ts';
import type { Change, PlanWeights } from './plan.ts';
import type { Block, Booking, BookingPage, Entry, Holiday, OutsideCalendar, Overtime, Routine, TimeOff, TimesheetRow, WorkingHours } from './time.ts';

type S = components['schemas'];
type With<T, More> = Omit<T, keyof More> & More;

export type Id = string;
/** YYYY-MM-DD */
export type Day = string;
/** RFC 3339, UTC */
export type Instant = string;

/** What every row has; the rest of the common fields comes where it was asked for. */
export interface Row {
    id: Id;
    version: number;
    created?: Instant;
    created_by?: Id | null;
    updated?: Instant;
    deleted?: Instant | null;
    deletion?: Id | null;
}
type Of<T> = Omit<T, keyof Row> & Row;

export type Custom = Record<Id, unknown>;
export interface ChecklistItem { id: Id; text: string; done: boolean; assignee?: Id | null; }
export interface Checklist { id: Id; name: string; items: ChecklistItem[]; }
/** rule: RFC 5545 without "RRULE:", made when this one is done or on its date; or so many days after completion */
export interface Recurrence { rule?: string; from?: Day; make?: 'done' | 'date'; after_days?: number; }
export interface Choice { id: string; name: string; color?: number | null; }

export type Workspace = With<Of<S['workspace']>, { plan_weights?: PlanWeights | null; buffer_percent?: number | null }>;
export type Member = With<Of<S['member']>, { skills?: Id[]; auto_plan?: boolean }>;
export type Access = Of<S['access']>;
export type Invite = With<Of<S['invite']>, { link?: string }>;
export type Session = With<Of<S['session']>, { seen: Instant; current?: boolean }>;
export type Token = With<Of<S['token']>, { token?: string }>;
/** Key, mark and colour are filled in by the program where none was given. */
export type Client = With<Of<S['client']>, { key: string; mark: string; color: number; custom: Custom; share_percent?: number | null; share_min?: number | null }>;
export type Contact = Of<S['contact']>;
export type Project = With<Of<S['project']>, { custom: Custom; hard?: boolean; importance?: number }>;
export type Status = Of<S['status']>;
export type List = Of<S['list']>;
/** Lists leave the long texts and checklists out. */
export type Task = With<
    Of<S['task']>,
    { description?: string | null; acceptance?: string | null; checklists?: Checklist[] | null; custom: Custom; recurrence: Recurrence | null;
      skills?: Id[]; equipment?: Id[]; hard?: boolean; pinned?: boolean; impact?: number | null }
>;
export type Comment = Of<S['comment']>;
export type Attachment = Of<S['attachment']>;
export type Dependency = Of<S['dependency']>;
export type Activity = Of<S['activity']>;
export type CustomField = With<Of<S['custom_field']>, { options: Choice[] | null }>;
export type Template = With<Of<S['template']>, { body?: unknown }>;
export type View = With<Of<S['view']>, { columns: string[] | null }>;
export type ImportRun = With<Of<S['import']>, { mapping: unknown; options: unknown; report: unknown }>;
export interface Skill extends Row { name: string; color: number | null; rank: string; }
export interface Equipment extends Row { name: string; kind: 'room' | 'licence' | 'machine' | 'other'; capacity: number; rank: string; }
/** Whose: a member's, a thing's, or of a role that nobody fills yet. */
export interface Allocation extends Row {
    project: Id; client: Id; member: Id | null; equipment: Id | null; role: string | null; first: Day; last: Day; week_min: number; note: string | null;
}
export interface Baseline extends Row {
    project: Id; client: Id; name: string; taken: Instant;
    body?: { tasks: { task: Id; title: string; start: Day | null; finish: Day | null; effort_min: number | null }[] } | null;
}
export interface Scenario extends Row { member: Id; name: string; note: string | null; changes: Change[] | null; state: 'draft' | 'kept' | 'dropped'; }
/** The plan in force: its event tells open screens to read /plan/… again. */
export interface PlanRow extends Row { hash: string; made: Instant; seq: number; }

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

export type Role = Member['role'];
export type Category = Task['category'];
export type ProjectState = Project['state'];
export type DependencyKind = Dependency['kind'];
export type CustomType = CustomField['type'];
export type ViewKind = View['kind'];

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
    skills: Skill;
    equipment: Equipment;
    allocations: Allocation;
    baselines: Baseline;
    scenarios: Scenario;
    plans: PlanRow;
    working_hours: WorkingHours;
    holidays: Holiday;
    time_off: TimeOff;
    overtime: Overtime;
    blocks: Block;
    routines: Routine;
    entries: Entry;
    timesheets: TimesheetRow;
    outside_calendars: OutsideCalendar;
    booking_pages: BookingPage;
    bookings: Booking;
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

/** A sentence of the server, with what it is made of. */
export interface Fact { key: string; args: Record<string, unknown>; text: string; }

export interface Problem {
    type: string;
    title: string;
    status: number;
    detail?: string;
    errors?: { pointer: string; message: string; position?: number }[];
    current?: Record<string, unknown>;
    lost?: Fact[];
    shared?: Fact[];
}

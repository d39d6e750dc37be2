// What a person can do to tasks. List, board, panel, palette and keys all call these.
import { post, ProblemError } from '$/api/http.ts';
import type { Category, Fact, Id, Status, Task } from '$/api/types.ts';
import { t } from '$/i18n/index.svelte.ts';
import { edits } from '$/state/edits.svelte.ts';
import { newId } from '$/state/id.ts';
import { compareRank, rankBetween } from '$/state/rank.ts';
import { session } from '$/state/session.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { toasts } from '$/state/toasts.svelte.ts';
import { dialogs } from '$/shell/dialogs.svelte.ts';
import { remove, update, updateMany } from './rows.ts';

export const byRank = (a: { rank: string; id: Id }, b: { rank: string; id: Id }) =>
    compareRank(a.rank, b.rank) || (a.id < b.id ? -1 : 1);

/** The statuses of a project in their order. */
export const statusesOf = (project: Id): Status[] => store.statuses.where((s) => s.project === project).sort(byRank);
/** The project's status for a category: the first of it. */
export const statusFor = (project: Id, category: Category): Status | undefined =>
    statusesOf(project).find((s) => s.category === category);
export const listsOf = (project: Id) => store.lists.where((l) => l.project === project && !l.archived).sort(byRank);

export function changeTask(task: Task, patch: Partial<Task>, label = t('task.changed', { title: task.title })) {
    const shown: Partial<Task> = {};
    if (patch.status) shown.category = store.statuses.peek(patch.status)?.category ?? task.category;
    return update('tasks', task.id, patch, label, { shown });
}

export function setStatus(task: Task, status: Status) {
    return changeTask(task, { status: status.id }, t('task.status_changed', { title: task.title, status: status.name }));
}

/** Done, or open again. */
export function toggleDone(task: Task) {
    const closed = task.category === 'done' || task.category === 'cancelled';
    const status = statusFor(task.project, closed ? 'open' : 'done') ?? (closed ? statusFor(task.project, 'active') : undefined);
    if (!status) return;
    const label = t(closed ? 'task.reopened' : 'task.done', { title: task.title });
    return update('tasks', task.id, { status: status.id }, label, { shown: { category: status.category }, offerUndo: !closed });
}

export interface NewTask {
    title: string;
    project: Id;
    list?: Id | null;
    parent?: Id | null;
    status?: Id;
    category?: Category;
    assignees?: Id[];
    priority?: number | null;
    due?: string | null;
    start?: string | null;
    tags?: string[];
    kind?: Task['kind'];
}

/** Makes a task and gives its id at once; it stands last in its list. */
export function createTask(given: NewTask): Id | null {
    const project = store.projects.peek(given.project);
    const parent = store.tasks.peek(given.parent);
    const list = given.list ?? parent?.list ?? listsOf(given.project)[0]?.id;
    if (!project || !list) {
        toasts.show(t('task.no_list'), { kind: 'bad' });
        return null;
    }
    const status =
        store.statuses.peek(given.status) ?? statusFor(project.id, given.category ?? 'open') ?? statusesOf(project.id)[0];
    const id = newId();
    const { category: _, ...rest } = given;
    const body = { ...rest, id, list, project: undefined, ...(status ? { status: status.id } : {}) };
    const last = store.tasks.where((x) => x.list === list && x.parent === (given.parent ?? null)).sort(byRank).at(-1);
    const shown: Task = {
        id, version: 0, client: project.client, project: project.id, list, parent: given.parent ?? null, shared: false,
        kind: given.kind ?? 'task', title: given.title, description: null, status: status?.id ?? '', category: status?.category ?? 'open',
        priority: null, assignees: [], watchers: [], start: null, due: null, due_min: null, completed: null, estimate_low_min: null,
        estimate_min: null, estimate_high_min: null, spent_min: null, spent_base_min: null, activity: null, acceptance: null, tags: [], checklists: null,
        custom: {}, recurrence: null, series: null, rank: rankBetween(last?.rank ?? '', ''), comment_count: 0, attachment_count: 0,
        subtask_count: 0, subtask_done: 0, created: new Date().toISOString(), created_by: session.memberId,
        ...(given.assignees ? { assignees: given.assignees } : {}), ...(given.priority ? { priority: given.priority } : {}),
        ...(given.due ? { due: given.due } : {}), ...(given.start ? { start: given.start } : {}),
        ...(given.tags ? { tags: given.tags } : {}),
    };
    void edits.submit({
        method: 'POST', path: '/tasks', body, resource: 'tasks', id, label: t('task.created', { title: given.title }),
        layers: [{ resource: 'tasks', id, create: true, patch: shown as unknown as Record<string, unknown> }],
    });
    return id;
}

export interface Move {
    project?: Id;
    list?: Id;
    parent?: Id | null;
    status?: Id;
    category?: Category;
    before?: Id;
    after?: Id;
}

/** Moves a task: within its list, or to another list, project or client. Crossing a client's border asks first (B4). */
export async function moveTask(task: Task, move: Move, label = t('task.moved', { title: task.title })): Promise<void> {
    const list = store.lists.peek(move.list);
    const project = store.projects.peek(list?.project ?? move.project ?? task.project);
    const { category, ...sent } = move;
    const status = move.status ?? (category && project ? statusFor(project.id, category)?.id : undefined);
    const body: Record<string, unknown> = { ...sent, ...(status ? { status } : {}) };
    if (project && project.client !== task.client && !(await confirmBorder(task, project.client, body))) return;
    if (project && project.client !== task.client) body.confirm = true;
    const before = store.tasks.peek(move.before), after = store.tasks.peek(move.after);
    const patch: Record<string, unknown> = {};
    if (before || after) patch.rank = neighbours(task, before, after);
    if (project && project.id !== task.project) Object.assign(patch, { project: project.id, client: project.client });
    if (list) patch.list = list.id;
    else if (project && project.id !== task.project) patch.list = listsOf(project.id)[0]?.id ?? task.list;
    if (move.parent !== undefined) patch.parent = move.parent;
    if (status) Object.assign(patch, { status, category: store.statuses.peek(status)?.category ?? task.category });
    await edits
        .submit({
            method: 'POST', path: `/tasks/${task.id}/move`, body, resource: 'tasks', id: task.id, label, offerUndo: !!(list || move.project),
            layers: [{ resource: 'tasks', id: task.id, patch }],
        })
        .catch(() => {});
}

/** A position before or after one row: between it and its neighbour on that side. */
function neighbours(task: Task, before?: Task, after?: Task): string {
    const anchor = (before ?? after)!;
    const row = store.tasks.where((x) => x.list === anchor.list && x.parent === anchor.parent && x.id !== task.id).sort(byRank);
    const at = row.findIndex((x) => x.id === anchor.id);
    return before ? rankBetween(row[at - 1]?.rank ?? '', before.rank) : rankBetween(after!.rank, row[at + 1]?.rank ?? '');
}

async function confirmBorder(task: Task, client: Id, body: Record<string, unknown>): Promise<boolean> {
    try {
        const preview = await post<{ lost: Fact[]; shared: Fact[] }>(`/tasks/${task.id}/move`, { ...body, preview: true });
        return dialogs.border(task, client, preview);
    } catch (error) {
        toasts.show(error instanceof ProblemError ? error.message : t('edit.needs_connection'), { kind: 'bad' });
        return false;
    }
}

export function deleteTasks(tasks: Task[]) {
    const label = tasks.length === 1 ? t('task.deleted', { title: tasks[0].title }) : t('task.deleted_many', { n: tasks.length });
    return remove('tasks', tasks.map((x) => x.id), label);
}

export async function duplicateTask(task: Task): Promise<Id | null> {
    const answer = await edits.submit({
        method: 'POST', path: `/tasks/${task.id}/duplicate`, body: { with_subtasks: true }, resource: 'tasks', layers: [],
        label: t('task.duplicated', { title: task.title }), offerUndo: true,
    });
    return (answer.body as Task | null)?.id ?? null;
}

export function convertTask(task: Task, to: 'subtask' | 'task' | 'list' | 'milestone' | 'deliverable', parent?: Id) {
    const patch: Record<string, unknown> =
        to === 'subtask' ? { parent } : to === 'task' ? { kind: 'task', parent: null } : to === 'list' ? {} : { kind: to };
    return edits.submit({
        method: 'POST', path: `/tasks/${task.id}/convert`, body: { to, ...(parent ? { parent } : {}) }, label: t('task.converted', { title: task.title }),
        ...(to === 'list' ? {} : { resource: 'tasks' as const, id: task.id }), offerUndo: true,
        layers: to === 'list' ? [] : [{ resource: 'tasks', id: task.id, patch }],
    });
}

export async function saveAsTemplate(kind: 'task' | 'list' | 'project', id: Id, name: string) {
    await edits.submit({ method: 'POST', path: '/templates/from', body: { kind, id, name }, resource: 'templates', label: t('template.saved', { name }), layers: [] });
    toasts.show(t('template.saved', { name }));
}

/** The same change for many tasks. A status is chosen by category, since each project has its own. */
export function changeTasks(tasks: Task[], change: (task: Task) => Partial<Task> | null) {
    const changes = tasks.flatMap((task) => {
        const patch = change(task);
        if (!patch) return [];
        const status = store.statuses.peek(patch.status);
        return [{ id: task.id, patch, shown: status ? { category: status.category } : {} }];
    });
    return updateMany('tasks', changes, t('task.changed_many', { n: changes.length }));
}

/** One custom field of one or many tasks; values that are not named stay. */
export function changeCustom(tasks: Task[], field: Id, value: unknown) {
    const shown = (task: Task) => ({ custom: { ...task.custom, [field]: value } });
    if (tasks.length === 1) return update('tasks', tasks[0].id, { custom: { [field]: value } }, t('task.changed', { title: tasks[0].title }), { shown: shown(tasks[0]) });
    return updateMany('tasks', tasks.map((task) => ({ id: task.id, patch: { custom: { [field]: value } }, shown: shown(task) })), t('task.changed_many', { n: tasks.length }));
}

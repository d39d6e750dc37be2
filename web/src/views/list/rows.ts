// From tasks to the lines of a list: groups, order, subtasks under their parents. Pure, but for the store's names.
import type { Category, Id, Task } from '$/api/types.ts';
import { addDays, compareText, startOfWeek, t, today } from '$/i18n/index.svelte.ts';
import { compareRank } from '$/state/rank.ts';
import { store } from '$/state/store.svelte.ts';
import type { GroupBy } from '../place.svelte.ts';

export interface Group {
    key: string;
    label: string;
    /** before other groups */
    order: string;
    count: number;
    /** what a task put into this group gets */
    sets: Partial<Task> & { category?: Category };
    client?: Id;
    category?: Category;
    member?: Id;
    priority?: number | null;
    late?: boolean;
    sub?: string;
}
export type Line =
    | { type: 'group'; key: string; group: Group; closed: boolean }
    | { type: 'task'; key: string; id: Id; depth: number; group: Group; children: boolean; open: boolean }
    | { type: 'add'; key: string; group: Group };

export const CATEGORIES: Category[] = ['backlog', 'open', 'active', 'review', 'done', 'cancelled'];
/** What is in hand first. */
const FLOW: Category[] = ['active', 'review', 'open', 'backlog', 'done', 'cancelled'];

const at = (n: number) => String(n).padStart(4, '0');

function dueGroup(task: Task): Group {
    const now = today();
    const week = startOfWeek(now);
    const closed = task.category === 'done' || task.category === 'cancelled';
    const make = (n: number, key: string, due: string | null, late = false): Group => ({
        key, label: t(`due.${key}`), order: at(n), count: 0, sets: { due }, late,
    });
    const d = task.due;
    if (!d) return make(9, 'none', null);
    if (d < now) return closed ? make(8, 'past', now) : make(0, 'overdue', now, true);
    if (d === now) return make(1, 'today', now);
    if (d === addDays(now, 1)) return make(2, 'tomorrow', d);
    if (d < addDays(week, 7)) return make(3, 'week', addDays(week, 6));
    if (d < addDays(week, 14)) return make(4, 'next_week', addDays(week, 7));
    return make(5, 'later', addDays(week, 14));
}

/** The groups that a task stands in; more than one for several people or tags. */
function groupsOf(task: Task, by: GroupBy): Group[] {
    switch (by) {
        case 'none':
            return [{ key: '', label: '', order: '', count: 0, sets: {} }];
        case 'due':
            return [dueGroup(task)];
        case 'client': {
            const client = store.clients.peek(task.client);
            return [{ key: task.client, label: client?.name ?? '', order: (client?.kind === 'internal' ? '1' : '0') + (client?.name ?? ''), count: 0, sets: {}, client: task.client }];
        }
        case 'project': {
            const project = store.projects.peek(task.project), client = store.clients.peek(task.client);
            return [{ key: task.project, label: project?.name ?? '', order: `${client?.name}\u0000${project?.rank}`, count: 0, sets: { project: task.project }, client: task.client }];
        }
        case 'list': {
            const list = store.lists.peek(task.list), project = store.projects.peek(task.project), client = store.clients.peek(task.client);
            return [{ key: task.list, label: list?.name ?? '', order: `${client?.name}\u0000${project?.rank}\u0000${list?.rank}`, count: 0, sets: { list: task.list, project: task.project }, client: task.client, sub: project?.name }];
        }
        case 'category':
            return [{ key: task.category, label: t(`category.${task.category}`), order: at(FLOW.indexOf(task.category)), count: 0, sets: { category: task.category }, category: task.category }];
        case 'status': {
            // statuses of the same name and category are one group, whatever their project
            const status = store.statuses.peek(task.status);
            const name = status?.name ?? t(`category.${task.category}`);
            return [{ key: `${task.category}/${name.toLowerCase()}`, label: name, order: at(FLOW.indexOf(task.category)) + (status?.rank ?? '') + name, count: 0, sets: { category: task.category, status: task.status }, category: task.category }];
        }
        case 'assignee':
            if (!task.assignees.length) return [{ key: 'none', label: t('group.nobody'), order: '\uffff', count: 0, sets: { assignees: [] } }];
            return task.assignees.map((id) => {
                const name = store.members.peek(id)?.name ?? '?';
                return { key: id, label: name, order: name, count: 0, sets: { assignees: [id] }, member: id };
            });
        case 'priority':
            return [{ key: String(task.priority ?? 0), label: t(`priority.${task.priority ?? 0}`), order: at(task.priority ?? 9), count: 0, sets: { priority: task.priority }, priority: task.priority }];
        case 'tag':
            if (!task.tags.length) return [{ key: '', label: t('group.no_tag'), order: '\uffff', count: 0, sets: { tags: [] } }];
            return task.tags.map((tag) => ({ key: `tag:${tag}`, label: tag, order: tag, count: 0, sets: { tags: [tag] } }));
    }
}

type Compare = (a: Task, b: Task) => number;
const nullsLast = <T>(a: T | null, b: T | null, compare: (a: T, b: T) => number) =>
    a === b ? 0 : a === null ? 1 : b === null ? -1 : compare(a, b);
const plain = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);

/** Compare as the API's `sort` says; the order made by hand and the id settle the rest. */
export function comparer(sort: string): Compare {
    const keys = sort.split(',').filter(Boolean).map((key): Compare => {
        const name = key.replace(/^-/, ''), sign = key.startsWith('-') ? -1 : 1;
        if (name === 'title') return (a, b) => sign * compareText(a.title, b.title);
        if (name === 'status' || name === 'category') {
            const n = (x: Task) => CATEGORIES.indexOf(x.category) * 1e4;
            const r = (x: Task) => store.statuses.peek(x.status)?.rank ?? '';
            return (a, b) => sign * (n(a) - n(b) || plain(r(a), r(b)));
        }
        const field = name as keyof Task;
        return (a, b) => nullsLast(a[field] as string | null, b[field] as string | null, (x, y) => sign * plain(x, y));
    });
    return (a, b) => {
        for (const compare of keys) {
            const c = compare(a, b);
            if (c) return c;
        }
        return compareRank(a.rank, b.rank) || plain(a.id, b.id);
    };
}

export interface Asked {
    tasks: Task[];
    group: GroupBy;
    sort: string;
    /** subtasks stand under their parents */
    nested: boolean;
    openParents: ReadonlySet<Id>;
    closedGroups: ReadonlySet<string>;
    canAdd: (group: Group) => boolean;
}

/** Keeps the order of the last time, so that sorting again after one change costs one pass. */
export class Lines {
    private order: Id[] = [];
    private sort = '';

    make(asked: Asked): { lines: Line[]; ids: Id[] } {
        const byId = new Map(asked.tasks.map((task) => [task.id, task]));
        const sorted = this.sorted(byId, asked);
        const children = new Map<Id, Task[]>();
        const tops: Task[] = [];
        for (const task of sorted) {
            if (asked.nested && task.parent && byId.has(task.parent)) {
                const some = children.get(task.parent);
                if (some) some.push(task);
                else children.set(task.parent, [task]);
            } else tops.push(task);
        }
        const groups = new Map<string, { group: Group; tasks: Task[] }>();
        for (const task of tops) {
            for (const group of groupsOf(task, asked.group)) {
                let entry = groups.get(group.key);
                if (!entry) groups.set(group.key, (entry = { group, tasks: [] }));
                entry.tasks.push(task);
                entry.group.count++;
            }
        }
        return this.flatten([...groups.values()].sort((a, b) => compareGroups(asked.group, a.group, b.group)), children, asked);
    }

    private sorted(byId: Map<Id, Task>, asked: Asked): Task[] {
        const spec = asked.sort;
        const known: Task[] = [];
        const left = new Map(byId);
        if (spec === this.sort) {
            for (const id of this.order) {
                const task = byId.get(id);
                if (!task) continue;
                known.push(task);
                left.delete(id);
            }
        }
        const all = known.concat([...left.values()]).sort(comparer(spec));
        this.order = all.map((task) => task.id);
        this.sort = spec;
        return all;
    }

    private flatten(groups: { group: Group; tasks: Task[] }[], children: Map<Id, Task[]>, asked: Asked) {
        const lines: Line[] = [], ids: Id[] = [];
        const put = (task: Task, depth: number, group: Group) => {
            const below = children.get(task.id);
            const open = asked.openParents.has(task.id);
            lines.push({ type: 'task', key: `${group.key}/${task.id}`, id: task.id, depth, group, children: !!below || task.subtask_count > 0, open });
            ids.push(task.id);
            if (open) for (const child of below ?? []) put(child, depth + 1, group);
        };
        for (const { group, tasks } of groups) {
            const closed = asked.closedGroups.has(group.key);
            if (asked.group !== 'none') lines.push({ type: 'group', key: `g:${group.key}`, group, closed });
            if (closed) continue;
            for (const task of tasks) put(task, 0, group);
            if (asked.canAdd(group)) lines.push({ type: 'add', key: `a:${group.key}`, group });
        }
        return { lines, ids };
    }
}
const compareGroups = (by: GroupBy, a: Group, b: Group) =>
    by === 'client' || by === 'assignee' || by === 'tag' ? compareText(a.order, b.order) : plain(a.order, b.order);

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
/** A line of the list. Ten thousand are made at every change, so their keys are put together only for those on screen. */
export class TaskLine {
    readonly type = 'task';
    readonly id: Id;
    readonly depth: number;
    readonly group: Group;
    readonly children: boolean;
    readonly open: boolean;

    constructor(id: Id, depth: number, group: Group, children: boolean, open: boolean) {
        this.id = id;
        this.depth = depth;
        this.group = group;
        this.children = children;
        this.open = open;
    }
    get key(): string {
        return `${this.group.key}/${this.id}`;
    }
}
export type Line = TaskLine | { type: 'group'; key: string; group: Group; closed: boolean } | { type: 'add'; key: string; group: Group };

/** Where the line of a key stands, or -1. */
export const indexOfKey = (lines: Line[], key: string) =>
    lines.findIndex((line) => (line.type === 'task' ? key.endsWith(line.id) && line.key === key : line.key === key));

export const CATEGORIES: Category[] = ['backlog', 'open', 'active', 'review', 'done', 'cancelled'];
/** What is in hand first. */
const FLOW: Category[] = ['active', 'review', 'open', 'backlog', 'done', 'cancelled'];

const at = (n: number) => String(n).padStart(4, '0');

/** How tasks are grouped: the keys of a task's groups (more than one for several people or tags), and what a key stands for. */
interface Grouping {
    keys: (task: Task) => string | string[];
    /** the group of a key, from the first task that has it */
    group: (key: string, task: Task) => Omit<Group, 'key' | 'count'>;
}

function byDue(): Grouping {
    const now = today(), week = startOfWeek(now);
    const tomorrow = addDays(now, 1), next = addDays(week, 7), after = addDays(week, 14);
    const order = ['overdue', 'today', 'tomorrow', 'week', 'next_week', 'later', 'past', 'none'];
    const sets: Record<string, string | null> = { overdue: now, today: now, tomorrow, week: addDays(week, 6), next_week: next, later: after, past: now, none: null };
    return {
        keys: ({ due, category }) =>
            !due ? 'none' : due < now ? (category === 'done' || category === 'cancelled' ? 'past' : 'overdue') : due === now ? 'today'
                : due === tomorrow ? 'tomorrow' : due < next ? 'week' : due < after ? 'next_week' : 'later',
        group: (key) => ({ label: t(`due.${key}`), order: at(order.indexOf(key)), sets: { due: sets[key] }, late: key === 'overdue' }),
    };
}

const clientName = (task: Task) => store.clients.peek(task.client)?.name ?? '';
const groupings: Record<GroupBy, () => Grouping> = {
    none: () => ({ keys: () => '', group: () => ({ label: '', order: '', sets: {} }) }),
    due: byDue,
    client: () => ({
        keys: (task) => task.client,
        group: (key, task) => ({ label: clientName(task), order: (store.clients.peek(key)?.kind === 'internal' ? '1' : '0') + clientName(task), sets: {}, client: key }),
    }),
    project: () => ({
        keys: (task) => task.project,
        group: (key, task) => {
            const project = store.projects.peek(key);
            return { label: project?.name ?? '', order: `${clientName(task)}\u0000${project?.rank}`, sets: { project: key }, client: task.client };
        },
    }),
    list: () => ({
        keys: (task) => task.list,
        group: (key, task) => {
            const list = store.lists.peek(key), project = store.projects.peek(task.project);
            return {
                label: list?.name ?? '', order: `${clientName(task)}\u0000${project?.rank}\u0000${list?.rank}`, sets: { list: key, project: task.project },
                client: task.client, sub: project?.name,
            };
        },
    }),
    category: () => ({
        keys: (task) => task.category,
        group: (_, { category }) => ({ label: t(`category.${category}`), order: at(FLOW.indexOf(category)), sets: { category }, category }),
    }),
    // statuses of the same name and category are one group, whatever their project
    status: () => {
        const names = new Map<Id, string>();
        const name = (task: Task) => {
            let n = names.get(task.status);
            if (n === undefined) names.set(task.status, (n = store.statuses.peek(task.status)?.name ?? t(`category.${task.category}`)));
            return n;
        };
        return {
            keys: (task) => `${task.category}/${name(task).toLowerCase()}`,
            group: (_, task) => ({
                label: name(task), order: at(FLOW.indexOf(task.category)) + (store.statuses.peek(task.status)?.rank ?? '') + name(task),
                sets: { category: task.category, status: task.status }, category: task.category,
            }),
        };
    },
    assignee: () => ({
        keys: (task) => (task.assignees.length ? task.assignees : 'none'),
        group: (key) => {
            if (key === 'none') return { label: t('group.nobody'), order: '\uffff', sets: { assignees: [] } };
            const name = store.members.peek(key)?.name ?? '?';
            return { label: name, order: name, sets: { assignees: [key] }, member: key };
        },
    }),
    priority: () => ({
        keys: (task) => String(task.priority ?? 0),
        group: (_, { priority }) => ({ label: t(`priority.${priority ?? 0}`), order: at(priority ?? 9), sets: { priority }, priority }),
    }),
    tag: () => ({
        keys: (task) => (task.tags.length ? task.tags : ''),
        group: (key) => (key ? { label: key, order: key, sets: { tags: [key] } } : { label: t('group.no_tag'), order: '\uffff', sets: { tags: [] } }),
    }),
};

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

/** Remembers the order of the last time: rows are never changed in place, so a row that is another object than before is
 * one that changed, and only those are sorted in anew. */
export class Lines {
    private order: Task[] = [];
    private known = new Map<Id, Task>();
    private sort: string | null = null;

    make(asked: Asked): { lines: Line[]; ids: Id[] } {
        this.update(asked.tasks, asked.sort);
        const children = new Map<Id, Task[]>();
        const grouping = groupings[asked.group]();
        const groups = new Map<string, { group: Group; tasks: Task[] }>();
        const put = (key: string, task: Task) => {
            let entry = groups.get(key);
            if (!entry) groups.set(key, (entry = { group: { key, count: 0, ...grouping.group(key, task) }, tasks: [] }));
            entry.tasks.push(task);
            entry.group.count++;
        };
        for (const task of this.order) {
            if (asked.nested && task.parent && this.known.has(task.parent)) {
                const some = children.get(task.parent);
                if (some) some.push(task);
                else children.set(task.parent, [task]);
                continue;
            }
            const keys = grouping.keys(task);
            if (typeof keys === 'string') put(keys, task);
            else for (const key of keys) put(key, task);
        }
        return flatten([...groups.values()].sort((a, b) => compareGroups(asked.group, a.group, b.group)), children, asked);
    }

    private update(tasks: Task[], sort: string) {
        const compare = comparer(sort);
        const changed: Task[] = [], touched = new Set<Id>();
        let kept = 0;
        for (const task of tasks) {
            const before = this.known.get(task.id);
            if (before) kept++;
            if (before === task) continue;
            changed.push(task);
            if (before) touched.add(task.id);
        }
        const gone = kept < this.known.size;
        if (sort !== this.sort || changed.length > 500) {
            this.order = [...tasks].sort(compare);
            this.known = new Map(tasks.map((task) => [task.id, task]));
            this.sort = sort;
            return;
        }
        if (gone) {
            const now = new Set(tasks.map((task) => task.id));
            for (const id of this.known.keys()) if (!now.has(id)) (touched.add(id), this.known.delete(id));
        }
        if (touched.size) this.order = this.order.filter((task) => !touched.has(task.id));
        for (const task of changed) {
            this.known.set(task.id, task);
            insert(this.order, task, compare);
        }
    }
}

function insert(order: Task[], task: Task, compare: Compare) {
    let low = 0, high = order.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (compare(order[middle], task) < 0) low = middle + 1;
        else high = middle;
    }
    order.splice(low, 0, task);
}

function flatten(groups: { group: Group; tasks: Task[] }[], children: Map<Id, Task[]>, asked: Asked): { lines: Line[]; ids: Id[] } {
    const lines: Line[] = [], ids: Id[] = [];
    const put = (task: Task, depth: number, group: Group) => {
        const below = task.subtask_count || children.size ? children.get(task.id) : undefined;
        const open = asked.openParents.has(task.id);
        lines.push(new TaskLine(task.id, depth, group, !!below || !!task.subtask_count, open));
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

const compareGroups = (by: GroupBy, a: Group, b: Group) =>
    by === 'client' || by === 'assignee' || by === 'tag' ? compareText(a.order, b.order) : plain(a.order, b.order);

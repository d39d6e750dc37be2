// From tasks and their plan to the rows of a chart: clients, projects, lists, tasks, subtasks. Pure: names come with the call.
import type { Client, Day, Id, List, Member, Project, Task } from '$/api/types.ts';
import { DAY, wall, wallOf } from './scale.ts';

export type RowKind = 'client' | 'project' | 'list' | 'member' | 'task';
export type GanttGroup = 'client' | 'project' | 'list' | 'assignee' | 'none';

/** Points are minutes on the axis (scale.ts). */
export interface Bar {
    kind: 'task' | 'milestone' | 'summary';
    start: number;
    end: number;
    progress: number;
    /** stands in the plan; otherwise by the dates that somebody wrote */
    planned: boolean;
    done: boolean;
    late: boolean;
    critical: boolean;
    slack: number;
    p50: number | null;
    p80: number | null;
    p95: number | null;
    before: { start: number; end: number } | null;
}
export interface GanttRow {
    key: string;
    kind: RowKind;
    id: Id;
    label: string;
    depth: number;
    children: number;
    open: boolean;
    task: Task | null;
    client: Id | null;
    color: number;
    due: number | null;
    hard: boolean;
    bar: Bar | null;
    /** of a task with subtasks: the open ones that have a place */
    parts: Part[];
}
export interface Part { task: Task; start: number; end: number; }

export interface PlanDates { start: number | null; finish: number | null; p50: Day | null; p80: Day | null; p95: Day | null; slack_min: number; critical: boolean; late: boolean; }
export interface Names {
    client: (id: Id) => Client | undefined;
    project: (id: Id) => Project | undefined;
    list: (id: Id) => List | undefined;
    member: (id: Id) => Member | undefined;
}
export interface Asked {
    tasks: Task[];
    group: GanttGroup;
    /** levels that the place itself stands for */
    within: { client: boolean; project: boolean; list: boolean };
    closed: ReadonlySet<string>;
    names: Names;
    plan: (id: Id) => PlanDates | undefined;
    baseline: (id: Id) => { start: Day; finish: Day } | undefined;
    waits: (id: Id) => boolean;
    order: (a: Task, b: Task) => number;
    compare: (a: string, b: string) => number;
    nobody: string;
}

const isDone = (task: Task) => task.category === 'done' || task.category === 'cancelled';

/** Working minutes as minutes on the axis: eight hours a day, five days a week. */
export const spread = (minutes: number) => (minutes / 480) * DAY * 1.4;

/** `free`: a milestone that waits for nothing. */
export function barOf(task: Task, plan: PlanDates | undefined, before: { start: Day; finish: Day } | undefined, free = false): Bar | null {
    const done = isDone(task);
    const due = task.due ? wallOf(task.due) + DAY : null;
    const written = task.start ? wallOf(task.start) : null;
    let start: number | null = null, end: number | null = null, planned = false;
    if (done && task.completed) {
        end = wall(Date.parse(task.completed));
        start = written ?? end - Math.max(60, spread(task.estimate_min ?? 120));
    } else if (free && due !== null) {
        // nothing leads to it, so the plan could have it at once: it stands where somebody wants it
        start = end = due;
        planned = true;
    } else if (plan?.start != null && plan.finish != null) {
        start = wall(plan.start);
        end = wall(plan.finish);
        planned = true;
    } else if (task.kind === 'milestone' || task.kind === 'deliverable') {
        start = end = due ?? written;
    } else if (written !== null && due !== null) {
        start = written;
        end = due;
    }
    if (start === null || end === null) return null;
    if (end < start) start = end;
    const milestone = task.kind === 'milestone';
    const likely = (day: Day | null | undefined) => (day && !done && !free ? wallOf(day) + DAY : null);
    const worked = task.spent_min ?? 0, asked = task.estimate_min ?? 0;
    const progress = done ? 1 : task.subtask_count ? (task.subtask_done ?? 0) / task.subtask_count : asked ? Math.min(0.95, worked / asked) : 0;
    return {
        kind: milestone ? 'milestone' : 'task', start: milestone ? end : start, end, progress, planned, done,
        late: !done && !(free && due !== null) && (plan?.late ?? (due !== null && end > due)), critical: !done && !!plan?.critical,
        slack: plan && !done && !plan.critical ? Math.max(0, plan.slack_min) : 0,
        p50: likely(plan?.p50), p80: likely(plan?.p80), p95: likely(plan?.p95),
        before: before ? { start: wallOf(before.start), end: wallOf(before.finish) + DAY } : null,
    };
}

interface Branch { key: string; kind: RowKind; id: Id; label: string; order: string; client: Id | null; below: Map<string, Branch>; tasks: Task[]; }

/** Every row that is there, and of these the ones that are open to be seen. */
export function treeOf(asked: Asked): { rows: GanttRow[]; from: number | null; until: number | null } {
    const { names, within, group } = asked;
    const root: Branch = { key: '', kind: 'client', id: '', label: '', order: '', client: null, below: new Map(), tasks: [] };
    const known = new Set(asked.tasks.map((task) => task.id));
    const subtasks = new Map<Id, Task[]>();
    const branch = (at: Branch, kind: RowKind, id: Id, label: string, order: string, client: Id | null) => {
        let next = at.below.get(id);
        if (!next) at.below.set(id, (next = { key: `${at.key}${kind[0]}:${id}/`, kind, id, label, order, client, below: new Map(), tasks: [] }));
        return next;
    };
    for (const task of asked.tasks) {
        if (task.parent && known.has(task.parent) && group !== 'assignee') {
            const some = subtasks.get(task.parent);
            if (some) some.push(task);
            else subtasks.set(task.parent, [task]);
            continue;
        }
        if (group === 'assignee') {
            for (const id of task.assignees.length ? task.assignees : ['']) {
                const name = id ? (names.member(id)?.name ?? '?') : asked.nobody;
                branch(root, 'member', id, name, id ? name : '\uffff', null).tasks.push(task);
            }
            continue;
        }
        let at = root;
        if (group !== 'none' && !within.client) {
            const client = names.client(task.client);
            at = branch(at, 'client', task.client, client?.name ?? '', (client?.kind === 'internal' ? '1' : '0') + (client?.name ?? ''), task.client);
        }
        if ((group === 'project' || group === 'list') && !within.project) {
            const project = names.project(task.project);
            at = branch(at, 'project', task.project, project?.name ?? '', project?.rank ?? '', task.client);
        }
        if (group === 'list' && !within.list) {
            const list = names.list(task.list);
            at = branch(at, 'list', task.list, list?.name ?? '', list?.rank ?? '', task.client);
        }
        at.tasks.push(task);
    }

    const rows: GanttRow[] = [];
    let from: number | null = null, until: number | null = null;
    const see = (start: number, end: number) => {
        if (from === null || start < from) from = start;
        if (until === null || end > until) until = end;
    };
    interface Sum { start: number; end: number; weight: number; done: number; late: boolean; critical: boolean; n: number; before: { start: number; end: number } | null; parts: Part[]; }
    const none = (): Sum => ({ start: Infinity, end: -Infinity, weight: 0, done: 0, late: false, critical: false, n: 0, before: null, parts: [] });
    const add = (sum: Sum, bar: Bar | null, task: Task | null, below?: Sum) => {
        if (below) {
            sum.start = Math.min(sum.start, below.start);
            sum.end = Math.max(sum.end, below.end);
            sum.weight += below.weight;
            sum.done += below.done;
            sum.late ||= below.late;
            sum.critical ||= below.critical;
            sum.n += below.n;
            if (below.before) sum.before = sum.before ? { start: Math.min(sum.before.start, below.before.start), end: Math.max(sum.before.end, below.before.end) } : { ...below.before };
            return;
        }
        sum.n++;
        const weight = task?.estimate_min || 60;
        sum.weight += weight;
        sum.done += weight * (bar?.progress ?? 0);
        if (!bar) return;
        sum.start = Math.min(sum.start, bar.start);
        sum.end = Math.max(sum.end, bar.end);
        sum.late ||= bar.late;
        sum.critical ||= bar.critical;
        if (bar.before) sum.before = sum.before ? { start: Math.min(sum.before.start, bar.before.start), end: Math.max(sum.before.end, bar.before.end) } : { ...bar.before };
    };
    const summary = (sum: Sum, due: number | null): Bar | null => sum.end === -Infinity ? null : {
        kind: 'summary', start: sum.start, end: sum.end, progress: sum.weight ? sum.done / sum.weight : 0, planned: true, done: false,
        late: due !== null ? sum.end > due : sum.late, critical: sum.critical, slack: 0, p50: null, p80: null, p95: null, before: sum.before,
    };

    function putTask(task: Task, depth: number, seen: boolean, above: string): Sum {
        const plan = asked.plan(task.id);
        const bar = barOf(task, plan, asked.baseline(task.id), task.kind === 'milestone' && !asked.waits(task.id));
        const below = subtasks.get(task.id);
        const key = `${above}${task.id}`;
        const row: GanttRow = {
            key, kind: 'task', id: task.id, label: task.title, depth, children: below?.length ?? 0, open: !asked.closed.has(key), task, client: task.client,
            color: names.client(task.client)?.color ?? 1, due: task.due ? wallOf(task.due) + DAY : null, hard: !!task.hard, bar, parts: [],
        };
        if (seen) rows.push(row);
        const sum = none();
        add(sum, bar, task);
        if (below) {
            for (const child of below.sort(asked.order)) {
                const part = putTask(child, depth + 1, seen && row.open, key + '/');
                add(sum, null, null, part);
                row.parts.push(...part.parts);
            }
            sum.parts = row.parts;
            // what is made of parts reaches over them
            if (bar && bar.kind === 'task' && sum.end > -Infinity) row.bar = { ...bar, kind: 'summary', start: sum.start, end: sum.end };
            else if (!bar) row.bar = summary(sum, row.due);
        } else if (bar && !bar.done && bar.kind === 'task') sum.parts = [{ task, start: bar.start, end: bar.end }];
        if (row.bar) see(Math.min(row.bar.start, row.bar.before?.start ?? Infinity), Math.max(row.bar.end, row.bar.p95 ?? 0, row.bar.before?.end ?? 0));
        if (row.due !== null) see(row.due - DAY, row.due);
        return sum;
    }
    function putBranch(at: Branch, depth: number, seen: boolean): Sum {
        const sum = none();
        const open = !asked.closed.has(at.key);
        let row: GanttRow | null = null;
        if (at !== root) {
            row = {
                key: at.key, kind: at.kind, id: at.id, label: at.label, depth, children: at.below.size + at.tasks.length, open, task: null, client: at.client,
                color: at.client ? (names.client(at.client)?.color ?? 1) : 0, due: null, hard: false, bar: null, parts: [],
            };
            if (at.kind === 'project') {
                const project = names.project(at.id);
                row.due = project?.due ? wallOf(project.due) + DAY : null;
                row.hard = !!project?.hard;
            }
            if (seen) rows.push(row);
        }
        const inner = depth + (row ? 1 : 0);
        const branches = [...at.below.values()].sort((a, b) => a.kind === 'client' || a.kind === 'member' ? asked.compare(a.order, b.order) : a.order < b.order ? -1 : a.order > b.order ? 1 : a.id < b.id ? -1 : 1);
        for (const next of branches) add(sum, null, null, putBranch(next, inner, seen && (open || !row)));
        for (const task of at.tasks.sort(asked.order)) add(sum, null, null, putTask(task, inner, seen && (open || !row), at.key));
        if (row) {
            row.bar = summary(sum, row.due);
            if (row.due !== null) see(row.due - DAY, row.due);
        }
        return sum;
    }
    putBranch(root, 0, true);
    return { rows, from, until };
}

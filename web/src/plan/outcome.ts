// What a change means for the engine, and what came of it: which tasks move, and which promises.
import type { Change } from '$/api/plan.ts';
import type { Day, Id, Instant } from '$/api/types.ts';
import { addDays, daysBetween } from '$/i18n/index.svelte.ts';
import type { Dates } from './engine.ts';
import { NEVER, NONE, SLOT_MIN, readTask, type Layout, type Patch } from './wire.ts';

/** GET /plan/index: what the arrays of the bytes are. */
export interface PlanIndex {
    hash: string;
    from: Instant;
    quarter_s: number;
    days: Instant[];
    tasks: (Id | null)[];
    people: (Id | null)[];
    projects: (Id | null)[];
    clients: (Id | null)[];
    dependencies: (Id | null)[];
}
/** What only the page tries: the server has other words for it (a deleted row). */
export type Try = Change | { kind: 'unlink'; task: Id; predecessor: Id };

const KINDS = ['finish_start', 'start_start', 'finish_finish', 'start_finish'];
const DAY_MS = 86_400_000;

export class PlanMap {
    readonly index: PlanIndex;
    readonly layout: Layout;
    readonly bytes: Uint8Array;
    /** a task can be several in the plan: one for each who does a part */
    readonly tasks = new Map<Id, number[]>();
    readonly people = new Map<Id, number>();
    private readonly from: number;
    private readonly firstDay: string;

    constructor(index: PlanIndex, layout: Layout, bytes: Uint8Array) {
        if (index.tasks.length !== layout.tasks) throw new RangeError('the index is of another plan');
        this.index = index;
        this.layout = layout;
        this.bytes = bytes;
        this.from = Date.parse(index.from);
        index.tasks.forEach((id, i) => {
            if (!id) return;
            const some = this.tasks.get(id);
            if (some) some.push(i);
            else this.tasks.set(id, [i]);
        });
        index.people.forEach((id, i) => id && this.people.set(id, i));
        this.firstDay = this.dayAt(0);
    }
    instant(slot: number): number {
        return this.from + slot * this.index.quarter_s * 1000;
    }
    dayOfSlot(slot: number): Day {
        return this.dayAt(Math.max(0, this.layout.days.findLastIndex((mark) => mark <= slot)));
    }
    /** by its noon, so that neither zone nor summer time makes it another */
    private dayAt(i: number): Day {
        const noon = new Date(Date.parse(this.index.days[i]) + DAY_MS / 2);
        return `${noon.getFullYear()}-${String(noon.getMonth() + 1).padStart(2, '0')}-${String(noon.getDate()).padStart(2, '0')}`;
    }
    /** The slot at which a day begins. */
    slotOf(day: Day): number {
        const days = daysBetween(this.firstDay, day);
        const marks = this.layout.days;
        return days < 0 ? days * 96 : marks[Math.min(days, marks.length - 1)];
    }
    span(dates: Dates, task: Id): { start: number; finish: number } | null {
        let start = NEVER, finish = -NEVER;
        for (const i of this.tasks.get(task) ?? []) {
            if (dates.start[i] === NEVER || dates.finish[i] === NEVER) return null;
            start = Math.min(start, dates.start[i]);
            finish = Math.max(finish, dates.finish[i]);
        }
        return finish < start ? null : { start: this.instant(start), finish: this.instant(finish) };
    }

    /** Null: nothing that the page can try by itself. */
    patches(change: Try, spent = 0): Patch[] | null {
        if (!('task' in change) || !change.task) return null;
        const own = this.tasks.get(change.task);
        if (!own) return null;
        const each = (patch: (task: number) => Patch[]) => own.flatMap(patch);
        switch (change.kind) {
            case 'start':
                return each((task) => [{ kind: 'task', task, field: 'release', value: change.start ? Math.max(0, this.slotOf(change.start)) : 0 }]);
            case 'due': {
                const value = change.due ? this.slotOf(addDays(change.due, 1)) : NEVER;
                return each((task) => [
                    { kind: 'task', task, field: 'due', value },
                    ...(readTask(this.bytes, this.layout, task, 'hard') !== NEVER ? [{ kind: 'task' as const, task, field: 'hard' as const, value }] : []),
                ]);
            }
            case 'estimate': {
                const total = own.reduce((n, i) => n + readTask(this.bytes, this.layout, i, 'likely'), 0) || 1;
                const left = Math.max(1, Math.ceil(Math.max(0, change.minutes - spent) / SLOT_MIN));
                return each((task) => (['low', 'likely', 'high'] as const).map((field) => ({
                    kind: 'task' as const, task, field, value: Math.min(20_000, Math.max(1, Math.round((readTask(this.bytes, this.layout, task, field) / total) * left) || left)),
                })));
            }
            case 'assign': {
                const value = this.people.get(change.member) ?? NONE;
                return value === NONE ? null : each((task) => [{ kind: 'task', task, field: 'assignee', value }]);
            }
            case 'dependency':
            case 'unlink': {
                const before = this.tasks.get(change.predecessor);
                if (!before) return null;
                return before.flatMap((b) => own.map((a): Patch => change.kind === 'unlink' ? { kind: 'unlink', before: b, after: a }
                    : { kind: 'link', before: b, after: a, type: KINDS.indexOf(change.type), lag: Math.round(change.lag_min / SLOT_MIN) }));
            }
            default:
                return null;
        }
    }

    /** Tasks whose dates differ between two runs. */
    moved(base: Dates, after: Dates): Set<Id> {
        const found = new Set<Id>();
        for (let i = 0; i < base.start.length; i++) {
            const id = this.index.tasks[i];
            if (id && (base.start[i] !== after.start[i] || base.finish[i] !== after.finish[i])) found.add(id);
        }
        return found;
    }
}

/** The day on which what ends then ends. */
export const finishDay = (ms: number): Day => {
    // what ends at midnight ends on the day before
    const d = new Date(ms - 1);
    return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, '0')}-${String(d.getDate()).padStart(2, '0')}`;
};

export interface Promise_ {
    resource: 'task' | 'project';
    id: Id;
    client: Id | null;
    title: string;
    due: Day | null;
    hard: boolean;
    before: Day | null;
    after: Day | null;
    days: number;
    late: boolean;
    wasLate: boolean;
}
export interface Promised { resource: 'task' | 'project'; id: Id; client: Id | null; title: string; due: Day | null; hard: boolean; tasks: Id[]; }

/** The promises whose day of finishing changes: those that slip before those that come earlier, the hardest and furthest first. */
export function promisesOf(map: PlanMap, base: Dates, after: Dates, all: Iterable<Promised>): Promise_[] {
    const found: Promise_[] = [];
    for (const one of all) {
        const [before, then] = [base, after].map((dates) => {
            let last: number | null = null;
            for (const task of one.tasks) {
                if (!map.tasks.has(task)) continue;
                const span = map.span(dates, task);
                if (!span) return Infinity;
                last = Math.max(last ?? 0, span.finish);
            }
            return last;
        });
        if (before === null || then === null || before === then) continue;
        const [b, a] = [before, then].map((ms) => (ms === Infinity ? null : finishDay(ms)));
        if (b === a) continue;
        const days = a === null ? 9999 : b === null ? -9999 : daysBetween(b, a);
        const isLate = (day: Day | null) => !!one.due && (day === null || day > one.due);
        found.push({ resource: one.resource, id: one.id, client: one.client, title: one.title, due: one.due, hard: one.hard, before: b, after: a, days, late: isLate(a), wasLate: isLate(b) });
    }
    const later = (p: Promise_) => Number(p.days > 0), worse = (p: Promise_) => Number(p.late && p.days > 0);
    return found.sort((x, y) => later(y) - later(x) || worse(y) - worse(x) || Number(y.hard) - Number(x.hard) || Math.abs(y.days) - Math.abs(x.days));
}

/** Would `task` after `predecessor` close a circle? The path of it, from the task round to itself, or null. */
export function circle(links: Iterable<{ task: Id; predecessor: Id }>, task: Id, predecessor: Id): Id[] | null {
    if (task === predecessor) return [task, task];
    const next = new Map<Id, Id[]>();
    for (const link of links) {
        const some = next.get(link.predecessor);
        if (some) some.push(link.task);
        else next.set(link.predecessor, [link.task]);
    }
    const from = new Map<Id, Id | null>([[task, null]]);
    const queue = [task];
    for (let i = 0; i < queue.length; i++) {
        for (const id of next.get(queue[i]) ?? []) {
            if (from.has(id)) continue;
            from.set(id, queue[i]);
            if (id === predecessor) {
                const path: Id[] = [];
                for (let at: Id | null = id; at; at = from.get(at) ?? null) path.unshift(at);
                return [...path, task];
            }
            queue.push(id);
        }
    }
    return null;
}

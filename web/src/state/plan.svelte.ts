// What the server works out from the plan in force. It is asked for by who shows it, and asked again, without flicker, a moment
// after the plan changed: the event of the row `plan` says so over the live stream.
import { get, OfflineError, post, ProblemError } from '$/api/http.ts';
import type { Agreed, Change, PlanConflict, PlanTask, Priority, WhatIf } from '$/api/plan.ts';
import type { Id, LiveMessage } from '$/api/types.ts';
import { edits } from './edits.svelte.ts';
import { session } from './session.svelte.ts';

const AFTER_MS = 120, AT_LAST_MS = 1500;

/** Calls `run` a moment after rows of these resources changed, at the latest after a second and a half of changes. */
export function whenChanged(resources: RegExp, run: () => void): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined, since = 0;
    const stop = session.listen((message: LiveMessage) => {
        if (message.type === 'change' || message.type === 'refetch' ? !resources.test(message.resource) : message.type !== 'reset') return;
        const now = Date.now();
        since ||= now;
        clearTimeout(timer);
        timer = setTimeout(() => { since = 0; run(); }, Math.max(0, Math.min(AFTER_MS, since + AT_LAST_MS - now)));
    });
    return () => { stop(); clearTimeout(timer); };
}

/** An answer that many parts show: loaded when the first asks, then kept true. */
class Shown<T> {
    private data = $state.raw<T | null>(null);
    private whose = $state('');
    private begun = false;
    private path: string;
    private of: RegExp;

    constructor(path: string, of = /^plans?$/) {
        this.path = path;
        this.of = of;
    }
    get(): T | null {
        if (!this.begun) {
            this.begun = true;
            queueMicrotask(() => void this.load());
            whenChanged(this.of, () => void this.load());
        }
        return this.whose === session.memberId ? this.data : null;
    }
    async load() {
        const me = session.memberId;
        try {
            this.data = await get<T>(this.path);
            this.whose = me;
        } catch (error) {
            // without it the rest is there all the same; the pages that are about it say what is wrong
            if (!(error instanceof OfflineError) && !(error instanceof ProblemError)) throw error;
        }
    }
}

const tasks = new Shown<{ items: PlanTask[] }>('/plan/tasks');
const byTask = new WeakMap<object, Map<Id, PlanTask>>();
/** Where every task stands in the plan, for lists. */
export const planned = {
    get(task: Id): PlanTask | undefined {
        const all = tasks.get();
        if (!all) return undefined;
        let map = byTask.get(all);
        if (!map) byTask.set(all, (map = new Map(all.items.map((row) => [row.task, row]))));
        return map.get(task);
    },
};

const kept = new Shown<Agreed>('/plan/agreed', /^(plan|baseline)s?$/);
const byKept = new WeakMap<object, { tasks: Map<Id, Agreed['items'][0]>; projects: Map<Id, Agreed['projects'][0]> }>();
/** What was agreed, by the newest baseline of each project. */
export const agreed = {
    all() {
        const all = kept.get();
        if (!all) return undefined;
        let maps = byKept.get(all);
        if (!maps) byKept.set(all, (maps = { tasks: new Map(all.items.map((row) => [row.task, row])), projects: new Map(all.projects.map((row) => [row.project, row])) }));
        return maps;
    },
    task: (task: Id) => agreed.all()?.tasks.get(task),
    project: (project: Id) => agreed.all()?.projects.get(project),
};

const order = new Shown<{ items: Priority[] }>('/plan/priorities?limit=10000');
const byOrder = new WeakMap<object, Map<Id, number>>();
/** How much comes before what, by task. */
export function scoreOf(task: Id): number | undefined {
    const all = order.get();
    if (!all) return undefined;
    let map = byOrder.get(all);
    if (!map) byOrder.set(all, (map = new Map(all.items.map((row) => [row.task, row.score]))));
    return map.get(task);
}

const clashes = new Shown<{ items: PlanConflict[] }>('/plan/conflicts');
/** how many there were last, until the answer is there */
const countKey = () => `conflicts/${session.memberId}`;
/** Conflicts between clients, for the page and for the count in the navigation. */
export const conflicts = {
    /** null: not known yet */
    get items(): PlanConflict[] | null {
        return clashes.get()?.items ?? null;
    },
    /** asked for when the first page has what it needs */
    get count(): number {
        const known = session.fresh ? clashes.get() : null;
        if (known) localStorage.setItem(countKey(), String(known.items.length));
        return known?.items.length ?? Number(localStorage.getItem(countKey()));
    },
    again: () => clashes.load(),
};

/** What these changes would do to every promised date; nothing is changed. */
export const tryChanges = (changes: Change[]) => post<WhatIf>('/plan/what-if', { changes });

/** Does them, in one change that can be undone. */
export function keepChanges(changes: Change[], label: string) {
    return edits.submit({ method: 'POST', path: '/plan/keep', body: { changes }, layers: [], label, offerUndo: true });
}

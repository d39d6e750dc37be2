// The plan in the page: the engine on its thread with the plan of the server in it, and what a change would do, while the mouse
// moves. Loaded by the first view that uses it, and kept true as long as one does.
import type { Change, WhatIf } from '$/api/plan.ts';
import type { Id } from '$/api/types.ts';
import { tryChanges, whenChanged } from '$/state/plan.svelte.ts';
import { session } from '$/state/session.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { isOpen, LIST_FIELDS } from '$/state/tasks.svelte.ts';
import { pages } from '$/api/http.ts';
import module from './generated/plan.wasm?url';
import type { Dates, Loads } from './engine.ts';
import { readInput } from './input.ts';
import { PlanMap, promisesOf, type Promise_, type Promised, type Try } from './outcome.ts';
import { layoutOf, type Patch } from './wire.ts';
import type { Answered, Asked } from './worker.ts';

export interface Span { start: number; finish: number; }
/** What a change would do. `moved` has the new dates of every task that moves. */
export interface Outcome {
    moved: Map<Id, Span | null>;
    promises: Promise_[];
    hidden: WhatIf['hidden'] | null;
    /** the server is asked, too, for work that the page does not know */
    asking: boolean;
}

type WithoutN<T> = T extends unknown ? Omit<T, 'n'> : never;

class Planner {
    map = $state.raw<PlanMap | null>(null);
    base = $state.raw<Dates | null>(null);
    /** dates of what was just dropped, until the server's plan has it */
    pending = $state.raw<Map<Id, Span | null>>(new Map());
    /** why there is no engine: dates are shown, what a drag would do is asked from the server */
    failed = $state.raw<string | null>(null);

    private worker: Worker | null = null;
    private waiting = new Map<number, { resolve: (a: Answered) => void; reject: (e: Error) => void }>();
    private n = 0;
    private users = 0;
    private stop: (() => void) | null = null;
    private turn = 0;
    private next: { patches: Patch[]; resolve: (dates: Dates | null) => void } | null = null;
    private running = false;
    private promised = false;

    /** In an effect: loads and follows the plan until the effect ends. */
    use(): () => void {
        if (this.users++ === 0) {
            void this.load();
            this.stop = whenChanged(/^plans?$/, () => void this.load());
        }
        return () => {
            if (--this.users > 0) return;
            this.stop?.();
            this.stop = null;
            this.worker?.terminate();
            this.worker = null;
            for (const one of this.waiting.values()) one.reject(new Error('ended'));
            this.waiting.clear();
            this.map = this.base = null;
            this.running = this.promised = false;
        };
    }

    private ask(asked: WithoutN<Asked>): Promise<Answered> {
        const n = ++this.n;
        return new Promise((resolve, reject) => {
            this.waiting.set(n, { resolve, reject });
            this.worker!.postMessage({ ...asked, n });
        });
    }
    private async begin() {
        if (this.worker) return;
        this.worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
        this.worker.onmessage = (event: MessageEvent<Answered>) => {
            const one = this.waiting.get(event.data.n);
            this.waiting.delete(event.data.n);
            if (event.data.error) one?.reject(new Error(event.data.error));
            else one?.resolve(event.data);
        };
        this.worker.onerror = (event) => {
            for (const one of this.waiting.values()) one.reject(new Error(event.message));
            this.waiting.clear();
        };
        await this.ask({ kind: 'start', module });
    }

    private async load() {
        const turn = ++this.turn;
        try {
            const wanted = () => turn === this.turn && this.users > 0;
            let [fetched] = await Promise.all([readInput(wanted), this.begin()]);
            // the plan may have changed between the two answers
            if (fetched && fetched.hash !== fetched.index.hash) fetched = await readInput(wanted);
            if (!fetched || turn !== this.turn || !this.worker) return;
            const { bytes, index } = fetched;
            const map = new PlanMap(index, layoutOf(bytes), bytes);
            const { dates } = await this.ask({ kind: 'load', bytes });
            if (turn !== this.turn) return;
            this.map = map;
            this.base = dates!;
            this.pending = new Map();
            this.failed = null;
            void this.loadPromised();
        } catch (error) {
            if (turn !== this.turn || !this.users) return;
            this.failed = String(error);
            console.warn('plan', error);
        }
    }
    /** Promises of every client, so that they can be named. */
    private async loadPromised() {
        if (this.promised) return;
        this.promised = true;
        const filters = ['is:open kind:milestone,deliverable', 'is:open hard:yes'];
        await Promise.all(filters.map((filter) => pages('tasks', { filter, fields: LIST_FIELDS }, 5000, (page) => store.tasks.putAll(page.items)))).catch(() => (this.promised = false));
    }

    /** Dates of the engine's own run; undefined: the engine has not this task, or is not there. */
    span(task: Id): Span | null | undefined {
        if (this.pending.has(task)) return this.pending.get(task);
        return this.map && this.base && this.map.tasks.has(task) ? this.map.span(this.base, task) : undefined;
    }

    private run(patches: Patch[]): Promise<Dates | null> {
        return new Promise((resolve) => {
            this.next?.resolve(null);
            this.next = { patches, resolve };
            void this.pump();
        });
    }
    /** One at a time, and always the newest. */
    private async pump() {
        if (this.running) return;
        this.running = true;
        try {
            while (this.next) {
                const { patches, resolve } = this.next;
                this.next = null;
                resolve(await this.ask({ kind: 'try', patches }).then((a) => a.dates!, () => null));
            }
        } finally {
            this.running = false;
        }
    }

    get ready() {
        return !!this.map && !!this.base;
    }
    /** Everybody's work is in the page, so the server knows no more. */
    get seesAll() {
        return session.me?.clients === null;
    }

    /** As what the engine in the page understands; null: only the server can say. */
    private patches(changes: Try[]): Patch[] | null {
        const found: Patch[] = [];
        for (const change of changes) {
            const spent = 'task' in change ? (store.tasks.peek(change.task ?? null)?.spent_min ?? 0) : 0;
            const some = this.map?.patches(change, spent);
            if (!some) return null;
            found.push(...some);
        }
        return found;
    }
    knows(changes: Try[]): boolean {
        return this.ready && this.patches(changes) !== null;
    }
    /** Null: overtaken by a newer question, or the engine cannot say. */
    async tryHere(changes: Try[]): Promise<Outcome | null> {
        const { map, base } = this, patches = this.patches(changes);
        if (!map || !base || !patches) return null;
        const after = await this.run(patches);
        if (!after || map !== this.map) return null;
        const moved = new Map<Id, Span | null>();
        for (const id of map.moved(base, after)) moved.set(id, map.span(after, id));
        return { moved, promises: promisesOf(map, base, after, this.promises()), hidden: null, asking: !this.seesAll };
    }
    tryThere(changes: Change[]): Promise<WhatIf> {
        return tryChanges(changes);
    }

    private promises(): Promised[] {
        const found: Promised[] = [];
        const ofProject = new Map<Id, Id[]>();
        for (const task of store.tasks.where(isOpen)) {
            if (task.kind !== 'task' || (task.hard && task.due)) {
                found.push({ resource: 'task', id: task.id, client: task.client, title: task.title, due: task.due, hard: !!task.hard, tasks: [task.id] });
            }
            const some = ofProject.get(task.project);
            if (some) some.push(task.id);
            else ofProject.set(task.project, [task.id]);
        }
        for (const project of store.projects.where((p) => !!p.due && ofProject.has(p.id))) {
            found.push({ resource: 'project', id: project.id, client: project.client, title: project.name, due: project.due, hard: !!project.hard, tasks: ofProject.get(project.id)! });
        }
        return found;
    }

    /** Per person and day, in slots; null while there is no engine. */
    async loads(): Promise<Loads | null> {
        if (!this.ready) return null;
        return this.ask({ kind: 'loads' }).then((a) => a.loads!, () => null);
    }

    /** What was dropped stands where it was shown until the server's plan is there. */
    dropped(outcome: Outcome | null) {
        if (outcome) this.pending = new Map([...this.pending, ...outcome.moved]);
    }
}
export const planner = new Planner();

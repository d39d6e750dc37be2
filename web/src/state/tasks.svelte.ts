// Which tasks a view shows. A query is a place (client, project, list or everything) and a filter text. Rows come into the
// store page by page; which of the store's rows belong is decided here for a place and `is:open`, and by the server for any
// other filter: a row that changes is asked about alone (`(filter) id:…`), never the whole list.
import { OfflineError, pages, ProblemError } from '$/api/http.ts';
import type { Id, LiveMessage, Task } from '$/api/types.ts';
import { keep, kept } from './cache.ts';
import { session } from './session.svelte.ts';
import { store } from './store.svelte.ts';

export interface Place {
    client?: Id | null;
    project?: Id | null;
    list?: Id | null;
}

/** What lists need; the panel asks for the rest. */
export const LIST_FIELDS = [
    'id', 'version', 'created', 'created_by', 'updated', 'client', 'project', 'list', 'parent', 'shared', 'kind', 'title', 'status',
    'category', 'priority', 'assignees', 'watchers', 'start', 'due', 'due_min', 'hard', 'completed', 'estimate_low_min', 'estimate_min',
    'estimate_high_min', 'spent_min', 'activity', 'tags', 'custom', 'recurrence', 'series', 'rank', 'comment_count',
    'attachment_count', 'subtask_count', 'subtask_done',
].join(',');

export const TASKS_MAX = 10_000;
const FIRST_PAGE = 60; // more than a screen shows
const ASK_AT_ONCE = 40;

export const isOpen = (task: Task) => task.category !== 'done' && task.category !== 'cancelled';
const inPlace = (task: Task, place: Place) =>
    (!place.list || task.list === place.list) &&
    (!place.project || task.project === place.project) &&
    (!place.client || task.client === place.client);

/** The filter text of a place, for the server. */
export function placeFilter(place: Place): string {
    if (place.list) return `list:${place.list}`;
    if (place.project) return `project:${place.project}`;
    if (place.client) return `client:${place.client}`;
    return '';
}
export const both = (...filters: (string | null | undefined)[]) => {
    const some = filters.map((f) => f?.trim()).filter((f): f is string => !!f);
    return some.map((f) => (some.length > 1 && /\bor\b/i.test(f) ? `(${f})` : f)).join(' ');
};

// What the server last found for a filter, the newest few: so that they can be read without a connection too.
const KEPT_FILTERS = 16, KEPT_IDS = 2000;
type Found = [filter: string, ids: Id[]][];
async function keepFound(filter: string, ids: Id[]) {
    if (ids.length > KEPT_IDS) return;
    const before = ((await kept<Found>('found')) ?? []).filter(([f]) => f !== filter);
    await keep('found', [...before.slice(1 - KEPT_FILTERS), [filter, ids]]);
}
const keptFound = async (filter: string) => (await kept<Found>('found'))?.find(([f]) => f === filter)?.[1];

/** Places and filters loaded whole since the last reset, so that going back to one needs no request. */
const complete = new Set<string>();
let active = 0;
session.listen((message) => {
    // nobody is there to ask about a task that we do not know: the next who looks loads anew
    if (!active && message.type === 'change' && message.resource.startsWith('task') && !store.tasks.peek(message.id)) complete.clear();
});

export class TaskQuery {
    readonly place: Place;
    readonly filter: string;
    /** the server decides who belongs: 'local' means that we can */
    readonly local: 'all' | 'open' | null;
    loading = $state(true);
    more = $state(false);
    error = $state.raw<ProblemError | null>(null);
    /** no connection, and nothing kept for this filter */
    unknown = $state(false);
    private members = $state.raw<Set<Id>>(new Set());
    /** made or moved here by this person: shown until the query is made anew, whatever the filter says */
    private pinned = new Set<Id>();
    private asking = new Set<Id>();
    private timer: ReturnType<typeof setTimeout> | undefined;
    private abort = new AbortController();
    private stop: () => void;

    constructor(place: Place, filter: string, sort = '') {
        this.place = place;
        this.filter = filter.trim();
        this.local = this.filter === '' ? 'all' : this.filter === 'is:open' ? 'open' : null;
        this.stop = session.listen((message) => this.hear(message));
        active++;
        void this.load(sort);
    }
    close() {
        this.stop();
        active--;
        this.abort.abort();
        clearTimeout(this.timer);
    }

    private key(place: Place) {
        return `${session.generation}|${placeFilter(place)}|${this.filter}`;
    }
    private covered(): boolean {
        return this.local !== null && [this.place, { project: this.place.project }, {}].some((p) => complete.has(this.key(p)));
    }

    async load(sort = '') {
        if (this.covered()) {
            this.loading = false;
            return;
        }
        const filter = both(placeFilter(this.place), this.filter);
        const seen = new Set<Id>();
        try {
            const take = (page: { items: Task[] }) => {
                store.tasks.putAll(page.items);
                for (const task of page.items) seen.add(task.id);
                if (!this.local) this.members = new Set([...this.members, ...seen]);
            };
            // A small first page shows at once; the rest follows in large ones.
            const first = await pages('tasks', { filter, sort, limit: FIRST_PAGE, fields: LIST_FIELDS }, 1, take, this.abort.signal);
            if (first.more) {
                this.loading = false;
                setTimeout(session.showsRows);
                const rest = await pages('tasks', { filter, sort, fields: LIST_FIELDS }, TASKS_MAX, take, this.abort.signal);
                this.more = rest.more;
            }
            this.unknown = false;
            if (!this.local) {
                this.members = seen;
                void keepFound(filter, [...seen]);
            } else if (!this.more) {
                complete.add(this.key(this.place));
                store.tasks.retain(seen, (task) => this.mine(task));
            }
            this.error = null;
        } catch (error) {
            if (this.abort.signal.aborted) return;
            if (error instanceof ProblemError) this.error = error;
            else if (!(error instanceof OfflineError)) throw error;
            else if (!this.local && !this.members.size) {
                const ids = await keptFound(filter);
                this.unknown = !ids;
                this.members = new Set(ids);
            }
        }
        this.loading = false;
        setTimeout(session.showsRows);
    }

    private mine(task: Task): boolean {
        return inPlace(task, this.place) && (this.local !== 'open' || isOpen(task));
    }

    /** A row that should be seen here although the filter may not name it (just made, just finished). */
    pin(id: Id) {
        this.pinned.add(id);
        if (!this.local) this.members = new Set(this.members).add(id);
    }

    rows(): Task[] {
        const found: Task[] = [];
        const members = this.members;
        for (const task of store.tasks.follow().values()) {
            if (this.local ? this.mine(task) || (this.pinned.has(task.id) && inPlace(task, this.place)) : members.has(task.id)) {
                found.push(task);
            }
        }
        return found;
    }

    private hear(message: LiveMessage) {
        if (message.type === 'refetch' && message.resource.startsWith('task')) {
            complete.clear();
            void this.load();
            return;
        }
        if (message.type !== 'change' || !message.resource.startsWith('task')) return;
        if (message.verb === 'delete' || message.verb === 'remove') return;
        const known = store.tasks.peek(message.id);
        if (known && this.local) return;
        if (!known && !this.mayConcern(message)) return;
        this.asking.add(message.id);
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.ask(), 250);
    }
    private mayConcern(message: Extract<LiveMessage, { type: 'change' }>): boolean {
        const { client, project } = this.place;
        return (!client || message.client === client) && (!project || message.project === project);
    }
    /** Which of the changed rows belong here? */
    private async ask() {
        const ids = [...this.asking].slice(0, ASK_AT_ONCE);
        for (const id of ids) this.asking.delete(id);
        if (this.asking.size) this.timer = setTimeout(() => void this.ask(), 50);
        try {
            const filter = both(placeFilter(this.place), this.filter, `id:${ids.join(',')}`);
            const { items } = await pages('tasks', { filter, fields: LIST_FIELDS }, 1000, undefined, this.abort.signal);
            store.tasks.putAll(items);
            if (this.local) return;
            const now = new Set(this.members);
            for (const id of ids) if (!this.pinned.has(id)) now.delete(id);
            for (const task of items) now.add(task.id);
            this.members = now;
        } catch { /* the next change asks again */ }
    }
}

/** Subtasks of one task, all of them (the list may have only the open ones). */
export async function loadSubtasks(parent: Id) {
    const { items } = await pages('tasks', { filter: `parent:${parent}`, fields: LIST_FIELDS });
    store.tasks.putAll(items);
}

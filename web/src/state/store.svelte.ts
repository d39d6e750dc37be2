// What the browser knows: one table per resource, rows by id. A row shown is the row as the server last said (base) with
// the person's unanswered edits laid over it, so taking an edit back is dropping its layer.
//
// Reading is reactive: table.get(id) follows that one row, table.all() follows the whole table.
import type { Id, Plural, Row, Rows } from '$/api/types.ts';

class Signal {
    n = $state(0);
}

/** A layer of an edit over one row. */
export interface Layer {
    resource: Plural;
    id: Id;
    /** fields laid over the row; for `create` the whole row */
    patch?: Record<string, unknown>;
    create?: boolean;
    gone?: boolean;
}

export class Table<T extends Row> {
    readonly plural: Plural;
    private base = new Map<Id, T>();
    private shown = new Map<Id, T>();
    private layers = new Map<Id, Layer[]>();
    private signals = new Map<Id, Signal>();
    private whole = new Signal();
    /** told of every base row that changed (the cache) */
    onChange: (id: Id, row: T | undefined) => void = () => {};

    constructor(plural: Plural) {
        this.plural = plural;
    }

    // ---- read ----

    get(id: Id | null | undefined): T | undefined {
        if (!id) return undefined;
        let signal = this.signals.get(id);
        if (!signal) {
            this.signals.set(id, (signal = new Signal()));
            // Svelte does not follow state in the $derived that makes it: that one follows the table, until it runs again.
            void this.whole.n;
        }
        void signal.n;
        return this.shown.get(id);
    }
    /** Without following it. */
    peek(id: Id | null | undefined): T | undefined {
        return id ? this.shown.get(id) : undefined;
    }
    peekBase(id: Id): T | undefined {
        return this.base.get(id);
    }
    all(): T[] {
        void this.whole.n;
        return [...this.shown.values()];
    }
    where(test: (row: T) => boolean): T[] {
        void this.whole.n;
        const found: T[] = [];
        for (const row of this.shown.values()) if (test(row)) found.push(row);
        return found;
    }
    /** Follow the table without copying it. */
    follow(): ReadonlyMap<Id, T> {
        void this.whole.n;
        return this.shown;
    }
    get size(): number {
        void this.whole.n;
        return this.shown.size;
    }

    // ---- what the server said ----

    /** A row (or part of it) from an answer. Older than what we have: only fields we lack are taken. */
    put(row: Partial<T> & { id: Id; version: number }) {
        this.putAll([row]);
    }
    putAll(rows: (Partial<T> & { id: Id; version: number })[]) {
        let changed = false;
        for (const row of rows) {
            const before = this.base.get(row.id);
            if (before && before.version > row.version) {
                const missing = Object.keys(row).filter((k) => !(k in before));
                if (!missing.length) continue;
            }
            const after = !before ? (row as T) : before.version > row.version ? { ...row, ...before } : { ...before, ...row };
            this.base.set(row.id, after);
            this.onChange(row.id, after);
            this.compose(row.id);
            changed = true;
        }
        if (changed) this.whole.n++;
    }
    /** Changed fields from the live stream. False: we do not have the row. */
    merge(id: Id, version: number, fields: Record<string, unknown>): boolean {
        const before = this.base.get(id);
        if (!before) return false;
        if (version > before.version) this.put({ ...fields, id, version } as Partial<T> & { id: Id; version: number });
        return true;
    }
    /** Counters that change without a new version. */
    adjust(id: Id, field: keyof T, by: number) {
        const before = this.base.get(id);
        if (!before || typeof before[field] !== 'number') return;
        this.base.set(id, { ...before, [field]: Math.max(0, (before[field] as number) + by) });
        this.onChange(id, this.base.get(id));
        this.compose(id);
        this.whole.n++;
    }
    remove(id: Id) {
        if (!this.base.delete(id)) return;
        this.onChange(id, undefined);
        this.compose(id);
        this.whole.n++;
    }
    /** Keep only these of the rows that `among` accepts: what a complete list did not name is not there any more. */
    retain(ids: Set<Id>, among: (row: T) => boolean = () => true) {
        let changed = false;
        for (const [id, row] of this.base) {
            if (ids.has(id) || !among(row)) continue;
            this.base.delete(id);
            this.onChange(id, undefined);
            this.compose(id);
            changed = true;
        }
        if (changed) this.whole.n++;
    }
    clear() {
        for (const id of [...this.base.keys()]) this.remove(id);
    }

    // ---- layers ----

    lay(layer: Layer) {
        this.layers.set(layer.id, [...(this.layers.get(layer.id) ?? []), layer]);
        this.compose(layer.id);
        this.whole.n++;
    }
    lift(layer: Layer) {
        const left = (this.layers.get(layer.id) ?? []).filter((l) => l !== layer);
        if (left.length) this.layers.set(layer.id, left);
        else this.layers.delete(layer.id);
        this.compose(layer.id);
        this.whole.n++;
    }
    /** Has the person changed this row without an answer yet? */
    waiting(id: Id): boolean {
        this.get(id);
        return this.layers.has(id);
    }

    private compose(id: Id) {
        let row = this.base.get(id);
        for (const layer of this.layers.get(id) ?? []) {
            if (layer.gone) row = undefined;
            else if (layer.create && !row) row = layer.patch as unknown as T;
            else if (row && !layer.create) row = { ...row, ...layer.patch };
        }
        if (row) this.shown.set(id, row);
        else this.shown.delete(id);
        const signal = this.signals.get(id);
        if (signal) signal.n++;
    }
}

export type Store = { [P in Plural]: Table<Rows[P]> };

const plurals: Plural[] = [
    'workspaces', 'members', 'access', 'invites', 'sessions', 'tokens', 'clients', 'contacts', 'projects', 'statuses', 'lists',
    'tasks', 'comments', 'attachments', 'dependencies', 'activities', 'custom_fields', 'templates', 'views', 'imports',
    'skills', 'equipment', 'allocations', 'baselines', 'scenarios', 'plans',
    'working_hours', 'holidays', 'time_off', 'overtime', 'blocks', 'routines', 'entries', 'timesheets', 'outside_calendars', 'booking_pages', 'bookings',
];
export const store = Object.fromEntries(plurals.map((p) => [p, new Table(p)])) as unknown as Store;
export const tables = () => plurals.map((p) => store[p] as unknown as Table<Row>);

const irregular: Record<string, Plural> = {
    access: 'access', status: 'statuses', activity: 'activities', dependency: 'dependencies', entry: 'entries',
};
/** 'task' or 'tasks' → 'tasks' */
export function pluralOf(resource: string): Plural | undefined {
    const plural = irregular[resource] ?? (resource in store ? resource : `${resource}s`);
    return plural in store ? (plural as Plural) : undefined;
}
export const tableOf = (resource: string): Table<Row> | undefined => {
    const plural = pluralOf(resource);
    return plural && (store[plural] as unknown as Table<Row>);
};

// The person's changes on their way to the server. Each is shown at once (layers over the store), kept in IndexedDB, and
// sent in order with an Idempotency-Key; so a reload, a lost connection or a server restart neither loses nor doubles it.
//
//   accepted   the answer's rows become the base, the layer goes, the change can be undone
//   refused    the layer goes, a message says why
//   conflict   somebody changed the same field since: both values are shown to choose from (state/ConflictDialog)
//   no answer  it waits, and is sent when the connection is back
import type { Id, Plural, Row } from '$/api/types.ts';
import { OfflineError, ProblemError, send, type Answer } from '$/api/http.ts';
import { t } from '$/i18n/index.svelte.ts';
import { dropEdit, keepEdit, keptEdits } from './cache.ts';
import { newId } from './id.ts';
import { store, tableOf, type Layer, type Table } from './store.svelte.ts';
import { fail, toasts } from './toasts.svelte.ts';

export interface Edit {
    key: string;
    method: 'POST' | 'PATCH' | 'DELETE' | 'PUT';
    path: string;
    body?: unknown;
    /** the version that the edit starts from */
    ifMatch?: number;
    /** the values of the patched fields as the person saw them */
    before?: Record<string, unknown>;
    resource?: Plural;
    id?: Id;
    layers: Layer[];
    /** for messages: what it was, e.g. "Title changed" */
    label: string;
    /** show a toast with "Undo" when it is accepted */
    offerUndo?: boolean;
}

export interface Conflict {
    edit: Edit;
    fields: { name: string; mine: unknown; theirs: unknown; before: unknown }[];
    current: Row;
}

/** The same value, whatever the order of its keys; null and absent are one. */
function same(a: unknown, b: unknown): boolean {
    if (a === b || (a ?? null) === (b ?? null)) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || Array.isArray(a) !== Array.isArray(b)) return false;
    const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
    return [...new Set([...Object.keys(x), ...Object.keys(y)])].every((k) => same(x[k], y[k]));
}

type Waiter = { resolve: (answer: Answer<unknown>) => void; reject: (error: unknown) => void };

class Edits {
    queue = $state.raw<Edit[]>([]);
    conflicts = $state.raw<Conflict[]>([]);
    online = $state(true);
    /** undo, newest last */
    done: { change: string; label: string }[] = [];
    /** set by the session: what to do when the sign-in has ended */
    onSignedOut: () => void = () => {};

    private waiters = new Map<string, Waiter>();
    private sending = false;
    private pause = 0;
    private timer: ReturnType<typeof setTimeout> | undefined;

    /** Shows the edit, keeps it and sends it. Resolves with the server's answer, rejects when it is refused. */
    submit(edit: Omit<Edit, 'key'>): Promise<Answer<unknown>> {
        // keys sort by time, so what IndexedDB gives back comes in the order it was done
        const whole: Edit = { ...edit, key: newId() };
        for (const layer of whole.layers) this.table(layer).lay(layer);
        this.queue = [...this.queue, whole];
        void keepEdit(whole.key, $state.snapshot(whole));
        const promise = new Promise<Answer<unknown>>((resolve, reject) => this.waiters.set(whole.key, { resolve, reject }));
        promise.catch(() => {}); // most callers leave failures to the message shown here
        void this.pump();
        return promise;
    }

    /** At start: edits that an earlier page could not send. */
    async adopt() {
        const left = await keptEdits<Edit>();
        const known = new Set(this.queue.map((e) => e.key));
        for (const edit of left) {
            if (known.has(edit.key)) continue;
            for (const layer of edit.layers) this.table(layer).lay(layer);
            this.queue = [...this.queue, edit];
        }
        void this.pump();
    }

    /** The connection is back (or may be): try at once. */
    retry() {
        clearTimeout(this.timer);
        this.pause = 0;
        void this.pump();
    }

    clear() {
        for (const edit of this.queue) for (const layer of edit.layers) this.table(layer).lift(layer);
        this.queue = [];
        this.done = [];
        this.conflicts = [];
    }

    private table(layer: Layer) {
        return store[layer.resource] as unknown as Table<Row>;
    }

    private async pump() {
        if (this.sending) return;
        this.sending = true;
        try {
            while (this.queue.length && (await this.sendOne(this.queue[0])));
        } finally {
            this.sending = false;
        }
    }

    /** False: stop for now. */
    private async sendOne(edit: Edit): Promise<boolean> {
        try {
            const headers: Record<string, string> = { 'Idempotency-Key': edit.key };
            if (edit.ifMatch !== undefined) headers['If-Match'] = `"${edit.ifMatch}"`;
            const answer = await send<unknown>(edit.method, edit.path, { body: edit.body, headers });
            this.online = true;
            this.pause = 0;
            this.accepted(edit, answer);
            return true;
        } catch (error) {
            return this.failed(edit, error);
        }
    }

    private failed(edit: Edit, error: unknown): boolean {
        if (error instanceof ProblemError) {
            if (error.status === 401) {
                this.onSignedOut();
                return false;
            }
            if (error.status === 429 || error.status === 503 || error.status === 507) return this.later(error.retryAfter);
            if (error.status >= 500) {
                // the server says that it failed: the same edit again may fail for ever
                this.refused(edit, error);
                return true;
            }
            if (error.kind === 'conflict' && error.problem.current && this.conflicted(edit, error)) return true;
            this.refused(edit, error);
            return true;
        }
        if (error instanceof OfflineError) {
            this.online = false;
            return this.later(null);
        }
        this.refused(edit, error);
        return true;
    }

    private later(seconds: number | null): boolean {
        this.pause = Math.min(30_000, this.pause ? this.pause * 2 : 1000);
        clearTimeout(this.timer);
        this.timer = setTimeout(() => void this.pump(), seconds ? seconds * 1000 : this.pause);
        return false;
    }

    private accepted(edit: Edit, answer: Answer<unknown>) {
        this.take(edit, answer);
        this.remove(edit);
        this.rebase(edit);
        if (answer.change && !edit.path.startsWith('/changes/')) {
            this.done = [...this.done.slice(-99), { change: answer.change, label: edit.label }];
            if (edit.offerUndo) this.toastUndo(edit.label);
        }
        this.waiters.get(edit.key)?.resolve(answer);
        this.waiters.delete(edit.key);
    }

    /** The rows of an answer become the base. */
    private take(edit: Edit, answer: Answer<unknown>) {
        if (edit.method === 'DELETE' && edit.resource && edit.id) (store[edit.resource] as unknown as Table<Row>).remove(edit.id);
        const body = answer.body as Record<string, unknown> | null;
        if (!body) return;
        const put = (resource: string | undefined, row: unknown) => {
            const r = row as Row | null;
            if (resource && r && typeof r === 'object' && r.id && typeof r.version === 'number') tableOf(resource)?.put(r);
        };
        if (edit.path === '/batch') {
            const operations = (edit.body as { operations: { method: string; path: string }[] }).operations;
            (body.results as { status: number; body: unknown }[] | undefined)?.forEach((result, i) => {
                const [, plural, id] = operations[i].path.replace(/^\/api\/v1/, '').split('/');
                if (operations[i].method === 'DELETE') tableOf(plural)?.remove(id);
                else put(plural, result.body);
            });
        } else put(edit.resource, body);
    }

    /** Later edits of the same rows started from what this one made, as far as nobody else touched their fields. */
    private rebase(edit: Edit) {
        for (const layer of edit.layers) {
            const row = this.table(layer).peekBase(layer.id) as (Row & Record<string, unknown>) | undefined;
            if (!row) continue;
            const sent = layer.patch ?? {};
            const alone = edit.ifMatch !== undefined && row.version === edit.ifMatch + 1;
            for (const later of this.queue) {
                if (later.resource !== layer.resource || later.id !== layer.id || later.ifMatch === undefined || later.ifMatch >= row.version) continue;
                const seen = Object.entries(later.before ?? {});
                if (alone || seen.every(([k, v]) => same(v, row[k]) || (k in sent && same(v, sent[k])))) later.ifMatch = row.version;
            }
        }
    }

    private refused(edit: Edit, error: unknown) {
        this.remove(edit);
        const why = error instanceof ProblemError ? error.rest([])[0] ?? error.message : String(error);
        fail(t('edit.refused', { what: edit.label, why }));
        this.waiters.get(edit.key)?.reject(error);
        this.waiters.delete(edit.key);
        // what was built on a row that could not be made goes with it
        const made = edit.layers.filter((l) => l.create).map((l) => l.id);
        for (const later of [...this.queue]) {
            if (later.layers.some((l) => made.includes(l.id))) {
                this.remove(later);
                this.waiters.get(later.key)?.reject(error);
                this.waiters.delete(later.key);
            }
        }
    }

    private conflicted(edit: Edit, error: ProblemError): boolean {
        const current = error.problem.current as unknown as Row;
        const patch = edit.body as Record<string, unknown>;
        const names = (error.problem.errors ?? []).map((e) => e.pointer.slice(1).split('/')[0]).filter((n) => n in patch);
        if (!names.length || !edit.resource) return false;
        (store[edit.resource] as unknown as Table<Row>).put(current);
        const theirs = current as unknown as Record<string, unknown>;
        const fields = [...new Set(names)].map((name) => ({
            name, mine: patch[name], theirs: theirs[name], before: edit.before?.[name],
        }));
        this.remove(edit);
        this.waiters.get(edit.key)?.reject(error);
        this.waiters.delete(edit.key);
        this.conflicts = [...this.conflicts, { edit, fields, current }];
        return true;
    }

    /** keep: names of fields where the person's own value wins. */
    resolve(conflict: Conflict, keep: string[]) {
        this.conflicts = this.conflicts.filter((c) => c !== conflict);
        const { edit, current } = conflict;
        const lost = conflict.fields.map((f) => f.name).filter((name) => !keep.includes(name));
        const patch = Object.fromEntries(
            Object.entries(edit.body as Record<string, unknown>).filter(([name]) => !lost.includes(name)),
        );
        if (!Object.keys(patch).length) return;
        void this.submit({
            ...edit,
            body: patch,
            ifMatch: current.version,
            before: Object.fromEntries(Object.keys(patch).map((k) => [k, (current as unknown as Record<string, unknown>)[k]])),
            layers: [{ resource: edit.resource!, id: edit.id!, patch }],
        });
    }

    private remove(edit: Edit) {
        for (const layer of edit.layers) this.table(layer).lift(layer);
        this.queue = this.queue.filter((e) => e !== edit);
        void dropEdit(edit.key);
    }

    // ---- undo ----

    private toastUndo(label: string) {
        toasts.show(label, { action: { label: t('action.undo'), run: () => void this.undo() } });
    }

    async undo() {
        const unsent = this.queue.at(-1);
        if (unsent && !this.online) {
            this.remove(unsent);
            toasts.show(t('undo.done', { what: unsent.label }));
            return;
        }
        const last = this.done.at(-1);
        if (!last) {
            toasts.show(t('undo.nothing'));
            return;
        }
        this.done = this.done.slice(0, -1);
        try {
            await send('POST', `/changes/${last.change}/undo`, { headers: { 'Idempotency-Key': newId() } });
            toasts.show(t('undo.done', { what: last.label }));
            this.onUndone();
        } catch (error) {
            fail(t('undo.failed', { what: last.label, why: error instanceof Error ? error.message : String(error) }));
        }
    }
    /** set by the live stream: without it, what an undo changed has to be asked for */
    onUndone: () => void = () => {};
}
export const edits = new Edits();
if (typeof window !== 'undefined') window.addEventListener('online', () => edits.retry());

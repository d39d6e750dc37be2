// What a person can do to any row: make, change, delete, restore. Shown at once, sent by state/edits.
import { BASE, post } from '$/api/http.ts';
import type { Id, Plural, Row, Rows } from '$/api/types.ts';
import { t } from '$/i18n/index.svelte.ts';
import { edits } from '$/state/edits.svelte.ts';
import { newId } from '$/state/id.ts';
import { store, type Table } from '$/state/store.svelte.ts';

const table = (plural: Plural) => store[plural] as unknown as Table<Row & Record<string, unknown>>;
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** `shown` are values that follow for the eye (e.g. the category of a status) and are not sent. */
export function update<P extends Plural>(
    plural: P, id: Id, patch: Partial<Rows[P]>, label: string, options: { shown?: Partial<Rows[P]>; offerUndo?: boolean } = {},
) {
    const row = table(plural).peek(id);
    if (!row) return Promise.reject(new Error(t('edit.gone')));
    const changed = Object.entries(patch).filter(([name, value]) => !same(row[name], value));
    if (!changed.length) return Promise.resolve(undefined);
    const body = Object.fromEntries(changed);
    return edits.submit({
        method: 'PATCH', path: `/${plural}/${id}`, body, resource: plural, id, label, offerUndo: options.offerUndo,
        // a row that only exists here yet has no version to compare with
        ifMatch: table(plural).peekBase(id)?.version,
        before: Object.fromEntries(changed.map(([name]) => [name, row[name]])),
        layers: [{ resource: plural, id, patch: { ...body, ...options.shown } }],
    });
}

/** Makes a row; its id at once. `shown` fills what the server will. */
export function create<P extends Plural>(
    plural: P, body: Partial<Rows[P]>, shown: Partial<Rows[P]>, label: string, options: { offerUndo?: boolean } = {},
): { id: Id; answer: Promise<unknown> } {
    const id = (body as { id?: Id }).id ?? newId();
    const sent = { ...body, id };
    const answer = edits.submit({
        method: 'POST', path: `/${plural}`, body: sent, resource: plural, id, label, offerUndo: options.offerUndo,
        layers: [{ resource: plural, id, create: true, patch: { version: 0, created: new Date().toISOString(), ...shown, ...sent } }],
    });
    return { id, answer };
}

/** `offerUndo` false: what is ended cannot be brought back (sessions, tokens, invitations). */
export function remove(plural: Plural, ids: Id[], label: string, { offerUndo = true } = {}) {
    const layers = ids.map((id) => ({ resource: plural, id, gone: true }));
    if (ids.length === 1) {
        const [id] = ids;
        return edits.submit({ method: 'DELETE', path: `/${plural}/${id}`, resource: plural, id, label, offerUndo, layers });
    }
    const operations = ids.map((id) => ({ method: 'DELETE', path: `${BASE}/${plural}/${id}` }));
    return edits.submit({ method: 'POST', path: '/batch', body: { operations }, label, offerUndo, layers });
}

export async function restore(plural: Plural, id: Id) {
    const row = await post<Row>(`/${plural}/${id}/restore`, {});
    table(plural).put(row as Row & Record<string, unknown>);
}

/** The same kind of change to many rows, in one transaction and one step of undo. */
export function updateMany<P extends Plural>(
    plural: P, changes: { id: Id; patch: Partial<Rows[P]>; shown?: Partial<Rows[P]> }[], label: string,
) {
    if (!changes.length) return Promise.resolve(undefined);
    const operations = changes.map(({ id, patch }) => ({ method: 'PATCH', path: `${BASE}/${plural}/${id}`, body: patch }));
    const layers = changes.map(({ id, patch, shown }) => ({ resource: plural, id, patch: { ...patch, ...shown } as Record<string, unknown> }));
    return edits.submit({ method: 'POST', path: '/batch', body: { operations }, label, offerUndo: true, layers });
}

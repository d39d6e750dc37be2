// IndexedDB: rows for reading without a connection, edits not yet answered, and text begun. One database per person, so
// that two people who share a browser never see each other's rows. Everything here may fail (private windows, full disk):
// then the application works on, only without memory.
import { deleteDB, openDB, type IDBPDatabase } from 'idb';
import type { Id, Plural, Row } from '$/api/types.ts';
import { tables, tableOf } from './store.svelte.ts';

let db: IDBPDatabase | null = null;
const dirty = new Map<string, { key: [string, Id]; row: Row | undefined }>();
let timer: ReturnType<typeof setTimeout> | undefined;
const meta = new Map<string, unknown>();

const NAME = 'aplomb-';
const ROWS_MAX = 20_000;

export async function openCache(member: Id): Promise<void> {
    if (db?.name === NAME + member) return;
    db?.close();
    try {
        db = await openDB(NAME + member, 1, {
            upgrade(fresh) {
                fresh.createObjectStore('rows');
                fresh.createObjectStore('edits');
                fresh.createObjectStore('meta');
                fresh.createObjectStore('drafts');
            },
        });
    } catch {
        db = null;
    }
    for (const table of tables()) {
        table.onChange = (id, row) => {
            dirty.set(`${table.plural}/${id}`, { key: [table.plural, id], row });
            timer ??= setTimeout(flush, 800);
        };
    }
}

async function flush() {
    timer = undefined;
    if (!db || !dirty.size) return;
    const batch = [...dirty.values()];
    dirty.clear();
    try {
        const tx = db.transaction(['rows', 'meta'], 'readwrite');
        const rows = tx.objectStore('rows');
        for (const { key, row } of batch) void (row ? rows.put(row, key) : rows.delete(key));
        for (const [key, value] of meta) void tx.objectStore('meta').put(value, key);
        await tx.done;
    } catch {
        /* the disk is full or the window private: reading offline is lost, nothing else */
    }
}

/** Fills the store with what was kept. */
export async function readCache(skip: Plural[] = []): Promise<number> {
    if (!db) return 0;
    try {
        const keys = (await db.getAllKeys('rows', undefined, ROWS_MAX)) as [Plural, Id][];
        const rows = (await db.getAll('rows', undefined, ROWS_MAX)) as Row[];
        const byTable = new Map<Plural, Row[]>();
        keys.forEach(([plural], i) => {
            const some = byTable.get(plural);
            if (some) some.push(rows[i]);
            else byTable.set(plural, [rows[i]]);
        });
        for (const [plural, some] of byTable) if (!skip.includes(plural)) tableOf(plural)?.putAll(some);
        return rows.length;
    } catch {
        return 0;
    }
}

export async function keep(key: string, value: unknown) {
    meta.set(key, value);
    await db?.put('meta', value, key).catch(() => {});
}
export async function kept<T>(key: string): Promise<T | undefined> {
    return db?.get('meta', key).catch(() => undefined);
}

export const keepEdit = async (key: string, edit: unknown) => void (await db?.put('edits', edit, key).catch(() => {}));
export const dropEdit = async (key: string) => void (await db?.delete('edits', key).catch(() => {}));
export const keptEdits = async <T>(): Promise<T[]> => (await db?.getAll('edits').catch(() => [])) ?? [];

export const keepDraft = async (key: string, text: string) =>
    void (await (text ? db?.put('drafts', text, key) : db?.delete('drafts', key))?.catch(() => {}));
export const keptDraft = async (key: string): Promise<string | undefined> => db?.get('drafts', key).catch(() => undefined);

/** After signing out nothing of the person stays on the machine. */
export async function forget(member: Id) {
    clearTimeout(timer);
    timer = undefined;
    dirty.clear();
    meta.clear();
    db?.close();
    db = null;
    await deleteDB(NAME + member).catch(() => {});
}

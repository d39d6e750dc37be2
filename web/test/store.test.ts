// The store (rows with layers over them) and the queue of edits: shown at once, sent in order, kept, taken back.
import { beforeEach, describe, expect, test } from 'vitest';
import { server, settle } from './browser.ts';
import type { Task } from '../src/api/types.ts';

const { Table, store, pluralOf } = await import('../src/state/store.svelte.ts');
const { edits } = await import('../src/state/edits.svelte.ts');
const { openCache, readCache } = await import('../src/state/cache.ts');
const { update, create, remove, updateMany } = await import('../src/actions/rows.ts');
const { toasts } = await import('../src/state/toasts.svelte.ts');

const row = (id: string, more: Partial<Task> = {}) => ({ id, version: 1, title: `Task ${id}`, priority: null, tags: [] as string[], ...more }) as Task;

describe('a table', () => {
    test('keeps the newer of two versions and takes missing fields from the older', () => {
        const table = new Table<Task>('tasks');
        table.put(row('a', { version: 3, title: 'new' }));
        table.put({ id: 'a', version: 2, title: 'old', description: 'text' } as Task);
        expect(table.peek('a')).toMatchObject({ version: 3, title: 'new', description: 'text' });
        expect(table.merge('a', 3, { title: 'echo of the same version' })).toBe(true);
        expect(table.peek('a')!.title).toBe('new');
        table.merge('a', 4, { title: 'newest' });
        expect(table.peek('a')!.title).toBe('newest');
        expect(table.merge('unknown', 1, {})).toBe(false);
    });
    test('shows layers over what the server said, in their order, and without them again', () => {
        const table = new Table<Task>('tasks');
        table.put(row('a'));
        const one = { resource: 'tasks' as const, id: 'a', patch: { title: 'one', priority: 1 } }, two = { resource: 'tasks' as const, id: 'a', patch: { title: 'two' } };
        table.lay(one);
        table.lay(two);
        expect(table.peek('a')).toMatchObject({ title: 'two', priority: 1 });
        table.merge('a', 2, { title: 'from another', tags: ['x'] });
        expect(table.peek('a')).toMatchObject({ title: 'two', priority: 1, tags: ['x'] });
        table.lift(two);
        expect(table.peek('a')).toMatchObject({ title: 'one' });
        table.lift(one);
        expect(table.peek('a')).toMatchObject({ title: 'from another', priority: null });
        const gone = { resource: 'tasks' as const, id: 'a', gone: true };
        table.lay(gone);
        expect(table.peek('a')).toBeUndefined();
        table.lift(gone);
        expect(table.peek('a')).toBeDefined();
    });
    test('drops what a complete list did not name', () => {
        const table = new Table<Task>('tasks');
        table.putAll([row('a', { project: 'p' }), row('b', { project: 'p' }), row('c', { project: 'q' })]);
        table.retain(new Set(['a']), (t) => t.project === 'p');
        expect(table.all().map((t) => t.id)).toEqual(['a', 'c']);
    });
    test('resources are known by both their names', () => {
        expect(['task', 'tasks', 'status', 'activity', 'custom_field', 'access', 'dependency', 'nonsense'].map(pluralOf)).toEqual([
            'tasks', 'tasks', 'statuses', 'activities', 'custom_fields', 'access', 'dependencies', undefined,
        ]);
    });
});

describe('edits', () => {
    beforeEach(async () => {
        edits.clear();
        edits.online = true;
        toasts.list = [];
        store.tasks.clear();
        await openCache(`m${Math.random()}`);
        store.tasks.putAll([row('a'), row('b')]);
    });

    test('are shown before anything is sent, and sent with their key and version', async () => {
        const calls = server(({ body }) => ({ body: { ...row('a'), ...(body as object), version: 2 }, headers: { 'Change-Id': 'c1' } }));
        const answer = update('tasks', 'a', { title: 'New' }, 'changed');
        expect(store.tasks.peek('a')!.title).toBe('New');
        expect(calls.length).toBe(1);
        await answer;
        expect(calls[0]).toMatchObject({ method: 'PATCH', path: '/tasks/a', body: { title: 'New' }, headers: { 'If-Match': '"1"' } });
        expect(calls[0].headers['Idempotency-Key']).toMatch(/-7/);
        expect(store.tasks.peek('a')).toMatchObject({ title: 'New', version: 2 });
        expect(edits.queue).toEqual([]);
        expect(edits.done.at(-1)).toEqual({ change: 'c1', label: 'changed' });
    });

    test('that change nothing are not sent', async () => {
        const calls = server(() => ({}));
        await update('tasks', 'a', { title: 'Task a' }, 'x');
        expect(calls).toEqual([]);
    });

    test('that are refused are taken back, with the reason', async () => {
        server(() => ({ status: 422, body: { type: '/problems/invalid', title: 'Invalid', status: 422, errors: [{ pointer: '/title', message: 'Too long.' }] } }));
        await expect(update('tasks', 'a', { title: 'x'.repeat(600) }, 'changed')).rejects.toThrow();
        expect(store.tasks.peek('a')!.title).toBe('Task a');
        expect(toasts.list.at(-1)?.kind).toBe('bad');
    });

    test('wait for a connection, in their order, and one after the other build on each other', async () => {
        let online = false, version = 1;
        const calls = server(({ body }) => {
            if (!online) return 'offline';
            version++;
            return { body: { ...row('a'), ...(body as object), version } };
        });
        void update('tasks', 'a', { title: 'One' }, '1');
        await settle();
        void update('tasks', 'a', { title: 'Two' }, '2');
        void update('tasks', 'b', { priority: 1 }, '3');
        await settle();
        expect(edits.online).toBe(false);
        expect(edits.queue.length).toBe(3);
        expect(store.tasks.peek('a')!.title).toBe('Two');
        online = true;
        calls.length = 0;
        edits.retry();
        await settle();
        expect(calls.map((c) => c.body)).toEqual([{ title: 'One' }, { title: 'Two' }, { priority: 1 }]);
        // the second started from what the first made: no conflict with oneself
        expect(calls[1].headers['If-Match']).toBe('"2"');
        expect(edits.queue).toEqual([]);
    });

    test('of a structured value do not conflict with themselves, however the server writes it', async () => {
        let release = () => {};
        const first = new Promise<void>((resolve) => (release = resolve));
        let version = 4;
        const calls = server(({ body }) => {
            version++;
            const lists = (body as { checklists: { id: string; name: string }[] }).checklists.map((l) => ({ name: l.name, id: l.id, items: [], extra: null }));
            return { body: { ...row('a'), checklists: lists, version } };
        });
        const plain = globalThis.fetch;
        let n = 0;
        globalThis.fetch = (async (...args: Parameters<typeof fetch>) => (n++ === 0 ? first.then(() => plain(...args)) : plain(...args))) as typeof fetch;
        store.tasks.put(row('a', { version: 2 }));
        void update('tasks', 'a', { checklists: [{ id: '1', name: 'x', items: [] }] }, '1');
        void update('tasks', 'a', { checklists: [{ id: '1', name: 'y', items: [] }] }, '2');
        release();
        await settle();
        expect(calls.map((c) => c.headers['If-Match'])).toEqual(['"2"', '"5"']);
    });

    test('keep the version they started from when somebody else changed the same field', async () => {
        let online = false;
        const calls = server(({ body }) => (online ? { body: { ...row('a'), title: 'by another', ...(body as object), version: 7 } } : 'offline'));
        void update('tasks', 'a', { priority: 2 }, '1');
        void update('tasks', 'a', { title: 'Mine' }, '2');
        await settle();
        online = true;
        calls.length = 0;
        edits.retry();
        await settle();
        expect(calls[1].headers['If-Match']).toBe('"1"');
    });

    test('survive a reload', async () => {
        await openCache('reloaded');
        server(() => 'offline');
        void update('tasks', 'a', { title: 'Kept' }, 'x');
        const made = create('comments', { task: 'a', body: 'Written offline' }, {}, 'comment');
        await settle();
        // what a new page does
        edits.clear();
        expect(store.tasks.peek('a')!.title).toBe('Task a');
        const calls = server(({ body }) => ({ body: { ...(body as object), id: made.id, version: 1 } }));
        await edits.adopt();
        await settle();
        expect(calls.map((c) => c.path)).toEqual(['/tasks/a', '/comments']);
        expect(store.comments.peek(made.id)).toMatchObject({ body: 'Written offline' });
    });

    test('in conflict show both values; the person’s own, chosen, starts from the newest version', async () => {
        let first = true;
        const current = row('a', { version: 5, title: 'Theirs' });
        const calls = server(({ body }) => {
            if (!first) return { body: { ...current, ...(body as object), version: 6 } };
            first = false;
            return { status: 409, body: { type: '/problems/conflict', title: 'Conflict', status: 409, current, errors: [{ pointer: '/title', message: 'changed' }] } };
        });
        void update('tasks', 'a', { title: 'Mine', priority: 1 }, 'x').catch(() => {});
        await settle();
        expect(edits.conflicts[0].fields).toEqual([{ name: 'title', mine: 'Mine', theirs: 'Theirs', before: 'Task a' }]);
        expect(store.tasks.peek('a')!.title).toBe('Theirs');
        edits.resolve(edits.conflicts[0], ['title']);
        await settle();
        expect(calls[1]).toMatchObject({ body: { title: 'Mine', priority: 1 }, headers: { 'If-Match': '"5"' } });
        expect(store.tasks.peek('a')!.title).toBe('Mine');
    });

    test('on a row that could not be made go with it', async () => {
        let online = false;
        const calls = server(({ method }) => (!online ? 'offline' : method === 'POST' ? { status: 404, body: { type: '/problems/not-found', title: 'Not there', status: 404 } } : { body: {} }));
        const made = create('tasks', { title: 'x', list: 'l' }, row('new'), 'make');
        made.answer.catch(() => {});
        void update('tasks', made.id, { priority: 1 }, 'change').catch(() => {});
        await settle();
        online = true;
        calls.length = 0;
        edits.retry();
        await settle();
        expect(calls.length).toBe(1);
        expect(store.tasks.peek(made.id)).toBeUndefined();
        expect(edits.queue).toEqual([]);
    });

    test('of many rows are one request; deletion is undone with one', async () => {
        const calls = server(({ path, body }) =>
            path === '/batch'
                ? { body: { results: (body as { operations: { body?: object; path: string }[] }).operations.map((o) => ({ status: 200, body: o.body && { ...row(o.path.split('/').at(-1)!), ...o.body, version: 2 } })) }, headers: { 'Change-Id': 'c9' } }
                : { status: 204 },
        );
        await updateMany('tasks', [{ id: 'a', patch: { priority: 2 } }, { id: 'b', patch: { priority: 2 } }], 'both');
        expect(store.tasks.all().map((t) => [t.priority, t.version])).toEqual([[2, 2], [2, 2]]);
        await remove('tasks', ['a', 'b'], 'gone');
        expect(store.tasks.size).toBe(0);
        await edits.undo();
        expect(calls.at(-1)!.path).toBe('/changes/c9/undo');
        expect(calls.length).toBe(3);
    });
});

test('rows are there again without a connection', async () => {
    await openCache('reader');
    store.tasks.clear();
    store.tasks.put(row('kept', { title: 'Offline reading' }));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await openCache('somebody else');
    store.tasks.clear();
    await openCache('reader');
    expect(await readCache()).toBeGreaterThan(0);
    expect(store.tasks.peek('kept')!.title).toBe('Offline reading');
});

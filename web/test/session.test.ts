// The small tables that are read whole, while the live stream goes on.
import { expect, test } from 'vitest';
import { server, settle } from './browser.ts';
import type { LiveMessage, Status } from '../src/api/types.ts';

const { session } = await import('../src/state/session.svelte.ts');
const { store } = await import('../src/state/store.svelte.ts');

const status = (id: string) => ({ id, version: 1, project: 'p', name: id, category: 'open', color: null, rank: id }) as unknown as Status;
const made = (id: string) => ({ type: 'change', resource: 'status', verb: 'create', id, version: 1, seq: 2, row: status(id) }) as unknown as LiveMessage;
const hear = (message: LiveMessage) => (session as unknown as { hear(message: LiveMessage): void }).hear(message);
const known = () => store.statuses.where(() => true).map((row) => row.id).sort();

test('what came live while a table was read whole stays; what is gone goes', async () => {
    store.statuses.put(status('gone'));
    const answers = [[status('a')], [status('a'), status('late')]];
    // the first answer was made before `late` was, and arrives after it was told of
    server(() => {
        if (answers.length === 2) hear(made('late'));
        return { body: { items: answers.shift() ?? [], next: null, seq: 1 } };
    });
    await session.loadWhole('statuses');
    expect(known()).toContain('late');
    await new Promise((resolve) => setTimeout(resolve, 550)); // it is read again
    await settle();
    expect(known()).toEqual(['a', 'late']);
});

test('the answer that was asked for last decides', async () => {
    let arrives = () => {};
    const first = new Promise<void>((resolve) => (arrives = resolve));
    server(() => ({ body: { items: [status('new')], next: null, seq: 3 } }));
    const plain = globalThis.fetch;
    let n = 0;
    globalThis.fetch = (async (...args: Parameters<typeof fetch>) => {
        if (n++ > 0) return plain(...args);
        await first;
        return new Response(JSON.stringify({ items: [], next: null, seq: 1 }), { status: 200 });
    }) as typeof fetch;
    const slow = session.loadWhole('statuses');
    await session.loadWhole('statuses');
    arrives();
    await slow;
    expect(known()).toEqual(['new']);
});

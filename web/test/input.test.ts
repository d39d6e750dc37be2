// The server's input of the planner, read by the page: where it was too much, once more when the server says.
import { afterEach, expect, test, vi } from 'vitest';
import { server } from './browser.ts';

const { readInput } = await import('../src/plan/input.ts');

afterEach(() => void vi.useRealTimers());

/** As many refusals first; counts what was asked. */
function refusing(times: number) {
    return server(({ path }) => {
        if (path === '/plan/index') return { body: { hash: 'h' } };
        if (times-- > 0) return { status: 429, headers: { 'Retry-After': '7' } as Record<string, string> };
        return { body: 1, headers: { 'Plan-Hash': 'h' } };
    });
}
const asked = (calls: { path: string }[]) => calls.filter((call) => call.path === '/plan/input').length;

test('after a 429 the input is read again, when the server says', async () => {
    vi.useFakeTimers();
    const calls = refusing(1);
    const reading = readInput(() => true);
    await vi.advanceTimersByTimeAsync(6_900);
    expect(asked(calls)).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(await reading).toMatchObject({ hash: 'h', index: { hash: 'h' } });
    expect(asked(calls)).toBe(2);
});

test('it is tried again once, and only while somebody wants it', async () => {
    vi.useFakeTimers();
    let calls = refusing(2);
    const failing = expect(readInput(() => true)).rejects.toMatchObject({ status: 429 });
    await vi.advanceTimersByTimeAsync(60_000);
    await failing;
    expect(asked(calls)).toBe(2);
    calls = refusing(1);
    const left = readInput(() => false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await left).toBe(null);
    expect(asked(calls)).toBe(1);
});

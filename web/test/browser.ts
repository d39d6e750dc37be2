// The little of a browser that state/ needs, for tests in Node.
import 'fake-indexeddb/auto';
import { vi } from 'vitest';

const kept = new Map<string, string>();
const storage = { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v), removeItem: (k: string) => void kept.delete(k) };
vi.stubGlobal('localStorage', storage);
vi.stubGlobal('sessionStorage', storage);
vi.stubGlobal('navigator', { languages: ['en-GB'], platform: 'Linux', onLine: true });
vi.stubGlobal('location', { pathname: '/', search: '', protocol: 'http:', host: 'test', origin: 'http://test' });
vi.stubGlobal('window', { addEventListener: () => {} });
vi.stubGlobal('document', { addEventListener: () => {}, documentElement: { lang: '' } });

export interface Call { method: string; path: string; headers: Record<string, string>; body: unknown }
/** A server for one test: `answer` says what comes back; 'offline' is no answer at all. */
export function server(answer: (call: Call) => { status?: number; body?: unknown; headers?: Record<string, string> } | 'offline') {
    const calls: Call[] = [];
    vi.stubGlobal('fetch', async (url: string, init: { method: string; headers: Record<string, string>; body?: string }) => {
        const call = { method: init.method, path: url.replace('/api/v1', ''), headers: init.headers, body: init.body ? JSON.parse(init.body) : undefined };
        calls.push(call);
        const said = answer(call);
        if (said === 'offline') throw new TypeError('Failed to fetch');
        const { status = 200, body = null, headers = {} } = said;
        return new Response(status === 204 ? null : JSON.stringify(body), { status, headers });
    });
    return calls;
}
export const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

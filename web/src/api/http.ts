// One way to talk to the server: fetch with the session's cookie, the CSRF header, and problems (RFC 9457) as exceptions.
import type { Page, Plural, Problem, Rows } from './types.ts';

export const BASE = '/api/v1';

/** The server answered with a problem. `field` gives the message of one field. */
export class ProblemError extends Error {
    readonly problem: Problem;
    readonly status: number;
    readonly retryAfter: number | null;

    constructor(problem: Problem, retryAfter: number | null = null) {
        super(problem.detail ?? problem.title);
        this.problem = problem;
        this.status = problem.status;
        this.retryAfter = retryAfter;
    }
    get kind(): string {
        return this.problem.type.replace(/^.*\//, '');
    }
    field(name: string): string | undefined {
        return this.problem.errors?.find((e) => e.pointer === `/${name}` || e.pointer === `?${name}`)?.message;
    }
    /** Messages that belong to none of the fields shown. */
    rest(shown: string[]): string[] {
        const left = (this.problem.errors ?? []).filter((e) => !shown.includes(e.pointer.replace(/^[/?]/, '')));
        return left.length ? left.map((e) => e.message) : this.problem.errors?.length ? [] : [this.message];
    }
}

/** No answer at all: no connection, or the server is away. */
export class OfflineError extends Error {}

export interface Answer<T> {
    body: T;
    status: number;
    change: string | null;
    etag: string | null;
}
export interface Options {
    body?: unknown;
    query?: Record<string, string | number | boolean | null | undefined>;
    headers?: Record<string, string>;
    signal?: AbortSignal;
}

let csrf = '';
export const setCsrf = (token: string) => (csrf = token);
export const csrfToken = () => csrf;
let language = 'en';
export const setRequestLanguage = (tag: string) => (language = tag);

export function address(path: string, query: Options['query'] = {}): string {
    const pairs = Object.entries(query).filter(([, v]) => v !== undefined && v !== null && v !== '' && v !== false);
    const search = pairs.map(([k, v]) => `${k}=${encodeURIComponent(v === true ? '1' : String(v))}`).join('&');
    return BASE + path + (search ? `?${search}` : '');
}

async function problemOf(response: Response): Promise<ProblemError> {
    const retry = Number(response.headers.get('Retry-After')) || null;
    try {
        const body = (await response.json()) as Problem;
        return new ProblemError({ ...body, status: body.status ?? response.status }, retry);
    } catch {
        return new ProblemError({ type: 'about:blank', title: `HTTP ${response.status}`, status: response.status }, retry);
    }
}

/** The token belongs to the session: after another tab signed in anew, or a start without a connection, ours is not the one. */
async function renewCsrf() {
    setCsrf((await once<{ csrf: string }>('GET', '/me', {})).body.csrf);
}

export async function send<T>(method: string, path: string, options: Options = {}): Promise<Answer<T>> {
    try {
        return await once<T>(method, path, options);
    } catch (error) {
        if (!(error instanceof ProblemError) || error.kind !== 'csrf') throw error;
        await renewCsrf();
        return once<T>(method, path, options);
    }
}

async function once<T>(method: string, path: string, options: Options): Promise<Answer<T>> {
    const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language, ...options.headers };
    if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
    let body: BodyInit | undefined;
    if (options.body instanceof Blob) body = options.body;
    else if (options.body !== undefined) {
        body = JSON.stringify(options.body);
        headers['Content-Type'] = 'application/json';
    }
    let response: Response;
    try {
        response = await fetch(address(path, options.query), {
            method, headers, body, signal: options.signal, credentials: 'same-origin',
        });
    } catch (error) {
        if (options.signal?.aborted) throw error;
        throw new OfflineError(String(error));
    }
    // A proxy that cannot reach the server answers for it.
    if (response.status === 502 || response.status === 504) throw new OfflineError(`HTTP ${response.status}`);
    if (!response.ok) throw await problemOf(response);
    const text = response.status === 204 ? '' : await response.text();
    return {
        body: (text ? JSON.parse(text) : null) as T,
        status: response.status,
        change: response.headers.get('Change-Id'),
        etag: response.headers.get('ETag'),
    };
}

export const get = async <T>(path: string, query?: Options['query'], signal?: AbortSignal) =>
    (await send<T>('GET', path, { query, signal })).body;
export const post = async <T>(path: string, body?: unknown) => (await send<T>('POST', path, { body })).body;

export const page = <P extends Plural>(plural: P, query?: Options['query'], signal?: AbortSignal) =>
    get<Page<Rows[P]>>(`/${plural}`, query, signal);

/** Every page of a list, up to `most` rows; `onPage` sees each as it comes. */
export async function pages<P extends Plural>(
    plural: P, query: Options['query'], most = 10_000, onPage?: (page: Page<Rows[P]>) => void, signal?: AbortSignal,
): Promise<{ items: Rows[P][]; seq: number; more: boolean }> {
    const items: Rows[P][] = [];
    let cursor: string | null = null, seq = Infinity;
    do {
        const one: Page<Rows[P]> = await page(plural, { limit: 1000, ...query, cursor }, signal);
        items.push(...one.items);
        seq = Math.min(seq, one.seq);
        cursor = one.next;
        onPage?.(one);
    } while (cursor && items.length < most);
    return { items, seq, more: cursor !== null };
}

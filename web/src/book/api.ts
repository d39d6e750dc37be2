// What the page asks for: without cookies, in the language that is shown.
import { words } from './words.svelte.ts';

export interface Offer { title: string; name: string; minutes: number; zone: string; language: string | null; starts: string[]; }
export interface Booked {
    secret: string;
    state: 'booked' | 'cancelled';
    title: string;
    name: string;
    start: string;
    end: string;
    zone: string;
    language: string | null;
    visitor: { name: string; email: string; note: string };
    /** the token of the page, while it can be booked at */
    page: string | null;
}
export interface Wish { start: string; name: string; email: string; note: string; }

/** status 0: no connection */
export class Refused extends Error {
    readonly status: number;
    readonly fields: Record<string, string>;
    constructor(status: number, message = '', fields: Record<string, string> = {}) {
        super(message);
        this.status = status;
        this.fields = fields;
    }
}

export const BASE = '/api/v1/public';

export async function ask<T>(path: string, body?: unknown, key?: string): Promise<T> {
    const headers: Record<string, string> = { 'Accept-Language': words.language };
    if (body) headers['Content-Type'] = 'application/json';
    if (key) headers['Idempotency-Key'] = key;
    let reply: Response;
    try {
        reply = await fetch(BASE + path, { method: body ? 'POST' : 'GET', credentials: 'omit', headers, body: body ? JSON.stringify(body) : undefined });
    } catch {
        throw new Refused(0);
    }
    const answer = await reply.json().catch(() => ({}));
    if (reply.ok) return answer as T;
    const errors = (answer.errors ?? []) as { pointer: string; message: string }[];
    throw new Refused(reply.status, answer.detail ?? answer.title, Object.fromEntries(errors.map((e) => [e.pointer.slice(1), e.message])));
}

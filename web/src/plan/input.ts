// What the engine in the page begins with: the server's input as bytes, and what stands in their arrays.
import { address, get, ProblemError } from '$/api/http.ts';
import type { PlanIndex } from './outcome.ts';

export interface Input { bytes: Uint8Array; hash: string | null; index: PlanIndex; }

const WAIT_MOST_S = 60;

async function read(): Promise<Input> {
    const [reply, index] = await Promise.all([fetch(address('/plan/input'), { credentials: 'same-origin' }), get<PlanIndex>('/plan/index')]);
    if (!reply.ok) {
        const title = `HTTP ${reply.status}`;
        throw new ProblemError({ type: 'about:blank', title, status: reply.status }, Number(reply.headers.get('Retry-After')) || null);
    }
    return { bytes: new Uint8Array(await reply.arrayBuffer()), hash: reply.headers.get('plan-hash'), index };
}

/** Where the server says that it was too much, once more when it says; null: by then nobody wants it any longer. */
export async function readInput(wanted: () => boolean): Promise<Input | null> {
    try {
        return await read();
    } catch (error) {
        if (!(error instanceof ProblemError) || error.status !== 429) throw error;
        await new Promise((resolve) => setTimeout(resolve, 1000 * Math.min(error.retryAfter ?? 1, WAIT_MOST_S)));
        return wanted() ? read() : null;
    }
}

// An answer of the server that is no row (what it computes), shown by a component and kept true: read anew, without flicker, when
// the plan changes.
import { get, OfflineError, type Options, ProblemError } from '$/api/http.ts';
import { keep, kept } from '$/state/cache.ts';
import { whenChanged } from '$/state/plan.svelte.ts';
import { session } from '$/state/session.svelte.ts';
import { i18n } from '$/i18n/index.svelte.ts';
import { Loading } from './load.svelte.ts';

type Query = NonNullable<Options['query']>;

/** What came last stays until the next is there. */
export class Reading<T> {
    data = $state.raw<T | null>(null);
    /** of an address that is not asked any more */
    stale = $state(false);
    readonly loading: Loading;
    private turn = 0;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private ask: () => [path: string, query?: Query] | null;
    /** where it is kept for reading without a connection */
    private keepAs: string | undefined;

    constructor(ask: () => [path: string, query?: Query] | null, keepAs?: string) {
        this.ask = ask;
        this.keepAs = keepAs;
        this.loading = new Loading(() => this.load());
    }
    private async load() {
        const asked = this.ask();
        if (!asked) return;
        const turn = ++this.turn;
        const data = await this.fetch(asked);
        if (turn !== this.turn) return;
        this.data = data;
        this.stale = false;
    }
    private async fetch(asked: [path: string, query?: Query]): Promise<T> {
        const { keepAs } = this, of = JSON.stringify(asked);
        try {
            const data = await get<T>(...asked);
            if (keepAs) void keep(keepAs, { of, data });
            return data;
        } catch (error) {
            const before = keepAs && error instanceof OfflineError ? await kept<{ of: string; data: T }>(keepAs) : undefined;
            if (before?.of !== of) throw error;
            return before.data;
        }
    }
    again() {
        // what is shown stays when it cannot be read anew
        clearTimeout(this.timer);
        return this.data && !this.stale ? this.load().catch((error) => this.later(error)) : this.loading.run();
    }
    /** Too often for the server: once more when it says. */
    private later(error: unknown) {
        if (error instanceof ProblemError && error.retryAfter) this.timer = setTimeout(() => void this.again(), error.retryAfter * 1000);
    }
    end() {
        clearTimeout(this.timer);
    }
}

/**
 * Reads and follows, in a component: anew when the address, the plan, the language or one of `also` changes. `ask` gives null
 * for nothing.
 */
export function reading<T>(ask: () => [path: string, query?: Query] | null, also?: RegExp, keepAs?: string): Reading<T> {
    const it = new Reading<T>(ask, keepAs);
    let before = JSON.stringify([ask(), session.generation, i18n.language]);
    $effect(() => {
        const now = JSON.stringify([ask(), session.generation, i18n.language]);
        if (now === before) return;
        before = now;
        it.stale = true;
        void it.again();
    });
    $effect(() => () => it.end());
    $effect(() => whenChanged(also ? new RegExp(`^plans?$|${also.source}`) : /^plans?$/, () => void it.again()));
    return it;
}

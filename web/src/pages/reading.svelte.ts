// An answer of the server that is no row (what it computes), shown by a component and kept true: read anew, without flicker, when
// the plan changes.
import { get, type Options } from '$/api/http.ts';
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
    private ask: () => [path: string, query?: Query] | null;

    constructor(ask: () => [path: string, query?: Query] | null) {
        this.ask = ask;
        this.loading = new Loading(() => this.load());
    }
    private async load() {
        const asked = this.ask();
        if (!asked) return;
        const turn = ++this.turn;
        const data = await get<T>(...asked);
        if (turn !== this.turn) return;
        this.data = data;
        this.stale = false;
    }
    again() {
        // what is shown stays when it cannot be read anew
        return this.data && !this.stale ? this.load().catch(() => {}) : this.loading.run();
    }
}

/**
 * Reads and follows, in a component: anew when the address, the plan, the language or one of `also` changes. `ask` gives null
 * for nothing.
 */
export function reading<T>(ask: () => [path: string, query?: Query] | null, also?: RegExp): Reading<T> {
    const it = new Reading<T>(ask);
    let before = JSON.stringify([ask(), session.generation, i18n.language]);
    $effect(() => {
        const now = JSON.stringify([ask(), session.generation, i18n.language]);
        if (now === before) return;
        before = now;
        it.stale = true;
        void it.again();
    });
    $effect(() => whenChanged(also ? new RegExp(`^plans?$|${also.source}`) : /^plans?$/, () => void it.again()));
    return it;
}

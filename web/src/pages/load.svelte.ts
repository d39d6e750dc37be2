// Loading what a page needs, and saying how that went: first load, there, failed, no connection.
import { OfflineError, pages, ProblemError } from '$/api/http.ts';
import type { Plural, Row } from '$/api/types.ts';
import { tableOf } from '$/state/store.svelte.ts';

export class Loading {
    phase = $state<'loading' | 'ready' | 'failed' | 'offline'>('loading');
    error = $state('');
    forbidden = $state(false);
    private work: () => Promise<void>;

    constructor(work: () => Promise<void>) {
        this.work = work;
        void this.run();
    }
    async run() {
        try {
            await this.work();
            this.phase = 'ready';
            this.error = '';
        } catch (error) {
            if (error instanceof OfflineError) this.phase = 'offline';
            else {
                this.phase = 'failed';
                this.forbidden = error instanceof ProblemError && (error.status === 403 || error.status === 404);
                this.error = error instanceof Error ? error.message : String(error);
            }
        }
    }
}

/** A table that not every page needs, into the store whole (or the part that `among` accepts). */
export const loadTable = <T extends Row>(plural: Plural, query: Record<string, string> = {}, among: (row: T) => boolean = () => true) =>
    new Loading(async () => {
        const { items, more } = await pages(plural, query);
        const table = tableOf(plural)!;
        table.putAll(items as Row[]);
        if (!more) table.retain(new Set(items.map((row) => row.id)), among as (row: Row) => boolean);
    });

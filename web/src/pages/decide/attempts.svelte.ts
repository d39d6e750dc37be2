// Sets of changes that are being tried: each is asked about once, and again when the plan has changed.
import { ProblemError } from '$/api/http.ts';
import type { Change, WhatIf } from '$/api/plan.ts';
import { t } from '$/i18n/index.svelte.ts';
import { tryChanges } from '$/state/plan.svelte.ts';

export interface Trial { answer: WhatIf | null; error?: string; busy: boolean; }

export class Trials {
    /** by their changes as text, so that the same question has one answer */
    private found = $state.raw<Record<string, Trial>>({});
    private turn = 0;

    get(changes: Change[]): Trial {
        return this.found[JSON.stringify(changes)] ?? { answer: null, busy: true };
    }
    /** Asks what is not known yet. */
    ask(sets: Change[][]) {
        for (const changes of sets) {
            const key = JSON.stringify(changes);
            if (!(key in this.found)) void this.run(key, changes);
        }
    }
    /** The plan has changed: everything anew; what was said stays until then. */
    again(sets: Change[][]) {
        this.turn++;
        const keys = sets.map((changes) => JSON.stringify(changes));
        this.found = Object.fromEntries(Object.entries(this.found).filter(([key]) => keys.includes(key)));
        sets.forEach((changes, i) => void this.run(keys[i], changes));
    }
    private async run(key: string, changes: Change[]) {
        const turn = this.turn;
        this.set(key, { answer: this.found[key]?.answer ?? null, busy: true });
        try {
            const answer = await tryChanges(changes);
            if (turn === this.turn) this.set(key, { answer, busy: false });
        } catch (error) {
            const why = error instanceof ProblemError ? (error.problem.errors?.map((e) => e.message).join(' ') || error.message) : t('page.offline');
            if (turn === this.turn) this.set(key, { answer: null, error: why, busy: false });
        }
    }
    private set(key: string, trial: Trial) {
        this.found = { ...this.found, [key]: trial };
    }
}

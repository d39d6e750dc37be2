// Which working hours are in force for somebody: their own, else those for everybody, else the usual ones. Changing hours that
// are not one's own makes own ones.
import type { WorkingHours } from '$/api/time.ts';
import type { Day, Id } from '$/api/types.ts';
import { create, remove, update } from '$/actions/rows.ts';
import { t, today } from '$/i18n/index.svelte.ts';
import { session } from '$/state/session.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { usualWeek } from '$/time/week.ts';

/** Values where nobody said any: those of the server. */
export const USUAL: Omit<WorkingHours, 'id' | 'version'> = {
    member: null, since: null, week: usualWeek(), focus: null, quiet: null, day_most_min: null, load_percent: 85, projects_most: 3, clients_most: null,
    block_least_min: 60, block_preferred_min: 90, block_most_min: 180,
};

/** whose: a member, or null for everybody */
export class Hours {
    whose = $state<Id | null>(session.memberId);
    /** which of their rows: the one from that day on; undefined is the one in force now */
    since = $state<Day | null | undefined>(undefined);

    private of(member: Id | null): WorkingHours[] {
        return store.working_hours.where((h) => (h.member ?? null) === member).sort((a, b) => (a.since ?? '').localeCompare(b.since ?? ''));
    }
    get rows(): WorkingHours[] {
        return this.of(this.whose);
    }
    private inForce(rows: WorkingHours[]): WorkingHours | undefined {
        return rows.findLast((h) => !h.since || h.since <= today());
    }
    /** the row that is shown, if there is one */
    get own(): WorkingHours | undefined {
        return this.since === undefined ? this.inForce(this.rows) : this.rows.find((h) => (h.since ?? null) === this.since);
    }
    /** nobody said these: they are everybody's, or the usual ones */
    get assumed(): 'everybody' | 'usual' | null {
        return this.own ? null : this.whose && this.inForce(this.of(null)) ? 'everybody' : 'usual';
    }
    get now(): Omit<WorkingHours, 'id' | 'version'> {
        return this.own ?? (this.whose ? this.inForce(this.of(null)) : undefined) ?? USUAL;
    }
    get may(): boolean {
        return session.isManager || this.whose === session.memberId;
    }

    save(patch: Partial<WorkingHours>) {
        if (this.own) return update('working_hours', this.own.id, patch, t('hours.changed'));
        return create('working_hours', { ...this.body(), ...patch }, {}, t('hours.changed')).answer;
    }
    private body(): Partial<WorkingHours> {
        const { week, focus, quiet, day_most_min, load_percent, projects_most, clients_most, block_least_min, block_preferred_min, block_most_min } = this.now;
        return { member: this.whose, since: null, week, focus, quiet, day_most_min, load_percent, projects_most, clients_most, block_least_min, block_preferred_min, block_most_min };
    }
    /** Other hours from a day on; they begin as what holds now. */
    from(day: Day) {
        if (!this.rows.some((h) => h.since === day)) create('working_hours', { ...this.body(), since: day }, {}, t('hours.changed'));
        this.since = day;
    }
    forget() {
        const row = this.own;
        this.since = undefined;
        if (row) void remove('working_hours', [row.id], t('hours.removed'));
    }
}

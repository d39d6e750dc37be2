// A plan that was kept against the plan in force.
import type { PlanTask } from '$/api/plan.ts';
import type { Baseline, Day, Id } from '$/api/types.ts';
import { daysBetween } from '$/i18n/index.svelte.ts';

export interface Against {
    task: Id;
    title: string | null;
    then: Day | null;
    now: Day | null;
    /** later is more; null where one of the two dates is not there */
    days: number | null;
    state: 'same' | 'moved' | 'new' | 'gone';
}
/** Tasks that are in only one of the two are new or gone. What slipped farthest comes first. */
export function against(then: NonNullable<Baseline['body']>['tasks'], now: Pick<PlanTask, 'task' | 'finish'>[], dayOf: (instant: string) => Day): Against[] {
    const day = (value: string | null) => (value ? (value.length > 10 ? dayOf(value) : value) : null);
    const today = new Map(now.map((row) => [row.task, day(row.finish)]));
    const kept = new Set(then.map((row) => row.task));
    const rows = then.map(({ task, title, finish }): Against => {
        const before = day(finish), after = today.get(task) ?? null;
        const days = before && after ? daysBetween(before, after) : null;
        return { task, title, then: before, now: after, days, state: !today.has(task) ? 'gone' : days ? 'moved' : 'same' };
    });
    for (const row of now) if (!kept.has(row.task)) rows.push({ task: row.task, title: null, then: null, now: day(row.finish), days: null, state: 'new' });
    return rows.sort((a, b) => (b.days ?? -9999) - (a.days ?? -9999) || (a.then ?? '9').localeCompare(b.then ?? '9'));
}

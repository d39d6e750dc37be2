// The heatmap of work: how full a week is, in figures and in a word, and the weeks that are shown.
import type { ShareWeek, WorkWeek } from '$/api/plan.ts';
import { addDays, weekday } from '$/i18n/index.svelte.ts';

/** Weeks of the plan begin on Monday everywhere. */
export const mondayOf = (day: string) => addDays(day, -((weekday(day) + 6) % 7));
/** How many weeks a row of this width shows; a quarter of a year at most. */
export const weeksIn = (width: number) => Math.max(4, Math.min(13, Math.floor((width - 200) / 92)));

export type Level = 'off' | 'free' | 'light' | 'good' | 'full' | 'over';
/** planned against what there is: nothing there, empty, under a half, up to 85 %, up to all that may be planned, more */
export function levelOf(week: WorkWeek): Level {
    const load = week.planned_min;
    if (week.over) return 'over';
    if (!week.capacity_min) return 'off';
    if (!load) return 'free';
    const share = load / week.capacity_min;
    return share < 0.5 ? 'light' : share <= 0.85 ? 'good' : 'full';
}
/** what is planned there, or would have to be to keep every date */
export const neededIn = (week: WorkWeek) => Math.max(week.planned_min, week.wanted_min);
/** above what may be planned, in quarter hours */
export const overBy = (week: WorkWeek) => Math.max(0, Math.round((neededIn(week) - week.limit_min) / 15) * 15);

/** Which way a client's share goes: the mean of what is given (planned, where the week is still to come) against what was promised. */
export function trendOf(weeks: ShareWeek[], now: number): 'short' | 'over' | 'even' | null {
    let promised = 0, given = 0;
    weeks.forEach((week, i) => {
        promised += week.promised_min;
        given += i < now ? week.given_min : Math.max(week.given_min, week.planned_min);
    });
    if (!promised) return null;
    const share = given / promised;
    return share < 0.9 ? 'short' : share > 1.1 ? 'over' : 'even';
}

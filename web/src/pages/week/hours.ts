// Working and focus hours of a day, as the rows say, or by default where there are none.
import type { WorkingHours } from '$/api/time.ts';
import type { Day, Id } from '$/api/types.ts';
import { weekday } from '$/i18n/index.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { usualWeek } from '$/time/week.ts';
import { instantAt, type Span } from './geometry.ts';

const USUAL = usualWeek();

/** The row in force that day: the person's own before the workspace's, the latest before. */
export function hoursOn(member: Id, day: Day): WorkingHours | undefined {
    const from = (row: WorkingHours) => row.since ?? '';
    return store.working_hours.where((row) => (row.member === member || !row.member) && from(row) <= day)
        .sort((a, b) => Number(!!b.member) - Number(!!a.member) || (from(a) < from(b) ? 1 : -1))[0];
}
const index = (day: Day) => (weekday(day) + 6) % 7;
const isHoliday = (member: Id, day: Day) => store.holidays.where((h) => h.date === day && (!h.members?.length || h.members.includes(member))).length > 0;

export const workOn = (member: Id, day: Day): [number, number][] =>
    isHoliday(member, day) ? [] : ((hoursOn(member, day)?.week ?? USUAL)[index(day)] ?? []);
export const focusOn = (member: Id, day: Day): [number, number][] => (isHoliday(member, day) ? [] : (hoursOn(member, day)?.focus?.[index(day)] ?? []));
/** What is left of a day: [0, 1440] without the working hours. */
export function restOf(ranges: [number, number][]): [number, number][] {
    const rest: [number, number][] = [];
    let at = 0;
    for (const [from, to] of ranges) {
        if (from > at) rest.push([at, from]);
        at = Math.max(at, to);
    }
    if (at < 1440) rest.push([at, 1440]);
    return rest;
}
export const workSpans = (member: Id, days: readonly Day[], zone: string): Span[] =>
    days.flatMap((day) => workOn(member, day).map(([from, to]) => ({ start: instantAt(day, from, zone), end: instantAt(day, to, zone) })));
export const preferredMin = (member: Id, day: Day) => hoursOn(member, day)?.block_preferred_min ?? 90;

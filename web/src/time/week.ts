// Hours of a week as the program keeps them: seven lists, Monday first, of [from, to] in minutes of the day, quarter hours.
import type { WeekRanges } from '$/api/time.ts';
import { DAY_MIN } from './parse.ts';

export type Range = [number, number];
export const RANGES_MOST = 8;

/** Monday to Friday, 9:00 to 12:30 and 13:30 to 17:30: what the program takes where nobody said anything. */
export const usualWeek = (): WeekRanges => Array.from({ length: 7 }, (_, day) => (day < 5 ? [[540, 750], [810, 1050]] : []));
export const emptyWeek = (): WeekRanges => Array.from({ length: 7 }, () => []);

export const quarter = (minute: number): number => Math.min(DAY_MIN, Math.max(0, Math.round(minute / 15) * 15));
export const minutesOfDay = (ranges: Range[]): number => ranges.reduce((sum, [from, to]) => sum + to - from, 0);
export const minutesOfWeek = (week: WeekRanges): number => week.reduce((sum, day) => sum + minutesOfDay(day), 0);

/** In order, in quarter hours, joined where they touch; nothing that ends before it begins. */
export function tidy(ranges: Range[]): Range[] {
    const sorted = ranges.map(([from, to]): Range => [quarter(from), quarter(to)]).filter(([from, to]) => to > from).sort((a, b) => a[0] - b[0]);
    const joined: Range[] = [];
    for (const [from, to] of sorted) {
        const last = joined.at(-1);
        if (last && from <= last[1]) last[1] = Math.max(last[1], to);
        else joined.push([from, to]);
    }
    return joined.slice(0, RANGES_MOST);
}

/** Where one more range would fit: after the last, with an hour's break; else nowhere. */
export function another(ranges: Range[]): Range | null {
    if (!ranges.length) return [540, 1020];
    const end = ranges.at(-1)![1];
    return ranges.length < RANGES_MOST && end + 60 <= DAY_MIN - 15 ? [end + 60, Math.min(DAY_MIN, end + 180)] : null;
}

/** The hours of one day on others too. */
export const copyDay = (week: WeekRanges, from: number, to: number[]): WeekRanges =>
    week.map((day, i) => (to.includes(i) ? week[from].map(([a, b]): Range => [a, b]) : day));

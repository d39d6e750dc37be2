// Where a block stands in a grid of days: pure arithmetic, nothing of the screen. The axis is the clock on the wall: on the two
// days a year that have 23 or 25 hours an hour is missing or stands for two, and everything else stays where it always is.
// Instants are milliseconds; a wall time is a day and minutes after its midnight, in one zone.
import type { Day } from '$/api/types.ts';
import { civil, instantAt } from '$/state/wall.ts';

export const STEP = 15;
export const DAY_MIN = 1440;
export const LONGEST_MIN = 1440;
const MINUTE = 60_000;

export interface Wall { day: Day; min: number }

export { instantAt };
export function wallOf(instant: number, zone: string): Wall {
    const at = civil(instant, zone);
    return { day: at.day, min: at.minute + at.second / 60 };
}
export const snap = (min: number, step = STEP) => Math.round(min / step) * step;
export const clamp = (x: number, least: number, most: number) => Math.max(least, Math.min(most, x));
export const lengthOf = (start: number, end: number) => Math.round((end - start) / MINUTE);
export const after = (start: number, min: number) => start + min * MINUTE;

/** How long the day is there: 1440, but for the days when the clock is put forward or back. */
export const minutesOfDay = (day: Day, next: Day, zone: string) => lengthOf(instantAt(day, 0, zone), instantAt(next, 0, zone));

// ---- what a hand does ----

export interface Span { start: number; end: number }

/** The same length from another wall time. The beginning snaps, and stays within the day it was put on. */
export function moved(span: Span, to: Wall, zone: string): Span {
    const start = instantAt(to.day, clamp(snap(to.min), 0, DAY_MIN - STEP), zone);
    return { start, end: start + (span.end - span.start) };
}
/** One end at another wall time: never shorter than a step, never longer than a block may be. */
export function resized(span: Span, edge: 'start' | 'end', to: Wall, zone: string): Span {
    const at = instantAt(to.day, clamp(snap(to.min), 0, DAY_MIN), zone);
    const [least, most] = [STEP * MINUTE, LONGEST_MIN * MINUTE];
    return edge === 'end'
        ? { start: span.start, end: clamp(at, span.start + least, span.start + most) }
        : { start: clamp(at, span.end - most, span.end - least), end: span.end };
}
/** By keys: so many days and minutes further on the wall. */
export function nudged(span: Span, days: number, min: number, zone: string): Span {
    const at = wallOf(span.start, zone);
    const start = instantAt(at.day, at.min + days * DAY_MIN + min, zone);
    return { start, end: start + (span.end - span.start) };
}
export function stretched(span: Span, edge: 'start' | 'end', min: number, zone: string): Span {
    const at = wallOf(span[edge], zone);
    // at midnight an end belongs to the day before
    return resized(span, edge, edge === 'end' && at.min === 0 ? { ...wallOf(span.end - 1, zone), min: DAY_MIN + min } : { day: at.day, min: at.min + min }, zone);
}

// ---- what is drawn ----

/** The part of something that one day shows. */
export interface Piece<T> {
    item: T;
    /** index of the day */
    day: number;
    from: number;
    to: number;
    /** it begins, ends in this day */
    first: boolean;
    last: boolean;
    /** which of so many columns beside each other, and how many of them it may take */
    lane: number;
    lanes: number;
    wide: number;
}

/** Cuts at midnights. What is shorter than a step is drawn as a step, so that it can be seen. */
export function cut<T extends Span>(items: readonly T[], days: readonly Day[], zone: string): Piece<T>[] {
    const index = new Map(days.map((day, i) => [day, i]));
    const pieces: Piece<T>[] = [];
    for (const item of items) {
        if (item.end <= item.start) continue;
        const from = wallOf(item.start, zone), to = wallOf(item.end - 1, zone);
        for (let i = 0; i < days.length; i++) {
            const day = days[i];
            if (day < from.day || day > to.day || index.get(day) !== i) continue;
            const first = day === from.day, last = day === to.day;
            const a = first ? from.min : 0;
            let b = last ? Math.round(to.min + 1 / 60) : DAY_MIN;
            // the clock was put back within it: its end stands above its beginning
            if (first && last && b <= a) b = a + lengthOf(item.start, item.end);
            b = clamp(b, 0, DAY_MIN);
            pieces.push({ item, day: i, from: Math.min(a, DAY_MIN - STEP), to: Math.max(b, Math.min(a, DAY_MIN - STEP) + STEP), first, last, lane: 0, lanes: 1, wide: 1 });
        }
    }
    return pieces;
}

/** Puts what overlaps beside each other: the first free column, and as wide as nothing is in the way. */
export function beside<T>(pieces: Piece<T>[]): Piece<T>[] {
    const byDay = new Map<number, Piece<T>[]>();
    for (const piece of pieces) byDay.set(piece.day, [...(byDay.get(piece.day) ?? []), piece]);
    for (const some of byDay.values()) {
        some.sort((a, b) => a.from - b.from || b.to - a.to);
        let group: Piece<T>[] = [], until = -1;
        for (const piece of [...some, null]) {
            if (!piece || piece.from >= until) {
                settle(group);
                group = [];
                until = -1;
            }
            if (!piece) break;
            group.push(piece);
            until = Math.max(until, piece.to);
        }
    }
    return pieces;
}
function settle<T>(group: Piece<T>[]) {
    const ends: number[] = [];
    for (const piece of group) {
        let lane = ends.findIndex((end) => end <= piece.from);
        if (lane < 0) lane = ends.length;
        ends[lane] = piece.to;
        piece.lane = lane;
    }
    for (const piece of group) {
        piece.lanes = ends.length;
        const inTheWay = group.filter((x) => x.lane > piece.lane && x.from < piece.to && x.to > piece.from).map((x) => x.lane);
        piece.wide = Math.min(ends.length, ...inTheWay) - piece.lane;
    }
}

// ---- finding room ----

/** The first `min` minutes from `from` on that are working time and free of `taken`; null when the days have none. */
export function freeSpan(open: readonly Span[], taken: readonly Span[], from: number, min: number): Span | null {
    const busy = [...taken].sort((a, b) => a.start - b.start);
    for (const run of [...open].sort((a, b) => a.start - b.start)) {
        let at = Math.max(run.start, Math.ceil(from / (STEP * MINUTE)) * STEP * MINUTE);
        for (const b of busy) {
            if (b.end <= at || b.start >= run.end) continue;
            if (b.start - at >= min * MINUTE) break;
            at = Math.max(at, Math.ceil(b.end / (STEP * MINUTE)) * STEP * MINUTE);
        }
        if (run.end - at >= min * MINUTE) return { start: at, end: at + min * MINUTE };
    }
    return null;
}

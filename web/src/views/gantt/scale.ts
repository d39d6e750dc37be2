// The axis of time. Points are minutes of the reader's own wall clock, as if it were UTC, so that every day is as wide as any
// other; days are whole multiples of 1440.
import type { Day } from '$/api/types.ts';

export const DAY = 1440;
export const ZOOM_LEAST = 0.12, ZOOM_MOST = 2400; // pixels a day

/** An instant (ms) on the axis. */
export const wall = (ms: number) => ms / 60_000 - new Date(ms).getTimezoneOffset();
export const wallOf = (day: Day) => Date.parse(`${day}T00:00Z`) / 60_000;
export const dayAt = (minute: number): Day => new Date(Math.floor(minute / DAY) * DAY * 60_000).toISOString().slice(0, 10);
/** The day on which what ends at this minute ends. */
export const lastDayAt = (minute: number): Day => dayAt(minute - 1);

export class Scale {
    readonly from: number;
    readonly until: number;
    /** pixels a day */
    readonly zoom: number;

    constructor(from: number, until: number, zoom: number) {
        this.from = Math.floor(from / DAY) * DAY;
        this.until = Math.ceil(until / DAY) * DAY;
        this.zoom = Math.min(ZOOM_MOST, Math.max(ZOOM_LEAST, zoom));
    }
    get width() {
        return ((this.until - this.from) / DAY) * this.zoom;
    }
    x(minute: number) {
        return ((minute - this.from) / DAY) * this.zoom;
    }
    at(x: number) {
        return this.from + (x / this.zoom) * DAY;
    }
}

type Unit = 'hours' | 'day' | 'week' | 'month' | 'quarter' | 'year';
export interface Tick { at: number; until: number; label: string; narrow?: string; }
export interface Ticks { unit: Unit; major: Tick[]; minor: Tick[]; }

const LEVELS: { zoom: number; major: Unit; minor: Unit; step: number }[] = [
    { zoom: 1000, major: 'day', minor: 'hours', step: 1 },
    { zoom: 500, major: 'day', minor: 'hours', step: 2 },
    { zoom: 160, major: 'day', minor: 'hours', step: 6 },
    { zoom: 22, major: 'month', minor: 'day', step: 1 },
    { zoom: 5, major: 'month', minor: 'week', step: 1 },
    { zoom: 1.1, major: 'year', minor: 'month', step: 1 },
    { zoom: 0.4, major: 'year', minor: 'quarter', step: 1 },
    { zoom: 0, major: 'year', minor: 'year', step: 1 },
];

function floorTo(unit: Unit, minute: number, step: number, weekStart: number): number {
    if (unit === 'hours') return Math.floor(minute / (60 * step)) * 60 * step;
    const day = Math.floor(minute / DAY) * DAY;
    if (unit === 'day') return day;
    const d = new Date(day * 60_000);
    if (unit === 'week') return day - ((d.getUTCDay() - weekStart + 7) % 7) * DAY;
    const month = unit === 'month' ? d.getUTCMonth() : unit === 'quarter' ? Math.floor(d.getUTCMonth() / 3) * 3 : 0;
    return Date.UTC(d.getUTCFullYear(), month, 1) / 60_000;
}
function after(unit: Unit, minute: number, step: number): number {
    if (unit === 'hours') return minute + 60 * step;
    if (unit === 'day') return minute + DAY;
    if (unit === 'week') return minute + 7 * DAY;
    const d = new Date(minute * 60_000);
    const months = unit === 'month' ? 1 : unit === 'quarter' ? 3 : 12;
    return Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + months, 1) / 60_000;
}

export interface Words { date: (options: Intl.DateTimeFormatOptions) => Intl.DateTimeFormat; quarter: (n: number) => string; weekStart: number; }

function label(unit: Unit, minute: number, words: Words, major: boolean): { label: string; narrow?: string } {
    const date = new Date(minute * 60_000);
    const text = (options: Intl.DateTimeFormatOptions) => words.date({ timeZone: 'UTC', ...options }).format(date);
    switch (unit) {
        case 'hours': return { label: text({ hour: 'numeric', minute: '2-digit' }), narrow: text({ hour: 'numeric' }) };
        case 'day': return major ? { label: text({ weekday: 'long', day: 'numeric', month: 'long' }), narrow: text({ day: 'numeric', month: 'short' }) } : { label: text({ weekday: 'short', day: 'numeric' }), narrow: String(date.getUTCDate()) };
        case 'week': return { label: text({ day: 'numeric', month: 'short' }), narrow: String(date.getUTCDate()) };
        case 'month': return major ? { label: text({ month: 'long', year: 'numeric' }), narrow: text({ month: 'short' }) } : { label: text({ month: 'long' }), narrow: text({ month: 'narrow' }) };
        case 'quarter': return { label: words.quarter(Math.floor(date.getUTCMonth() / 3) + 1) };
        case 'year': return { label: String(date.getUTCFullYear()) };
    }
}

/** What stands above the chart between two points, and where its lines are. */
export function ticks(scale: Scale, from: number, until: number, words: Words): Ticks {
    const level = LEVELS.find((l) => scale.zoom >= l.zoom)!;
    const row = (unit: Unit, step: number, major: boolean) => {
        const found: Tick[] = [];
        for (let at = floorTo(unit, from, step, words.weekStart); at < until; at = after(unit, at, step)) found.push({ at, until: after(unit, at, step), ...label(unit, at, words, major) });
        return found;
    };
    return { unit: level.minor, major: level.major === level.minor ? [] : row(level.major, 1, true), minor: row(level.minor, level.step, false) };
}

/** Whole days that are off, as [from, until) on the axis, joined; none where a day is hardly seen. */
export function offTime(scale: Scale, from: number, until: number, isOff: (day: Day, weekday: number) => boolean): [number, number][] {
    if (scale.zoom < 2.5) return [];
    const found: [number, number][] = [];
    for (let at = Math.floor(from / DAY) * DAY; at < until; at += DAY) {
        if (!isOff(dayAt(at), new Date(at * 60_000).getUTCDay())) continue;
        const last = found.at(-1);
        if (last && last[1] === at) last[1] = at + DAY;
        else found.push([at, at + DAY]);
    }
    return found;
}

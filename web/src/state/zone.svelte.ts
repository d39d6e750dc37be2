// Civil time of the person: days and minutes of the day in their own zone (else the workspace's), whatever the zone of the
// machine. Instants are RFC 3339 in UTC, as the API has them.
import type { Day, Instant } from '$/api/types.ts';
import { i18n } from '$/i18n/index.svelte.ts';
import { session } from './session.svelte.ts';

export const zone = (): string => session.member?.zone ?? session.me?.workspace.zone ?? 'UTC';

const formats = new Map<string, Intl.DateTimeFormat>();
function format(timeZone: string): Intl.DateTimeFormat {
    let it = formats.get(timeZone);
    if (!it) {
        it = new Intl.DateTimeFormat('en-CA', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
        formats.set(timeZone, it);
    }
    return it;
}
function civil(instant: Instant | number, timeZone: string) {
    const p = Object.fromEntries(format(timeZone).formatToParts(new Date(instant)).map((x) => [x.type, x.value]));
    return { day: `${p.year}-${p.month}-${p.day}` as Day, minute: +p.hour * 60 + +p.minute, second: +p.second };
}
export const dayIn = (instant: Instant | number, timeZone = zone()): Day => civil(instant, timeZone).day;
/** minutes since midnight */
export const minuteIn = (instant: Instant | number, timeZone = zone()): number => civil(instant, timeZone).minute;

/** How far the clock of the zone is ahead of UTC. */
function ahead(at: number, timeZone: string): number {
    const c = civil(at, timeZone);
    return Date.parse(`${c.day}T00:00:00Z`) + (c.minute * 60 + c.second) * 1000 - Math.floor(at / 1000) * 1000;
}
export const instant = (ms: number): Instant => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** The instant at which the clock of the zone shows that minute of that day; in a gap of summer time the one after it. */
export function instantAt(day: Day, minute: number, timeZone = zone()): Instant {
    const wall = Date.parse(`${day}T00:00:00Z`) + minute * 60_000;
    const first = wall - ahead(wall, timeZone);
    return instant(wall - ahead(first, timeZone));
}
export const addMinutes = (at: Instant, minutes: number): Instant => instant(Date.parse(at) + minutes * 60_000);
export const minutesBetween = (from: Instant, until: Instant | number): number => Math.round((new Date(until).getTime() - Date.parse(from)) / 60_000);

/** "09:30" as the reader's locale writes it. */
export const timeText = (at: Instant | number, timeZone = zone()): string =>
    i18n.f.date({ timeStyle: 'short', timeZone }).format(new Date(at));
export const minuteText = (minute: number): string =>
    i18n.f.date({ timeStyle: 'short', timeZone: 'UTC' }).format(new Date(minute * 60_000));

// The time now, for what moves with it; steps of ten seconds are enough for minutes.
let now = $state(Date.now());
if (typeof window !== 'undefined') setInterval(() => (now = Date.now()), 10_000);
export const nowMs = (): number => now;
/** The day it is for the person. */
export const todayHere = (): Day => dayIn(now);
/** After something was started just now. */
export const tickNow = () => void (now = Date.now());

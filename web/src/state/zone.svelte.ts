// Civil time of the person: days and minutes of the day in their own zone (else the workspace's), whatever the zone of the
// machine. Instants are RFC 3339 in UTC, as the API has them.
import type { Day, Instant } from '$/api/types.ts';
import { i18n } from '$/i18n/index.svelte.ts';
import { session } from './session.svelte.ts';
import { civil, instantAt as wallInstant } from './wall.ts';

export const zone = (): string => session.member?.zone ?? session.me?.workspace.zone ?? 'UTC';

export const dayIn = (instant: Instant | number, timeZone = zone()): Day => civil(instant, timeZone).day;
/** minutes since midnight */
export const minuteIn = (instant: Instant | number, timeZone = zone()): number => civil(instant, timeZone).minute;

export const instant = (ms: number): Instant => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** The instant at which the clock of the zone shows that minute of that day. */
export const instantAt = (day: Day, minute: number, timeZone = zone()): Instant => instant(wallInstant(day, minute, timeZone));
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

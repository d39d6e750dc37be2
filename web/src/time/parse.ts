// Durations and times of day as a person types them into a sheet.
import { parseDuration } from '$/i18n/index.svelte.ts';

export const DAY_MIN = 24 * 60;

/** "1:30", "1.5", "1h30", "90m", "90" (more than a day has hours: minutes) → minutes; '' → 0; null: none of that, or over a day. */
export function parseMinutes(text: string): number | null {
    const s = text.trim();
    if (!s || /^[-–—]$/.test(s)) return 0;
    let m: RegExpExecArray | null;
    if ((m = /^(\d{1,2})?:(\d{2})$/.exec(s))) return within(+(m[1] ?? 0) * 60 + +m[2], +m[2] < 60);
    if (/^\d+$/.test(s) && +s > 24) return within(+s);
    const minutes = parseDuration(s);
    return minutes === null ? null : within(minutes);
}
const within = (minutes: number, valid = true): number | null => (valid && minutes <= DAY_MIN ? minutes : null);

/** 90 → "1:30", as a sheet shows it; nothing for 0. */
export const clockText = (minutes: number): string => (minutes ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}` : '');

/** "9", "9:30", "930", "9h30", "9.30", "2:15 pm" → minutes of the day */
export function parseClock(text: string): number | null {
    const m = /^(\d{1,2})(?:\s*[:.h]\s*(\d{2})|h)?\s*([ap])?\.?\s*(?:m\.?)?$/i.exec(text.trim()) ?? /^(\d{1,2})(\d{2})()$/.exec(text.trim());
    if (!m) return null;
    let hour = +m[1];
    const half = m[3]?.toLowerCase();
    if (half && (hour < 1 || hour > 12)) return null;
    if (half === 'p') hour = (hour % 12) + 12;
    else if (half === 'a') hour %= 12;
    const minute = hour * 60 + +(m[2] ?? 0);
    return +(m[2] ?? 0) < 60 && minute <= DAY_MIN ? minute : null;
}
/** minutes of the day → "09:30" */
export const clockOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

// Instants as days and times of the zone that the visitor looks from.
export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
export const zones = (also: string) => [...new Set([...Intl.supportedValuesOf('timeZone'), also, ownZone(), 'UTC'])].sort();

const DAY_MS = 86_400_000;
/** 'YYYY-MM-DD' */
export const dayIn = (instant: string, zone: string) => new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(instant));
export const utc = (day: string) => new Date(`${day}T00:00:00Z`);
export const plusDays = (day: string, n: number) => new Date(utc(day).getTime() + n * DAY_MS).toISOString().slice(0, 10);

export function byDay(starts: string[], zone: string): Map<string, string[]> {
    const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    const days = new Map<string, string[]>();
    for (const start of starts) {
        const day = format.format(new Date(start));
        days.set(day, [...(days.get(day) ?? []), start]);
    }
    return days;
}

/** Whole weeks from the first to the last day, beginning on the locale's first day (0 Sunday … 6 Saturday). */
export function weeksOf(days: string[], first: number): string[][] {
    if (!days.length) return [];
    let at = plusDays(days[0], -((utc(days[0]).getUTCDay() - first + 7) % 7));
    const weeks: string[][] = [];
    for (; at <= days.at(-1)!; at = plusDays(at, 7)) weeks.push(Array.from({ length: 7 }, (_, i) => plusDays(at, i)));
    return weeks;
}

export function weekStart(locale: string): number {
    const info = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };
    return ((info.getWeekInfo?.() ?? info.weekInfo)?.firstDay ?? 1) % 7;
}

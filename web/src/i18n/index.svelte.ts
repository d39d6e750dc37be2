// Language of the interface: t() for words, and dates, numbers, durations and money as the locale writes them.
// Everything reads one piece of state, so a change of language is shown without a reload.
import { Formatter, type Args, type Catalogue } from './format.ts';

export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

type Loader = () => Promise<{ default: Catalogue }>;
const loaders: Record<Language, { core: Loader; more: Loader }> = {
    en: { core: () => import('virtual:messages/en'), more: () => import('virtual:messages/en/more') },
    fr: { core: () => import('virtual:messages/fr'), more: () => import('virtual:messages/fr/more') },
};
let wantsMore = false;

let current = $state.raw({ language: 'en' as Language, locale: 'en', messages: {} as Catalogue, f: new Formatter('en') });

export const languageNames: Record<Language, string> = { en: 'English', fr: 'Français' };

function languageOf(locale: string): Language {
    const base = locale.toLowerCase().split(/[-_]/)[0];
    return languages.find((l) => l === base) ?? 'en';
}

/** The locale to begin with: chosen before on this machine, else the browser's first language that we have. */
export function preferredLocale(): string {
    const kept = localStorage.getItem('locale');
    if (kept) return kept;
    return navigator.languages.find((l) => languages.includes(l.toLowerCase().split('-')[0] as Language)) ?? 'en';
}

/** Dates and numbers as in the reader's own region, where the browser names one for that language. */
const regional = (locale: string) => (locale.includes('-') ? locale : (navigator.languages.find((l) => l.startsWith(`${locale}-`)) ?? (locale === 'en' ? 'en-GB' : locale)));

export async function setLocale(wanted: string) {
    const locale = regional(wanted);
    const language = languageOf(locale);
    if (locale === current.locale && Object.keys(current.messages).length) return;
    const parts = [loaders[language].core(), ...(wantsMore ? [loaders[language].more()] : [])];
    const messages = Object.assign({}, ...(await Promise.all(parts)).map((m) => m.default)) as Catalogue;
    current = { language, locale, messages, f: new Formatter(locale) };
    document.documentElement.lang = language;
    localStorage.setItem('locale', wanted);
}

/** The words of pages and views that are loaded later. */
export async function moreWords() {
    if (wantsMore) return;
    const { language } = current;
    const more = (await loaders[language].more()).default;
    wantsMore = true;
    if (language === current.language) current = { ...current, messages: { ...current.messages, ...more } };
    else await setLocale(current.locale);
}

export const i18n = {
    get language() { return current.language; },
    get locale() { return current.locale; },
    get f() { return current.f; },
};

/** The message of a key. A key that is missing shows itself; a test sees that none is. */
export function t(key: string, args: Args = {}): string {
    const message = current.messages[key];
    if (message === undefined) return key;
    return typeof message === 'string' ? message : message(args, current.f);
}
export const hasMessage = (key: string) => current.messages[key] !== undefined;

// ---- days: civil dates as 'YYYY-MM-DD', never instants ----

const DAY_MS = 86_400_000;
const asUtc = (day: string) => new Date(`${day}T00:00:00Z`);

export const dayOf = (date: Date) =>
    `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
export const addDays = (day: string, n: number) => new Date(asUtc(day).getTime() + n * DAY_MS).toISOString().slice(0, 10);
export const daysBetween = (from: string, to: string) => Math.round((asUtc(to).getTime() - asUtc(from).getTime()) / DAY_MS);
/** 0 Sunday … 6 Saturday */
export const weekday = (day: string) => asUtc(day).getUTCDay();

// Moves on at midnight, so that "today" and "overdue" on an open screen stay true.
let todayState = $state(dayOf(new Date()));
setInterval(() => {
    const now = dayOf(new Date());
    if (now !== todayState) todayState = now;
}, 30_000);
export const today = () => todayState;

/** First day of the week, 0 Sunday … 6 Saturday: the locale's, unless the workspace says otherwise. */
let weekStartSetting: number | null = null;
export const setWeekStart = (n: number | null) => (weekStartSetting = n);
export function weekStart(): number {
    if (weekStartSetting != null) return weekStartSetting;
    const locale = new Intl.Locale(current.locale) as Intl.Locale & {
        getWeekInfo?: () => { firstDay: number };
        weekInfo?: { firstDay: number };
    };
    const info = locale.getWeekInfo?.() ?? locale.weekInfo;
    return (info?.firstDay ?? 1) % 7;
}
export const startOfWeek = (day: string) => addDays(day, -((weekday(day) - weekStart() + 7) % 7));

/** Short and human: Today, Tomorrow, weekday within a week, else "12 Mar", with the year when it is another one. */
export function dayText(day: string): string {
    const distance = daysBetween(today(), day);
    if (distance === 0) return t('day.today');
    if (distance === 1) return t('day.tomorrow');
    if (distance === -1) return t('day.yesterday');
    const options: Intl.DateTimeFormatOptions =
        distance > 1 && distance < 7
            ? { weekday: 'short', timeZone: 'UTC' }
            : day.slice(0, 4) === today().slice(0, 4)
              ? { day: 'numeric', month: 'short', timeZone: 'UTC' }
              : { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' };
    return current.f.date(options).format(asUtc(day));
}
export const dayLong = (day: string) =>
    current.f.date({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(asUtc(day));
export const monthText = (day: string) =>
    current.f.date({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(asUtc(day));
export const dayMedium = (day: string) => current.f.date({ dateStyle: 'medium', timeZone: 'UTC' }).format(asUtc(day));

export const instantText = (instant: string) =>
    current.f.date({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant));

/** "3 min. ago"; a date when it is longer than a week. */
export function ago(instant: string): string {
    const seconds = Math.round((Date.now() - new Date(instant).getTime()) / 1000);
    if (seconds < 45) return t('time.now');
    const format = new Intl.RelativeTimeFormat(current.locale, { numeric: 'auto', style: 'short' });
    if (seconds < 2700) return format.format(-Math.max(1, Math.round(seconds / 60)), 'minute');
    if (seconds < 79_200) return format.format(-Math.round(seconds / 3600), 'hour');
    if (seconds < 7 * 86_400) return format.format(-Math.round(seconds / 86_400), 'day');
    return dayText(dayOf(new Date(instant)));
}

// ---- numbers ----

export const numberText = (n: number, options: Intl.NumberFormatOptions = {}) => current.f.number(options).format(n);
export const percentText = (share: number) => current.f.number({ style: 'percent', maximumFractionDigits: 0 }).format(share);

/** Minor units and ISO 4217 code. */
export function moneyText(minor: number, currency: string): string {
    const format = current.f.number({ style: 'currency', currency });
    return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
export const currencyDigits = (currency: string) =>
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** 90 → "1 h 30", 45 → "45 min". */
export function durationText(minutes: number): string {
    const h = Math.floor(minutes / 60), m = minutes % 60;
    if (h === 0) return t('duration.minutes', { m });
    return m === 0 ? t('duration.hours', { h }) : t('duration.both', { h, m: String(m).padStart(2, '0') });
}
/** "1h30", "1:30", "1.5", "1,5 h", "90 min", "2d" (days of 8 hours) → minutes; null when it is none of that. */
export function parseDuration(text: string): number | null {
    const s = text.trim().toLowerCase().replace(',', '.');
    let m;
    if ((m = /^(\d+):(\d{1,2})$/.exec(s))) return +m[1] * 60 + +m[2];
    if ((m = /^(\d+(?:\.\d+)?)\s*(?:h|hrs?|hours?|heures?)?$/.exec(s))) return Math.round(+m[1] * 60);
    if ((m = /^(\d+)\s*h\s*(\d{1,2})\s*(?:m|min|minutes?)?$/.exec(s))) return +m[1] * 60 + +m[2];
    if ((m = /^(\d+)\s*(?:m|min|mins|minutes?)$/.exec(s))) return +m[1];
    if ((m = /^(\d+(?:\.\d+)?)\s*(?:d|j|days?|jours?)$/.exec(s))) return Math.round(+m[1] * 480);
    return null;
}

const collators = new Map<string, Intl.Collator>();
export function compareText(a: string, b: string): number {
    let c = collators.get(current.locale);
    if (!c) collators.set(current.locale, (c = new Intl.Collator(current.locale, { numeric: true })));
    return c.compare(a, b);
}

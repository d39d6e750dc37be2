// A day within a sentence: "today", not "Today".
import { dayText, daysBetween, today } from '$/i18n/index.svelte.ts';

export function dayInside(day: string): string {
    const text = dayText(day);
    return Math.abs(daysBetween(today(), day)) <= 1 ? text.toLocaleLowerCase() : text;
}

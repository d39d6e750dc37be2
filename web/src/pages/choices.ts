// Long lists of the platform: time zones, currencies, languages; named in the reader's language where it has names.
import { compareText, i18n, languageNames, languages, t } from '$/i18n/index.svelte.ts';
import type { Option } from '$/ui/Options.svelte';

function zoneOffset(zone: string): string {
    try {
        return new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(new Date()).find((p) => p.type === 'timeZoneName')?.value ?? '';
    } catch {
        return '';
    }
}
/** `own`: the value now, which the browser may not know. */
export function zoneOptions(own?: string | null): Option[] {
    const all = Intl.supportedValuesOf('timeZone');
    const zones = [...new Set([...(own ? [own] : []), Intl.DateTimeFormat().resolvedOptions().timeZone, 'UTC', ...all])];
    return zones.map((id) => ({ id, label: id.replaceAll('_', ' '), hint: zoneOffset(id) }));
}

const USUAL = ['EUR', 'USD', 'GBP', 'CHF', 'CAD'];
export function currencyOptions(): Option[] {
    const names = new Intl.DisplayNames(i18n.locale, { type: 'currency' });
    const all = Intl.supportedValuesOf('currency').filter((c) => !USUAL.includes(c)).map((id) => ({ id, label: id, hint: names.of(id) })).sort((a, b) => compareText(a.label, b.label));
    return [...USUAL.map((id) => ({ id, label: id, hint: names.of(id) })), ...all];
}

export const languageOptions = (empty?: string) => [
    ...(empty ? [{ value: '', label: empty }] : []),
    ...languages.map((value) => ({ value, label: languageNames[value] })),
];

/** 1 Monday … 7 Sunday */
export const weekdayOptions = () =>
    Array.from({ length: 7 }, (_, i) => ({ value: String(i + 1), label: i18n.f.date({ weekday: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, 1 + i))) }));

export const roleOptions = (upTo: string) => {
    const roles = ['member', 'manager', 'admin', 'owner'];
    return roles.slice(0, roles.indexOf(upTo) + 1).map((value) => ({ value, label: t(`role.${value}`) }));
};

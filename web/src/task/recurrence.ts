// Recurrence in words, and the usual rules. What a rule means is libical's at the server; here are only the common forms.
import type { Recurrence } from '$/api/types.ts';
import { i18n, t } from '$/i18n/index.svelte.ts';

const DAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

export function parts(rule: string): Record<string, string> {
    return Object.fromEntries(rule.replace(/^RRULE:/, '').split(';').map((p) => p.split('=')) as [string, string][]);
}
export function recurrenceText(r: Recurrence): string {
    if (r.after_days) return t('recurrence.after', { n: r.after_days });
    const p = parts(r.rule ?? '');
    const n = Number(p.INTERVAL ?? 1);
    const unit: Record<string, string> = { DAILY: 'daily', WEEKLY: 'weekly', MONTHLY: 'monthly', YEARLY: 'yearly' };
    if (!unit[p.FREQ]) return r.rule ?? '';
    const names = (p.BYDAY ?? '').split(',').filter((d) => DAYS.includes(d)).map((d) => {
        // 4 January 1970 was a Sunday
        const date = new Date(Date.UTC(1970, 0, 4 + DAYS.indexOf(d)));
        return i18n.f.date({ weekday: 'short', timeZone: 'UTC' }).format(date);
    });
    if (p.BYDAY === 'MO,TU,WE,TH,FR') return t('recurrence.workdays');
    const base = t(`recurrence.${unit[p.FREQ]}`, { n });
    return names.length ? `${base} · ${names.join(', ')}` : base;
}

// Values of custom fields as text.
import type { Choice, CustomField } from '$/api/types.ts';
import { dayText, moneyText, numberText, t } from '$/i18n/index.svelte.ts';
import { store } from '$/state/store.svelte.ts';

/** The choices of a field; options may be the list itself or hold it. */
export function choicesOf(field: CustomField): Choice[] {
    const options = field.options as Choice[] | { choices?: Choice[] } | string[] | null;
    const list = Array.isArray(options) ? options : (options?.choices ?? []);
    return list.map((c) => (typeof c === 'string' ? { id: c, name: c } : c));
}
export function customText(field: CustomField | undefined, value: unknown): string {
    if (!field || value === null || value === undefined || value === '') return '';
    switch (field.type) {
        case 'number':
            return numberText(Number(value));
        case 'money': {
            const money = value as { amount?: number; currency?: string } | number;
            const [amount, currency] = typeof money === 'number' ? [money, field.currency] : [money.amount ?? 0, money.currency ?? field.currency];
            return moneyText(amount, currency ?? store.workspaces.all()[0]?.currency ?? 'EUR');
        }
        case 'date':
            return dayText(String(value));
        case 'choice':
            return (Array.isArray(value) ? value : [value]).map((id) => choicesOf(field).find((c) => c.id === id)?.name ?? String(id)).join(', ');
        case 'people':
            return (Array.isArray(value) ? value : [value]).map((id) => store.members.get(String(id))?.name ?? '').filter(Boolean).join(', ');
        case 'check':
            return value ? t('action.yes') : '';
        default:
            return String(value);
    }
}

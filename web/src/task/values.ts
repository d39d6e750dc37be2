// Names of fields and their values as words, for history and conflicts.
import { dayMedium, durationText, hasMessage, instantText, t } from '$/i18n/index.svelte.ts';
import { store } from '$/state/store.svelte.ts';

export const fieldName = (name: string): string => (hasMessage(`label.${name}`) ? t(`label.${name}`) : name);

const nameOf = (table: 'members' | 'statuses' | 'lists' | 'projects' | 'clients' | 'activities', id: unknown) =>
    store[table].get(String(id))?.name ?? t('value.unknown');

export function valueText(name: string, value: unknown): string {
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) return t('value.none');
    if (name.endsWith('_min') && name !== 'due_min') return durationText(Number(value));
    switch (name) {
        case 'status': return nameOf('statuses', value);
        case 'list': return nameOf('lists', value);
        case 'project': return nameOf('projects', value);
        case 'client': return nameOf('clients', value);
        case 'activity': return nameOf('activities', value);
        case 'owner': return nameOf('members', value);
        case 'assignees':
        case 'watchers': return (value as string[]).map((id) => nameOf('members', id)).join(', ');
        case 'parent': return store.tasks.get(String(value))?.title ?? t('value.unknown');
        case 'priority': return t(`priority.${Number(value)}`);
        case 'kind': return t(`kind.${String(value)}`);
        case 'category': return t(`category.${String(value)}`);
        case 'start':
        case 'due': return dayMedium(String(value));
        case 'completed':
        case 'deleted': return instantText(String(value));
        case 'tags': return (value as string[]).join(', ');
        case 'checklists': return (value as { name: string; items: { text: string; done: boolean }[] }[]).map((c) => `${c.name} ${c.items.filter((i) => i.done).length}/${c.items.length}`).join(', ');
        default: return typeof value === 'object' ? JSON.stringify(value) : String(value);
    }
}

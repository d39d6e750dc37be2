// The filter text as chips: its terms at the top level, and words for what they say. What it means is the server's.
import { t } from '$/i18n/index.svelte.ts';
import { store, tableOf } from '$/state/store.svelte.ts';

/** 'is:open (a or b) "x y" cf."A b">3' → the terms. Text with a bare `or` at the top is one term. */
export function terms(text: string): string[] {
    const found: string[] = [];
    let term = '', depth = 0, quoted = false, escaped = false;
    for (const c of text) {
        if (escaped) escaped = false;
        else if (quoted && c === '\\') escaped = true;
        else if (c === '"') quoted = !quoted;
        else if (!quoted && c === '(') depth++;
        else if (!quoted && c === ')') depth--;
        if (/\s/.test(c) && !quoted && depth <= 0) {
            if (term) found.push(term);
            term = '';
        } else term += c;
    }
    if (term) found.push(term);
    return found.some((x) => x.toLowerCase() === 'or') ? [text.trim()] : found;
}

const references: Record<string, string> = {
    client: 'clients', project: 'projects', list: 'lists', status: 'statuses', assignee: 'members', assignees: 'members', watcher: 'members',
    activity: 'activities', created_by: 'members',
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Ids by their names; everything else as typed. */
export function termText(term: string): string {
    const shorthand = 'filter.' + term.replace(':', '_');
    const words: Record<string, string> = {
        'filter.is_open': t('filter.is_open'), 'filter.is_overdue': t('filter.is_overdue'), 'filter.is_mine': t('filter.is_mine'),
        'filter.assignee_me': t('filter.is_mine'), 'filter.is_unassigned': t('filter.is_unassigned'), 'filter.is_done': t('filter.is_done'),
        'filter.due<7d': t('filter.due_7d'), 'filter.priority_1,2': t('filter.priority_high'), 'filter.is_blocked': t('filter.is_blocked'), 'filter.is_milestone': t('filter.is_milestone'),
    };
    if (words[shorthand]) return words[shorthand];
    const m = /^(-?)(\w+)([:=<>]+)(.+)$/.exec(term);
    if (!m || !(m[2] in references)) return term;
    const values = m[4].split(',').map((value) => {
        if (!UUID.test(value)) return value.replace(/^"(.*)"$/s, '$1').replace(/\\(.)/gs, '$1');
        const row = (references[m[2]] === 'statuses' ? store.statuses.get(value) : tableOf(references[m[2]])?.get(value)) as { name?: string } | undefined;
        return row?.name ?? value.slice(0, 8);
    });
    return `${m[1]}${m[2]}${m[3]}${values.join(', ')}`;
}

/** Terms that one click adds. */
export const SHORTHANDS = ['is:open', 'is:mine', 'is:overdue', 'is:unassigned', 'is:blocked', 'is:milestone', 'due<7d', 'priority:1,2'];

export const quoted = (name: string) => (/^[\p{L}\p{N}_-]+$/u.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`);

// What the plan had to assume, by what is missing; the kinds that can be filled in where they stand.
import type { Gap } from '$/api/plan.ts';
import type { IconName } from '$/ui/Icon.svelte';

const KNOWN = ['hours', 'estimate', 'assignee', 'due', 'skill', 'spent'] as const;
export const gapIcons: Record<string, IconName> = { estimate: 'clock', assignee: 'user', due: 'calendar', skill: 'key', hours: 'sun', spent: 'history' };

/** Groups in the order in which they say most; kinds that this page does not know come last. */
export function gapGroups(items: Gap[]): { kind: string; items: Gap[] }[] {
    const groups = new Map<string, Gap[]>();
    for (const gap of items) {
        const some = groups.get(gap.kind);
        if (some) some.push(gap);
        else groups.set(gap.kind, [gap]);
    }
    const at = (kind: string) => (KNOWN.indexOf(kind as (typeof KNOWN)[number]) + KNOWN.length + 1) % (KNOWN.length + 1);
    return [...groups].map(([kind, some]) => ({ kind, items: some })).sort((a, b) => at(a.kind) - at(b.kind));
}
/** Those of one project together, the most first. */
export function byProject(items: Gap[]): { project: string; items: Gap[] }[] {
    const by = new Map<string, Gap[]>();
    for (const gap of items) {
        const some = by.get(gap.project ?? '');
        if (some) some.push(gap);
        else by.set(gap.project ?? '', [gap]);
    }
    return [...by].map(([project, some]) => ({ project, items: some })).sort((a, b) => b.items.length - a.items.length);
}

// The order of tasks on screen, by the words that the API's `sort=` takes. Empty values come last in both directions.
import { byRank } from '$/actions/tasks.ts';
import type { Task } from '$/api/types.ts';
import { compareText } from '$/i18n/index.svelte.ts';
import { store } from '$/state/store.svelte.ts';

type Key = string | number | null | undefined;
const CATEGORY = ['active', 'review', 'open', 'backlog', 'done', 'cancelled'];
const special: Record<string, (task: Task) => Key> = {
    status: (task) => CATEGORY.indexOf(task.category) * 1000 + (store.statuses.peek(task.status)?.name.length ?? 0),
    category: (task) => CATEGORY.indexOf(task.category),
};

function compare(a: Key, b: Key, descending: boolean): number {
    if (a == null || b == null) return a == b ? 0 : a == null ? 1 : -1;
    const order = typeof a === 'string' && typeof b === 'string' ? (/^\d{4}-/.test(a) ? (a < b ? -1 : a > b ? 1 : 0) : compareText(a, b)) : Number(a) - Number(b);
    return descending ? -order : order;
}

/** '-due,priority' → a comparison; '' is the order made by hand. */
export function taskOrder(sort: string): (a: Task, b: Task) => number {
    const keys = sort.split(',').filter(Boolean).map((word) => {
        const name = word.replace(/^-/, '');
        return { descending: word.startsWith('-'), key: special[name] ?? ((task: Task) => task[name as keyof Task] as Key) };
    });
    return (a, b) => {
        for (const { key, descending } of keys) {
            const order = compare(key(a), key(b), descending);
            if (order) return order;
        }
        return byRank(a, b);
    };
}

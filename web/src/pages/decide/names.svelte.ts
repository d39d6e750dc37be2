// Titles of tasks that a page speaks of, though no list has loaded them.
import { page } from '$/api/http.ts';
import type { Id } from '$/api/types.ts';
import { t } from '$/i18n/index.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { LIST_FIELDS } from '$/state/tasks.svelte.ts';

const AT_ONCE = 40;
const asked = new Set<Id>();
let waiting: Id[] = [];

async function fetchSome() {
    const all = waiting;
    waiting = [];
    for (let i = 0; i < all.length; i += AT_ONCE) {
        try {
            const some = all.slice(i, i + AT_ONCE);
            store.tasks.putAll((await page('tasks', { filter: `id:${some.join(',')}`, fields: LIST_FIELDS, limit: AT_ONCE })).items);
        } catch {
            for (const id of all.slice(i)) asked.delete(id);
            return;
        }
    }
}
/** The row of a task; one that is not there yet comes a moment later. */
export function taskRow(id: Id | null | undefined) {
    if (!id) return undefined;
    const task = store.tasks.get(id);
    if (!task && !asked.has(id)) {
        asked.add(id);
        if (!waiting.length) queueMicrotask(() => void fetchSome());
        waiting.push(id);
    }
    return task;
}
export const taskTitle = (id: Id) => taskRow(id)?.title ?? t('plan.a_task');

// Entries into the store: of a person's days, of a task, the last few. What a complete answer does not name goes.
import { get, page, pages } from '$/api/http.ts';
import type { Entry } from '$/api/time.ts';
import type { Day, Id, Task } from '$/api/types.ts';
import { LIST_FIELDS } from '$/state/tasks.svelte.ts';
import { store } from '$/state/store.svelte.ts';

export interface EntriesOf { member?: Id; task?: Id; first?: Day; until?: Day; last?: number; }

export async function loadEntries({ member, task, first, until, last }: EntriesOf): Promise<void> {
    const filter = [member && `member:${member}`, task && `task:${task}`, first && `date:${first}..${until ?? first}`].filter(Boolean).join(' ');
    const items = last
        ? (await page('entries', { filter, sort: '-date', limit: last })).items
        : (await pages('entries', { filter, sort: '-date' })).items;
    store.entries.putAll(items);
    const of = (e: Entry) => (!member || e.member === member) && (!task || e.task === task) && (!first || (e.date >= first && e.date <= (until ?? first)));
    if (!last) store.entries.retain(new Set(items.map((e) => e.id)), of);
    await loadTasks(items.map((e) => e.task));
}

/** The tasks that are named somewhere and not known yet. */
export async function loadTasks(ids: (Id | null | undefined)[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id): id is Id => !!id && !store.tasks.peek(id));
    for (let i = 0; i < missing.length; i += 40) {
        const some = missing.slice(i, i + 40);
        store.tasks.putAll((await get<{ items: Task[] }>('/tasks', { filter: `id:${some.join(',')}`, fields: LIST_FIELDS, limit: 100 })).items);
    }
}

// The whole of one task: its long texts, and what hangs on it. Rows go into the store; live changes keep them.
import { get, OfflineError, page, pages, ProblemError } from '$/api/http.ts';
import type { Id, Task } from '$/api/types.ts';
import { LIST_FIELDS, loadSubtasks } from '$/state/tasks.svelte.ts';
import { store } from '$/state/store.svelte.ts';

export class TaskLoad {
    missing = $state(false);
    readonly id: Id;

    constructor(id: Id) {
        this.id = id;
        void this.load();
    }

    async load() {
        const { id } = this;
        // made here a moment ago and not yet at the server
        if (store.tasks.peek(id) && !store.tasks.peekBase(id)) return;
        try {
            store.tasks.put(await get<Task>(`/tasks/${id}`));
        } catch (error) {
            if (error instanceof ProblemError && error.status === 404 && !store.tasks.waiting(id)) {
                store.tasks.remove(id);
                this.missing = true;
            }
            if (!(error instanceof OfflineError) && !(error instanceof ProblemError)) throw error;
            return;
        }
        await Promise.allSettled([this.comments(), this.attachments(), this.dependencies(), loadSubtasks(id), this.parent()]);
    }
    private async comments() {
        const { items } = await pages('comments', { filter: `task:${this.id}`, sort: 'created' });
        store.comments.putAll(items);
        store.comments.retain(new Set(items.map((c) => c.id)), (c) => c.task === this.id);
    }
    private async attachments() {
        const { items } = await pages('attachments', { filter: `task:${this.id}` });
        store.attachments.putAll(items);
        store.attachments.retain(new Set(items.map((c) => c.id)), (c) => c.task === this.id);
    }
    private async dependencies() {
        const { items } = await pages('dependencies', { filter: `task:${this.id} or predecessor:${this.id}` });
        store.dependencies.putAll(items);
        store.dependencies.retain(new Set(items.map((c) => c.id)), (d) => d.task === this.id || d.predecessor === this.id);
        const others = [...new Set(items.flatMap((d) => [d.task, d.predecessor]))].filter((id) => !store.tasks.peek(id));
        if (others.length) store.tasks.putAll((await page('tasks', { filter: `id:${others.slice(0, 40).join(',')}`, fields: LIST_FIELDS, limit: 100 })).items);
    }
    private async parent() {
        const parent = store.tasks.peek(this.id)?.parent;
        if (parent && !store.tasks.peek(parent)) store.tasks.put(await get<Task>(`/tasks/${parent}`));
    }
}

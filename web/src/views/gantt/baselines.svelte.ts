// The newest baseline of each project: where its tasks were to be when somebody kept the plan.
import { pages, post } from '$/api/http.ts';
import type { Baseline, Day, Id, Project } from '$/api/types.ts';
import { dayMedium, t, today } from '$/i18n/index.svelte.ts';
import { dialogs } from '$/shell/dialogs.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { fail, toasts } from '$/state/toasts.svelte.ts';

const asked = new Set<string>();

export function loadBaselines(project: Id | null) {
    const key = project ?? '';
    if (asked.has(key) || asked.has('')) return;
    asked.add(key);
    void pages('baselines', { filter: project ? `project:${project}` : '', sort: '-taken' }, 500, (page) => store.baselines.putAll(page.items)).catch(() => asked.delete(key));
}

const newest = $derived.by(() => {
    const byProject = new Map<Id, Baseline>();
    for (const row of store.baselines.all()) {
        const before = byProject.get(row.project);
        if (!before || before.taken < row.taken) byProject.set(row.project, row);
    }
    const found = new Map<Id, { start: Day; finish: Day }>();
    for (const row of byProject.values()) {
        for (const task of row.body?.tasks ?? []) {
            const finish = task.finish?.slice(0, 10), start = task.start?.slice(0, 10) ?? finish;
            if (start && finish) found.set(task.task, { start, finish });
        }
    }
    return found;
});
export const baselineOf = (task: Id) => newest.get(task);

export async function takeBaseline(project: Project) {
    const name = await dialogs.text(t('gantt.take_baseline'), t('label.name'), t('gantt.baseline_name', { day: dayMedium(today()) }), t('action.save'));
    if (!name) return;
    try {
        store.baselines.put(await post<Baseline>(`/projects/${project.id}/baseline`, { name }));
        toasts.show(t('gantt.baseline_taken', { name }));
    } catch (error) {
        fail(error instanceof Error ? error.message : String(error));
    }
}

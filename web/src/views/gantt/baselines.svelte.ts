// Keeping today's plan of a project as what was agreed.
import { post } from '$/api/http.ts';
import type { Baseline, Project } from '$/api/types.ts';
import { dayMedium, t, today } from '$/i18n/index.svelte.ts';
import { dialogs } from '$/shell/dialogs.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { fail, toasts } from '$/state/toasts.svelte.ts';

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

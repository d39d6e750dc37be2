// What can be done with changes that were tried: keep them, or lay them aside as a scenario.
import type { Change } from '$/api/plan.ts';
import { create } from '$/actions/rows.ts';
import { t } from '$/i18n/index.svelte.ts';
import { navigate } from '$/router.svelte.ts';
import { dialogs } from '$/shell/dialogs.svelte.ts';
import { session } from '$/state/session.svelte.ts';

/** Asks for a name; opens the scenario. */
export async function saveScenario(changes: Change[], proposal: string, open = true) {
    const name = await dialogs.text(t('scenario.save'), t('scenario.name'), proposal.slice(0, 100), t('action.save'));
    if (!name) return;
    const { id, answer } = create('scenarios', { name, changes }, { member: session.memberId, note: null, state: 'draft' }, t('scenario.saved', { name }));
    await answer;
    if (open) navigate(`/scenarios/${id}`);
}

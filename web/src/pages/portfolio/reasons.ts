// Why a client's health is what it is, as a sentence in the reader's language.
import type { Computed } from '$/api/types.ts';
import { hasMessage, t } from '$/i18n/index.svelte.ts';

/** From its key, so that it follows a change of language; a reason that is newer than this page as the server said it. */
export function reasonText(reason: Computed['reasons'][number]): string {
    const name = reason.key.replace(/^health\./, '');
    return hasMessage(`health.${name}`) ? t(`health.${name}`, reason.args) : reason.text;
}

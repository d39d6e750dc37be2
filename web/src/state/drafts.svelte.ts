// Text begun and not yet sent: kept in IndexedDB under a name ('comment/<task>', 'description/<task>'), so that neither a
// reload nor a lost connection costs a sentence.
import { keepDraft, keptDraft } from './cache.ts';

export class Draft {
    text = $state('');
    private name = '';
    private timer: ReturnType<typeof setTimeout> | undefined;

    /** Begin with what was kept, else with `initial`. True when there was something kept. */
    async open(name: string, initial = ''): Promise<boolean> {
        this.name = name;
        this.text = initial;
        const kept = await keptDraft(name);
        if (kept === undefined || this.name !== name) return false;
        this.text = kept;
        return true;
    }
    set(text: string) {
        this.text = text;
        clearTimeout(this.timer);
        const name = this.name;
        this.timer = setTimeout(() => void keepDraft(name, text), 250);
    }
    drop() {
        clearTimeout(this.timer);
        this.text = '';
        void keepDraft(this.name, '');
    }
}

// Dialogs that any part of the application may ask for; shell/Dialogs.svelte shows them.
import type { Day, Fact, Id, Plural, Task } from '$/api/types.ts';

export type Ask =
    | { kind: 'border'; task: Task; client: Id; lost: Fact[]; shared: Fact[]; answer: (yes: boolean) => void }
    | { kind: 'text'; title: string; label: string; value: string; confirm: string; answer: (text: string | null) => void }
    | { kind: 'task'; defaults: { project?: Id; list?: Id; title?: string; due?: Day } }
    | { kind: 'client'; id?: Id }
    | { kind: 'project'; client?: Id; id?: Id }
    | { kind: 'move'; tasks: Task[] }
    | { kind: 'history'; plural: Plural; id: Id; title: string }
    | { kind: 'keys' };

class Dialogs {
    open = $state.raw<Ask | null>(null);
    palette = $state(false);

    show(ask: Ask) {
        this.open = ask;
    }
    close() {
        const ask = this.open;
        this.open = null;
        if (ask?.kind === 'border') ask.answer(false);
        if (ask?.kind === 'text') ask.answer(null);
    }
    border(task: Task, client: Id, preview: { lost: Fact[]; shared: Fact[] }): Promise<boolean> {
        return new Promise((answer) => (this.open = { kind: 'border', task, client, ...preview, answer }));
    }
    /** Asks for one line of text. */
    text(title: string, label: string, value: string, confirm: string): Promise<string | null> {
        return new Promise((answer) => (this.open = { kind: 'text', title, label, value, confirm, answer }));
    }
}
export const dialogs = new Dialogs();

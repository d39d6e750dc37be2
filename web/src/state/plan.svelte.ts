// What the server works out from the plan in force. It is asked for by who shows it, and asked again, without flicker, a moment
// after the plan changed: the event of the row `plan` says so over the live stream.
import { get, OfflineError, post } from '$/api/http.ts';
import type { Change, PlanTask, WhatIf } from '$/api/plan.ts';
import type { Id, LiveMessage } from '$/api/types.ts';
import { edits } from './edits.svelte.ts';
import { session } from './session.svelte.ts';

const AFTER_MS = 120, AT_LAST_MS = 1500;

/** Calls `run` a moment after rows of these resources changed, at the latest after a second and a half of changes. */
export function whenChanged(resources: RegExp, run: () => void): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined, since = 0;
    const stop = session.listen((message: LiveMessage) => {
        if (message.type === 'change' || message.type === 'refetch' ? !resources.test(message.resource) : message.type !== 'reset') return;
        const now = Date.now();
        since ||= now;
        clearTimeout(timer);
        timer = setTimeout(() => { since = 0; run(); }, Math.max(0, Math.min(AFTER_MS, since + AT_LAST_MS - now)));
    });
    return () => { stop(); clearTimeout(timer); };
}

/** Where every task stands in the plan, for lists: loaded when the first row asks. */
class Planned {
    private found = $state.raw<ReadonlyMap<Id, PlanTask>>(new Map());
    private whose = $state('');
    private state: 'no' | 'asked' | 'there' = 'no';

    get(task: Id): PlanTask | undefined {
        if (this.state === 'no') this.begin();
        return this.whose === session.memberId ? this.found.get(task) : undefined;
    }
    private begin() {
        this.state = 'asked';
        const run = () => void this.load();
        queueMicrotask(run);
        whenChanged(/^plans?$/, run);
    }
    private async load() {
        const me = session.memberId;
        try {
            const { items } = await get<{ items: PlanTask[] }>('/plan/tasks');
            this.found = new Map(items.map((row) => [row.task, row]));
            this.whose = me;
            this.state = 'there';
        } catch (error) {
            if (!(error instanceof OfflineError)) console.warn('plan', error);
        }
    }
}
export const planned = new Planned();

/** What these changes would do to every promised date; nothing is changed. */
export const tryChanges = (changes: Change[]) => post<WhatIf>('/plan/what-if', { changes });

/** Does them, in one change that can be undone. */
export function keepChanges(changes: Change[], label: string) {
    return edits.submit({ method: 'POST', path: '/plan/keep', body: { changes }, layers: [], label, offerUndo: true });
}

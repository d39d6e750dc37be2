// The one timer of a person: the entry without an end, also before the server has heard of it. What can be done with it is
// time/timer.ts, which comes later.
import type { Entry } from '$/api/time.ts';
import { session } from './session.svelte.ts';
import { store } from './store.svelte.ts';

/** Between two answers there may be two for a moment: then the one begun last. */
export function runningEntry(): Entry | undefined {
    const all = store.entries.where((e) => e.member === session.memberId && !!e.start && !e.end);
    return all.sort((a, b) => Date.parse(b.start!) - Date.parse(a.start!))[0];
}

// What a person can do with their timer (state/running.ts says what runs).
import type { Entry } from '$/api/time.ts';
import type { Id } from '$/api/types.ts';
import { t } from '$/i18n/index.svelte.ts';
import { edits } from '$/state/edits.svelte.ts';
import { newId } from '$/state/id.ts';
import { runningEntry } from '$/state/running.ts';
import { session } from '$/state/session.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { dayIn, instant, nowMs, tickNow } from '$/state/zone.svelte.ts';
import { update } from '$/actions/rows.ts';

/** Longer than anybody works, or over a midnight: most likely forgotten. */
export const IDLE_MS = 12 * 3600_000, NIGHT_MS = 6 * 3600_000;

export const elapsedMin = (entry: Entry, now = nowMs()): number => Math.max(0, Math.floor((now - Date.parse(entry.start!)) / 60_000));
export function isIdle(entry: Entry, now = nowMs()): boolean {
    const ran = now - Date.parse(entry.start!);
    return ran > IDLE_MS || (ran > NIGHT_MS && dayIn(entry.start!) < dayIn(now));
}

export interface TimerOn { task?: Id | null; client?: Id | null; project?: Id | null; activity?: Id | null; note?: string | null; block?: Id | null; }

/** What the time is called. */
export const nameOf = (on: TimerOn): string =>
    store.tasks.peek(on.task)?.title ?? store.projects.peek(on.project)?.name ?? store.clients.peek(on.client)?.name ?? t('timer.something');

/** Starts, and stops what runs: one edit, so that nothing is counted twice. */
export function startTimer(on: TimerOn) {
    const task = store.tasks.peek(on.task), project = store.projects.peek(on.project ?? task?.project);
    const client = on.client ?? task?.client ?? project?.client ?? null;
    const start = instant(Date.now());
    const before = runningEntry();
    const id = newId();
    const body = { ...on, id, start };
    const shown: Omit<Entry, 'id'> = {
        version: 0, member: session.memberId, task: on.task ?? null, client: client ?? '', project: project?.id ?? null, activity: on.activity ?? task?.activity ?? null,
        start, end: null, minutes: null, date: dayIn(start), billable: store.clients.peek(client)?.kind !== 'internal', note: on.note ?? null, block: on.block ?? null,
        created: start, created_by: session.memberId,
    };
    tickNow();
    return edits.submit({
        method: 'POST', path: '/timer/start', body, resource: 'entries', id, label: t('timer.started', { name: nameOf(on) }),
        layers: [
            { resource: 'entries', id, create: true, patch: { ...shown, id } },
            ...(before ? [{ resource: 'entries' as const, id: before.id, patch: { end: start } }] : []),
        ],
    });
}

/** `end`: when work really stopped, of a timer that was forgotten. */
export function stopTimer(end?: string) {
    const entry = runningEntry();
    if (!entry) return Promise.resolve(undefined);
    // a second at least, a day at most: a timer that was forgotten for longer counts for one
    const start = Date.parse(entry.start!), until = Math.min(Math.max(Date.now(), start + 1000), start + 24 * 3600_000);
    return update('entries', entry.id, { end: end ?? instant(until) }, t('timer.stopped', { name: nameOf(entry) }), { offerUndo: true });
}

/** Of a task: start, or stop when it is what runs. */
export function toggleTimer(task: Id) {
    return runningEntry()?.task === task ? stopTimer() : startTimer({ task });
}

let asked = '';
/** Once a session: what runs, begun perhaps elsewhere. Later changes come over the live stream. */
export async function loadTimer() {
    const key = `${session.memberId}/${session.generation}`;
    if (asked === key) return;
    asked = key;
    const { get, OfflineError } = await import('$/api/http.ts');
    try {
        const { entry } = await get<{ entry: Entry | null }>('/timer');
        const stale = store.entries.where((e) => e.member === session.memberId && !!e.start && !e.end && e.id !== entry?.id && !store.entries.waiting(e.id));
        for (const row of stale) store.entries.remove(row.id);
        if (entry) store.entries.put(entry);
        if (entry?.task && !store.tasks.peek(entry.task)) store.tasks.put(await get(`/tasks/${entry.task}`));
    } catch (error) {
        if (error instanceof OfflineError) asked = '';
    }
}

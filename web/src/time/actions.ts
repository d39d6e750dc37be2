// What a person can do with time: blocks into entries, cells of the sheet, weeks handed in and decided.
import { post } from '$/api/http.ts';
import type { Entry, PlannedBlock } from '$/api/time.ts';
import type { Day, Id, Instant } from '$/api/types.ts';
import { durationText, t } from '$/i18n/index.svelte.ts';
import { edits } from '$/state/edits.svelte.ts';
import { newId } from '$/state/id.ts';
import { session } from '$/state/session.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { addMinutes, dayIn, minutesBetween } from '$/state/zone.svelte.ts';
import type { CellChange, LineOf } from './sheet.ts';
import { create, remove, update } from '$/actions/rows.ts';

export interface EntryOf extends Partial<LineOf> {
    member?: Id;
    date?: Day;
    minutes?: number;
    start?: Instant;
    end?: Instant;
    note?: string | null;
}

const titleOf = (of: { task?: Id | null; project?: Id | null; client?: Id | null; title?: string | null }): string =>
    of.title ?? store.tasks.peek(of.task)?.title ?? store.projects.peek(of.project)?.name ?? store.clients.peek(of.client)?.name ?? '';

function shownEntry(of: EntryOf & { block?: Id | null }): Partial<Entry> {
    const task = store.tasks.peek(of.task);
    const project = of.project ?? task?.project ?? null;
    const client = of.client ?? task?.client ?? store.projects.peek(project)?.client ?? '';
    return {
        member: of.member ?? session.memberId, task: of.task ?? null, client, project, activity: of.activity ?? task?.activity ?? null,
        start: of.start ?? null, end: of.end ?? null, minutes: of.minutes ?? (of.start && of.end ? minutesBetween(of.start, of.end) : null),
        date: of.date ?? dayIn(of.start!), billable: of.billable ?? store.clients.peek(client)?.kind !== 'internal', note: of.note ?? null, block: of.block ?? null,
    };
}

/** Time by hand: a day and a duration, or a beginning and an end. */
export function addEntry(of: EntryOf) {
    const { client, project, ...rest } = { member: session.memberId, ...of };
    const body = of.task ? rest : project ? { ...rest, project } : { ...rest, client };
    return create('entries', body as Partial<Entry>, shownEntry(of), t('entry.added', { name: titleOf(of) }));
}

/** With times, the end moves. */
export function setMinutes(entry: Entry, minutes: number) {
    const shown = entry.start ? { end: addMinutes(entry.start, minutes) } : {};
    return update('entries', entry.id, { minutes }, t('entry.changed', { name: titleOf(entry) }), { shown });
}
export const changeEntry = (entry: Entry, patch: Partial<Entry>) => update('entries', entry.id, patch, t('entry.changed', { name: titleOf(entry) }));
export const removeEntries = (entries: Entry[]) =>
    remove('entries', entries.map((e) => e.id), entries.length === 1 ? t('entry.removed', { name: titleOf(entries[0]) }) : t('entry.removed_many', { n: entries.length }));

/** Does what time/sheet.ts worked out for a cell. */
export function changeCell(changes: CellChange[], line: LineOf, date: Day, member: Id) {
    const { client, project, task, activity, billable } = line;
    for (const change of changes) {
        if (change.do === 'create') addEntry({ client, project, task, activity, billable, date, minutes: change.minutes, member });
        else if (change.do === 'set') void setMinutes(change.entry, change.minutes);
    }
    const gone = changes.flatMap((c) => (c.do === 'remove' ? [c.entry] : []));
    if (gone.length) void removeEntries(gone);
}

/** A block becomes logged time: one step, also without a connection. */
export function logBlock(block: PlannedBlock) {
    if (block.block && block.tasks?.length) return logBatch(block, block.block);
    const id = newId();
    const { start, end } = block;
    const of = block.task ? { task: block.task } : { client: block.client, ...(block.project ? { project: block.project } : {}) };
    const minutes = minutesBetween(start, end);
    const entry = { ...shownEntry({ task: block.task, client: block.client ?? undefined, project: block.project, start, end, minutes, block: block.block }), id, version: 0, created: new Date().toISOString() };
    return edits.submit({
        method: 'POST', path: '/blocks/log', body: { ...of, id, start, end, ...(block.block ? { block: block.block } : {}) }, resource: 'entries', id, offerUndo: true,
        label: t('entry.logged', { time: durationText(minutes), name: titleOf(block) }),
        layers: [
            { resource: 'entries', id, create: true, patch: entry },
            ...(block.block ? [{ resource: 'blocks' as const, id: block.block, patch: { state: 'done' } }] : []),
        ],
    });
}

/** Each of its tasks gets its part, as the server shares it out. */
function logBatch({ start, end, ...block }: PlannedBlock, id: Id) {
    return edits.submit({
        method: 'POST', path: '/blocks/log', body: { block: id, start, end }, offerUndo: true,
        label: t('entry.logged', { time: durationText(minutesBetween(start, end)), name: titleOf(block) }),
        layers: [{ resource: 'blocks', id, patch: { state: 'done' } }],
    });
}

/** The block stays where it is, whatever the planner thinks later. */
export function keepBlock(block: PlannedBlock) {
    const { task, start, end } = block;
    return create('blocks', { member: session.memberId, task: task ?? null, start, end, kind: 'task', locked: true, ...(task ? {} : { title: block.title }) },
        { client: block.client ?? null, project: block.project ?? null, state: 'planned', title: block.title ?? null, activity: null, note: null },
        t('block.kept', { name: titleOf(block) }));
}
export const releaseBlock = (block: PlannedBlock) => remove('blocks', [block.block!], t('block.released', { name: titleOf(block) }));

/** The yes that is said once, and can be taken back. */
export const letPlan = (yes: boolean) => update('members', session.memberId, { auto_plan: yes }, t(yes ? 'today.filled' : 'today.not_filled'), { offerUndo: true });

// ---- weeks: decided by the server, so there is an answer before anything is shown ----

export const submitWeek = (week: Day) => post('/timesheets/submit', { week });
export const decideWeek = (timesheet: Id, how: 'approve' | 'reject' | 'reopen', note?: string) => post(`/timesheets/${timesheet}/${how}`, note ? { note } : {});

// What a person can do in a calendar. Everything moved by hand becomes a block; the planner then plans around it.
import type { Block, BlockKind } from '$/api/time.ts';
import type { Id } from '$/api/types.ts';
import { dayOf, instantText, t } from '$/i18n/index.svelte.ts';
import { iso, made, planOf, type Item } from './week.svelte.ts';
import type { Span } from './geometry.ts';
import { edits } from '$/state/edits.svelte.ts';
import { session } from '$/state/session.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { canLog } from '$/time/day.ts';
import { logBlock } from '$/time/actions.ts';
import { create, remove, update } from '$/actions/rows.ts';

const times = (span: Span) => ({ start: iso(span.start), end: iso(span.end) });

export interface NewBlock extends Span {
    member?: Id;
    kind: BlockKind;
    task?: Id | null;
    client?: Id | null;
    project?: Id | null;
    activity?: Id | null;
    tasks?: Id[];
    title?: string | null;
    note?: string | null;
    locked?: boolean;
}
/** Its id, at once. */
export function addBlock(of: NewBlock, label?: string, offerUndo = true): Id {
    const task = store.tasks.peek(of.task);
    const member = of.member ?? session.memberId;
    const title = of.title?.trim() || null;
    const body: Partial<Block> = {
        ...times(of), kind: of.kind, locked: of.locked ?? true, ...(member === session.memberId ? {} : { member }), ...(of.task ? { task: of.task } : {}),
        ...(!of.task && of.client ? { client: of.client } : {}), ...(of.activity ? { activity: of.activity } : {}), ...(of.tasks?.length ? { tasks: of.tasks } : {}), ...(title ? { title } : {}), ...(of.note ? { note: of.note } : {}),
    };
    const shown: Partial<Block> = {
        member, task: of.task ?? null, client: task?.client ?? of.client ?? null, project: task?.project ?? of.project ?? null, title, activity: of.activity ?? task?.activity ?? null, tasks: of.tasks ?? [],
        state: 'planned', note: null,
    };
    return create('blocks', body, shown, label ?? t('week.added', { title: task?.title ?? title ?? t(`block_kind.${of.kind}`) }), { offerUndo }).id;
}

/** The proposal becomes a block of its own there. */
function settle(item: Item, span: Span, label: string, hash: string, offerUndo = true): Id {
    const kind = item.kind === 'deep_work' || item.kind === 'admin' ? 'routine' : item.kind;
    const plan = planOf(item);
    const block = addBlock({ ...span, member: item.member, kind, task: item.task, client: item.client, project: item.project, title: item.task ? null : item.title }, label, offerUndo);
    made.took(block, plan, item.key, hash);
    return block;
}

/** Moves or resizes; gives the block it now is. With keys one goes back by keys: no word about undoing. */
export function setSpan(item: Item, span: Span, hash: string, offerUndo = false): Id | null {
    if (span.start === item.start && span.end === item.end) return item.block;
    const label = t('week.moved', { title: item.title, when: instantText(iso(span.start)) });
    if (!item.block) return settle(item, span, label, hash, offerUndo);
    void update('blocks', item.block, times(span), label, { offerUndo });
    return item.block;
}

/** Locked: the planner leaves it where it is. Let go, it is the planner's again. */
export function toggleLock(item: Item, hash: string) {
    if (!item.block) return void settle(item, item, t('week.locked', { title: item.title }), hash);
    if (!item.locked) return void update('blocks', item.block, { locked: true }, t('week.locked', { title: item.title }), { offerUndo: true });
    const label = t('week.unlocked', { title: item.title });
    const plan = made.faces.get(item.block)?.plan ?? planOf(item);
    made.letGo({ ...plan, ...times(item), block: null, source: 'plan', state: 'planned', locked: false }, item.block, hash);
    void remove('blocks', [item.block], label);
}

export function deleteBlock(item: Item) {
    if (item.block) void remove('blocks', [item.block], t('week.deleted', { title: item.title }));
}

/** It has begun, and is somebody's work: it can be logged. */
export const loggable = (item: Item, now: number) => item.free && !item.done && item.start <= now && canLog(planOf(item));
/** Time was spent as planned: one click. */
export function logItem(item: Item, hash: string) {
    const block = item.block ?? settle(item, item, t('week.added', { title: item.title }), hash);
    return logBlock({ ...planOf(item), block });
}

/** The proposals of a time become blocks. */
export function acceptSpan(member: Id, span: Span, n: number, hash: string) {
    made.accepted = { span, member, hash };
    const body = { from: iso(span.start), until: iso(span.end), ...(member === session.memberId ? {} : { member }) };
    return edits
        .submit({ method: 'POST', path: '/plan/accept', body, layers: [], label: t('week.accepted', { n, day: dayOf(new Date(span.start)) }), offerUndo: true })
        .catch(() => {
            made.accepted = null;
        });
}

// What a calendar of a person shows between two instants: blocks by hand from the store (so that what a hand does is there in
// the same frame), and around them what the plan says. A proposal that was moved becomes a block; until the planner has drawn
// its conclusions its twin is not shown, and one that was let go stays where it was.
import { pages } from '$/api/http.ts';
import type { Block, PlannedBlock } from '$/api/time.ts';
import type { Id } from '$/api/types.ts';
import { t } from '$/i18n/index.svelte.ts';
import { loadTable, Loading } from '$/pages/load.svelte.ts';
import { session } from '$/state/session.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import type { Span } from './geometry.ts';

export type Source = NonNullable<PlannedBlock['source']> | 'hidden';

export interface Item extends Span {
    /** stays the same when a proposal becomes a block, so that it keeps its place on screen and the focus */
    key: string;
    source: Source;
    kind: PlannedBlock['kind'];
    block: Id | null;
    member: Id;
    task: Id | null;
    client: Id | null;
    project: Id | null;
    activity: Id | null;
    /** of a batch */
    tasks: readonly Id[];
    title: string;
    done: boolean;
    locked: boolean;
    /** only proposed: nothing is fixed before the person said yes */
    proposal: boolean;
    /** may be moved, resized, deleted by this person */
    free: boolean;
    setup_min: number;
    why: string | null;
    now: string | null;
    terms: { key: string; value: number; text: string }[];
}

export interface PlanAnswer { items: PlannedBlock[]; hash?: string; }

/** The planner's own name of one of its blocks: it has no id. */
const planKey = (p: Pick<PlannedBlock, 'member' | 'task' | 'start' | 'kind' | 'source'>) => `${p.source ?? 'x'}:${p.member}:${p.task ?? p.kind}:${Date.parse(p.start)}`;
const KINDS: Record<string, string> = {
    task: 'block_kind.task', batch: 'block_kind.batch', routine: 'block_kind.routine', check_in: 'block_kind.check_in', busy: 'block_kind.busy',
    deep_work: 'block_kind.deep_work', admin: 'block_kind.admin', time_off: 'block_kind.time_off', holiday: 'block_kind.holiday',
};
export const kindText = (kind: Item['kind']) => t(KINDS[kind] ?? 'week.busy');

class Made {
    /** block → the proposal it was made from */
    faces = $state.raw<ReadonlyMap<Id, { key: string; hash: string; plan: PlannedBlock }>>(new Map());
    /** proposals shown although the planner has not proposed them (yet): a block that was let go */
    loose = $state.raw<readonly { plan: PlannedBlock; block: Id; hash: string }[]>([]);
    /** accepted a moment ago */
    accepted = $state.raw<{ span: Span; member: Id; hash: string } | null>(null);

    took(block: Id, plan: PlannedBlock, key: string, hash: string) {
        this.faces = new Map(this.faces).set(block, { key, hash, plan });
    }
    letGo(plan: PlannedBlock, block: Id, hash: string) {
        this.loose = [...this.loose, { plan, block, hash }];
    }
}
/** Kept while pages come and go. */
export const made = new Made();

/** Everything of the member between the two, in order. */
export function itemsOf(member: Id, span: Span, answer: PlanAnswer | null, known: boolean, auto: boolean): Item[] {
    const hash = answer?.hash ?? '';
    const planned = answer?.items.filter((p) => p.member === member) ?? [];
    const details = new Map(planned.filter((p) => p.block).map((p) => [p.block!, p]));
    const blocks = store.blocks.where((b) => b.member === member && Date.parse(b.start) < span.end && Date.parse(b.end) > span.start);
    const here = new Set(blocks.map((b) => b.id));
    const twins = new Set<string>();
    for (const [block, face] of made.faces) if (face.hash === hash && here.has(block)) twins.add(face.key);

    // accepted a moment ago, here or elsewhere: the block is heard of before the planner's answer is read anew
    const proposed = new Map(planned.filter((p) => p.source === 'plan').map((p) => [`${p.task}:${Date.parse(p.start)}`, p]));
    const items: Item[] = blocks.map((b) => {
        const was = made.faces.has(b.id) ? undefined : proposed.get(`${b.task}:${Date.parse(b.start)}`);
        if (was) twins.add(planKey(was));
        return { ...ofBlock(b, details.get(b.id) ?? was), ...(was ? { key: planKey(was) } : {}) };
    });
    const keys = new Set(items.map((x) => x.key));
    const add = (item: Item) => {
        if (item.start >= span.end || item.end <= span.start) return;
        while (keys.has(item.key)) item.key += "'";
        keys.add(item.key);
        items.push(item);
    };
    for (const p of planned) {
        if (p.source === 'hand' && p.block) {
            // the store knows better, once it has read them
            if (!known && !here.has(p.block) && !store.blocks.waiting(p.block)) add(ofPlan(p, auto));
        } else if (!twins.has(planKey(p))) add(ofPlan(p, auto));
    }
    for (const loose of made.loose) {
        if (loose.hash === hash && loose.plan.member === member && !here.has(loose.block)) add(ofPlan(loose.plan, auto));
    }
    return items.sort((a, b) => a.start - b.start || a.end - b.end || (a.key < b.key ? -1 : 1));
}

const free = (member: Id) => member === session.memberId || session.isManager;

function ofBlock(b: Block, p: PlannedBlock | undefined): Item {
    const face = made.faces.get(b.id);
    const from = p ?? face?.plan;
    const task = store.tasks.get(b.task);
    return {
        key: face?.key ?? `b:${b.id}`, source: 'hand', kind: b.kind, block: b.id, member: b.member, task: b.task, start: Date.parse(b.start), end: Date.parse(b.end),
        client: b.client ?? task?.client ?? from?.client ?? null, project: b.project ?? task?.project ?? from?.project ?? null, activity: b.activity, tasks: b.tasks ?? [],
        title: task?.title || b.title || from?.title || kindText(b.kind), done: b.state === 'done', locked: b.locked, proposal: false, free: free(b.member),
        setup_min: from?.setup_min ?? 0, why: p?.why ?? null, now: p?.now ?? face?.plan.now ?? null, terms: p?.terms ?? [],
    };
}
function ofPlan(p: PlannedBlock, auto: boolean): Item {
    const source: Source = p.source ?? 'hidden';
    const start = Date.parse(p.start), end = Date.parse(p.end);
    const accepted = made.accepted;
    const yes = auto || (!!accepted && accepted.member === p.member && start >= accepted.span.start && start < accepted.span.end);
    return {
        key: planKey(p), source, kind: p.kind, block: p.block ?? null, member: p.member, task: p.task ?? null, start, end, client: p.client ?? null,
        project: p.project ?? null, activity: null, tasks: p.tasks ?? [], title: store.tasks.get(p.task)?.title || p.title || (source === 'outside' || source === 'hidden' ? t('week.busy') : kindText(p.kind)), done: p.state === 'done',
        locked: !!p.locked, proposal: source === 'plan' && !yes, free: source === 'plan' && free(p.member), setup_min: p.setup_min ?? 0,
        why: p.why ?? null, now: p.now ?? null, terms: p.terms ?? [],
    };
}
/** As the planner speaks of it. */
export const planOf = (item: Item): PlannedBlock => ({
    block: item.block, member: item.member, task: item.task, client: item.client, project: item.project, title: item.title, tasks: [...item.tasks], start: iso(item.start), end: iso(item.end),
    setup_min: item.setup_min, kind: item.kind, state: item.done ? 'done' : 'planned', locked: item.locked, source: item.source === 'hidden' ? undefined : item.source,
    why: item.why, now: item.now, terms: item.terms,
});
export const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** A block of the person that was just read takes over from the proposal that stood there (accepted, or logged elsewhere). */
export function inherit(before: PlanAnswer | null, after: PlanAnswer | null) {
    if (!before || !after) return;
    const at = new Map(before.items.filter((p) => p.source === 'plan').map((p) => [`${p.task}:${p.start}`, p]));
    for (const p of after.items) {
        const was = p.block && p.task && !made.faces.has(p.block) ? at.get(`${p.task}:${p.start}`) : undefined;
        if (was) made.took(p.block!, was, planKey(was), '');
    }
    if (made.accepted && made.accepted.hash !== (after.hash ?? '')) made.accepted = null;
    made.loose = made.loose.filter((x) => x.hash === (after.hash ?? ''));
}

/** Blocks by hand of a member between two instants, into the store. */
export const loadBlocks = (member: Id, span: Span) =>
    new Loading(async () => {
        const filter = `member:${member} start<${iso(span.end)} end>${iso(span.start)}`;
        const { items, more } = await pages('blocks', { filter });
        store.blocks.putAll(items);
        if (!more) store.blocks.retain(new Set(items.map((b) => b.id)), (b) => b.member === member && Date.parse(b.start) < span.end && Date.parse(b.end) > span.start);
    });
export const loadHours = () => [loadTable('working_hours'), loadTable('holidays')];

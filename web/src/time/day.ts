// The course of a day: blocks in their order, what is free between them, and which of them are logged. Pure, so that a test
// can say all of it.
import type { Entry, PlannedBlock } from '$/api/time.ts';

export interface BlockItem {
    type: 'block';
    key: string;
    block: PlannedBlock;
    minutes: number;
    /** it stands at the same time as one before it */
    overlaps: boolean;
    past: boolean;
    /** 0 … 1 of it has gone by; null: not now */
    share: number | null;
    logged: Entry | null;
}
export interface FreeItem { type: 'free'; key: string; start: number; end: number; minutes: number; now: boolean; }
export type DayItem = BlockItem | FreeItem;

const ms = (instant: string) => Date.parse(instant);
const LEAST_FREE_MIN = 10;

/** Work that can become logged time: not what others or a routine put there without saying for whom. */
export const canLog = (block: PlannedBlock): boolean =>
    block.source !== 'outside' && block.source !== 'time_off' && (!!block.task || !!block.client || !!block.tasks?.length);

/** The entry that a block became: it names the block, or is the same work at (mostly) the same time. */
export function loggedAs(block: PlannedBlock, entries: Entry[]): Entry | null {
    const named = block.block ? entries.find((e) => e.block === block.block && (e.end || !e.start)) : undefined;
    if (named) return named;
    const from = ms(block.start), until = ms(block.end);
    return entries.find((e) => {
        if (!e.start || !e.end || !(block.task ? e.task === block.task : !e.task && e.client === block.client)) return false;
        const common = Math.min(until, ms(e.end)) - Math.max(from, ms(e.start));
        return common * 2 >= Math.min(until - from, Math.max(60_000, ms(e.end) - ms(e.start)));
    }) ?? null;
}

/** What of the working time between two instants is still to come. */
function freeOf(from: number, until: number, now: number, work: readonly { start: number; end: number }[]): FreeItem[] {
    return work.flatMap(({ start, end }): FreeItem[] => {
        const a = Math.max(from, start), b = Math.min(until, end), at = Math.max(a, now), minutes = Math.round((b - at) / 60_000);
        return minutes >= LEAST_FREE_MIN ? [{ type: 'free', key: `free-${a}`, start: at, end: b, minutes, now: a <= now }] : [];
    });
}

/** Blocks and what is free between them, as the day goes; `work` is its working time. */
export function courseOf(blocks: PlannedBlock[], entries: Entry[], now: number, work: readonly { start: number; end: number }[]): DayItem[] {
    const sorted = [...blocks].sort((a, b) => ms(a.start) - ms(b.start) || ms(a.end) - ms(b.end));
    const items: DayItem[] = [];
    let until = 0;
    for (const block of sorted) {
        const from = ms(block.start), end = ms(block.end);
        const minutes = Math.round((end - from) / 60_000);
        items.push(...freeOf(until, from, now, work));
        items.push({
            type: 'block', key: block.block ?? `${block.task ?? block.title ?? block.kind}-${block.start}`, block, minutes, overlaps: until > from, past: end <= now,
            share: from <= now && now < end ? (now - from) / (end - from) : null, logged: loggedAs(block, entries),
        });
        until = Math.max(until, end);
    }
    return sorted.length ? [...items, ...freeOf(until, Infinity, now, work)] : items;
}

/** Which block is now, else the next: its place in the items; -1 when the day is over. */
export const currentOf = (items: DayItem[]): number => {
    const work = (item: DayItem): item is BlockItem => item.type === 'block' && item.block.source !== 'time_off';
    const now = items.findIndex((item) => work(item) && item.share !== null);
    return now >= 0 ? now : items.findIndex((item) => work(item) && !item.past);
};

/** Past blocks of work that nobody logged yet. */
export const unlogged = (items: DayItem[]): PlannedBlock[] =>
    items.flatMap((item) => (item.type === 'block' && item.past && !item.logged && item.block.state !== 'done' && canLog(item.block) ? [item.block] : []));

// A week of time as a grid: lines of what was worked on, seven days. Made from the entries themselves, so that what a person
// types stands in it at once; the arithmetic of a cell is here, the sending in actions/time.ts.
import type { Entry } from '$/api/time.ts';
import type { Day, Id } from '$/api/types.ts';

/** What a line is about. */
export interface LineOf { client: Id; project: Id | null; task: Id | null; activity: Id | null; billable: boolean; }
export interface Line extends LineOf {
    key: string;
    min: number[];
    entries: Entry[][];
    total: number;
}

export const lineKey = (of: LineOf): string => [of.client, of.project, of.task, of.activity, of.billable ? 1 : 0].map((x) => x ?? '').join('|');

/** Minutes of an entry; of the running one until now. */
export function minutesOf(entry: Entry, now = Date.now()): number {
    // as the server counts: what was done took a minute at least
    if (entry.start && entry.end) return Math.max(1, Math.round((Date.parse(entry.end) - Date.parse(entry.start)) / 60_000));
    if (entry.start && entry.minutes == null) return Math.max(0, Math.floor((now - Date.parse(entry.start)) / 60_000));
    return entry.minutes ?? 0;
}
export const isRunning = (entry: Entry): boolean => !!entry.start && !entry.end;

/** Lines of the entries, and the empty ones that a person added; the order is the caller's, by `compare`. */
export function linesOf(entries: Entry[], days: Day[], added: LineOf[], compare: (a: LineOf, b: LineOf) => number, now = Date.now()): Line[] {
    const lines = new Map<string, Line>();
    const line = (of: LineOf): Line => {
        const key = lineKey(of);
        let it = lines.get(key);
        if (!it) lines.set(key, (it = { ...of, key, min: days.map(() => 0), entries: days.map(() => []), total: 0 }));
        return it;
    };
    for (const { client, project, task, activity, billable } of added) line({ client, project, task, activity, billable });
    for (const entry of entries) {
        const at = days.indexOf(entry.date);
        if (at < 0) continue;
        const { client, project, task, activity, billable } = entry;
        const it = line({ client, project, task, activity, billable });
        it.entries[at].push(entry);
        it.min[at] += minutesOf(entry, now);
        it.total += minutesOf(entry, now);
    }
    return [...lines.values()].sort((a, b) => compare(a, b) || (a.key < b.key ? -1 : 1));
}
export const totalsOf = (lines: Line[], days: number): number[] => Array.from({ length: days }, (_, i) => lines.reduce((sum, line) => sum + line.min[i], 0));

/** What makes the entries of a cell add up to so many minutes. */
export type CellChange = { do: 'create'; minutes: number } | { do: 'set'; entry: Entry; minutes: number } | { do: 'remove'; entry: Entry };

/** The running entry is left alone. More is a new entry beside those with times; less is taken from the last, whole if need be. */
export function changesOf(entries: Entry[], minutes: number, now = Date.now()): CellChange[] {
    const still = entries.filter((e) => !isRunning(e)).sort((a, b) => (a.start ?? a.created ?? '').localeCompare(b.start ?? b.created ?? ''));
    const running = entries.filter(isRunning).reduce((sum, e) => sum + minutesOf(e, now), 0);
    let more = Math.max(0, minutes - running) - still.reduce((sum, e) => sum + minutesOf(e, now), 0);
    if (!more) return [];
    if (more > 0) {
        const byHand = still.findLast((e) => !e.start);
        if (byHand) return [{ do: 'set', entry: byHand, minutes: minutesOf(byHand) + more }];
        return [{ do: 'create', minutes: more }];
    }
    const changes: CellChange[] = [];
    // what was typed goes first, then what a timer measured, the latest first
    for (const entry of [...still.filter((e) => e.start), ...still.filter((e) => !e.start)].reverse()) {
        if (more >= 0) break;
        const has = minutesOf(entry);
        if (has <= -more) changes.push({ do: 'remove', entry });
        else changes.push({ do: 'set', entry, minutes: has + more });
        more += has;
    }
    return changes;
}

/** Pairs of entries that were measured at the same time. */
export function overlapsOf(entries: Entry[], now = Date.now()): [Entry, Entry][] {
    const timed = entries.filter((e) => e.start).sort((a, b) => Date.parse(a.start!) - Date.parse(b.start!));
    const end = (e: Entry) => (e.end ? Date.parse(e.end) : now);
    const found: [Entry, Entry][] = [];
    for (let i = 0; i < timed.length; i++)
        for (let j = i + 1; j < timed.length && Date.parse(timed[j].start!) < end(timed[i]); j++) found.push([timed[i], timed[j]]);
    return found;
}

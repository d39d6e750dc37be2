// Every promised date, now and under each of several sets of changes, side by side.
import type { PromiseChange, Standing, WhatIf } from '$/api/plan.ts';
import type { Day, Id } from '$/api/types.ts';
import { dayOf } from '$/i18n/index.svelte.ts';

export interface Cell {
    after: Standing;
    /** of the date to promise: more is later; null where one of the two is not known */
    days: number | null;
    /** what the change does to keeping the promise */
    turns: 'late' | 'kept' | null;
    /** it has no date any more: on hold, or nobody can do it */
    lost: boolean;
    /** as it would be due then */
    due: Day | null;
}
export interface Row extends Pick<PromiseChange, 'id' | 'resource' | 'client' | 'title' | 'due' | 'hard' | 'before' | 'kind'> {
    key: string;
    cells: (Cell | null)[];
    moved: boolean;
}

/** The civil day of an instant at which something ends; what ends at midnight ends on the day before. */
export const civil = (value: string | null): Day | null => (value && value.length > 10 ? dayOf(new Date(Date.parse(value) - 1)) : value);

export const cellOf = ({ before, after, days, due }: PromiseChange): Cell => ({
    after, days, due, lost: !after.p80 && !!before?.p80,
    turns: !before ? (after.late ? 'late' : null) : after.late === before.late || !after.p80 ? null : after.late ? 'late' : 'kept',
});
const moves = (cell: Cell | null) => !!cell && (!!cell.days || cell.turns !== null || cell.lost);
/** How much a row has to say: what turns late first, then what moves, by the farthest. */
const weight = (row: Row) =>
    Math.max(0, ...row.cells.map((c) => (c ? (c.turns === 'late' ? 10_000 : c.turns === 'kept' ? 5000 : 0) + Math.abs(c.days ?? 0) : 0)));

/**
 * Rows for the answers of several attempts; one that has not come yet is null. Clients stay together, those concerned first; before
 * them those of the promises that it is about.
 */
export function compareRows(answers: (WhatIf | null)[], nameOf: (client: Id) => string, about: Id[] = []): Row[] {
    const rows = new Map<string, Row>();
    answers.forEach((answer, i) => {
        for (const promise of answer?.promises ?? []) {
            const key = promise.id ?? `${promise.client}/${promise.title}/${promise.due}`;
            let row = rows.get(key);
            if (!row) {
                const { id, resource, client, title, due, hard, before, kind } = promise;
                rows.set(key, (row = { key, id, resource, client, title, due, hard, before, kind, cells: answers.map(() => null), moved: false }));
            }
            row.cells[i] = cellOf(promise);
            row.moved ||= moves(row.cells[i]) || !promise.before;
        }
    });
    const all = [...rows.values()];
    const most = new Map<Id, number>();
    for (const row of all) most.set(row.client, Math.max(most.get(row.client) ?? 0, weight(row) + 20_000 * Number(about.includes(row.id ?? ''))));
    return all.sort((a, b) =>
        a.client !== b.client ? most.get(b.client)! - most.get(a.client)! || nameOf(a.client).localeCompare(nameOf(b.client))
            : Number(about.includes(b.id ?? '')) - Number(about.includes(a.id ?? '')) || Number(b.moved) - Number(a.moved) || (a.due ?? '9999').localeCompare(b.due ?? '9999') || a.title.localeCompare(b.title));
}

export interface Sum { later: number; earlier: number; late: number; kept: number; worst: number; }
/** What one attempt does, in numbers, with what the reader may not see counted in. */
export function sumOf(answer: WhatIf): Sum {
    const sum: Sum = { later: answer.hidden.later, earlier: answer.hidden.earlier, late: 0, kept: 0, worst: Math.max(0, answer.hidden.worst_days) };
    for (const promise of answer.promises) {
        const { days, turns } = cellOf(promise);
        if (days && days > 0) sum.later++;
        if (days && days < 0) sum.earlier++;
        sum.worst = Math.max(sum.worst, days ?? 0);
        if (turns) sum[turns]++;
    }
    return sum;
}

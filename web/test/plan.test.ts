// What the pages of the plan work out by themselves: rows side by side, changes in words, weeks and shares.
import { expect, test } from 'vitest';
import './browser.ts';
import type { PromiseChange, Standing, WhatIf } from '../src/api/plan.ts';

const { compareRows, sumOf } = await import('../src/pages/decide/compare.ts');

const standing = (p80: string, late = false): Standing => ({ finish: null, p50: p80, p80, late });
const promise = (id: string, client: string, before: Standing, after: Standing, days: number): PromiseChange => ({
    resource: 'task', id, client, title: id, due: '2027-01-10', hard: true, before, after, days,
});
const answer = (promises: PromiseChange[], hidden = {}): WhatIf => ({
    promises, hidden: { clients: 0, later: 0, earlier: 0, worst_days: 0, ...hidden }, feasible: true, bottleneck: null, text: '',
});

test('attempts stand side by side: one row a promise, what turns late first, clients together', () => {
    const a = answer([
        promise('still', 'zeta', standing('2027-01-05'), standing('2027-01-05'), 0),
        promise('slips', 'alpha', standing('2027-01-09'), standing('2027-01-12', true), 3),
        promise('moves', 'zeta', standing('2027-01-09', true), standing('2027-01-04'), -5),
    ]);
    const b = answer([promise('slips', 'alpha', standing('2027-01-09'), standing('2027-01-09'), 0), promise('new', 'beta', standing('2027-01-01'), standing('2027-01-01'), 0)]);
    const rows = compareRows([a, null, b], (id) => id);
    expect(rows.map((r) => [r.id, r.moved])).toEqual([['slips', true], ['moves', true], ['still', false], ['new', false]]);
    expect(rows[0].cells.map((c) => c?.turns ?? c)).toEqual(['late', null, { after: standing('2027-01-09'), days: 0, turns: null, lost: false }]);
    expect(rows[3].cells[0]).toBe(null);
});

test('the sum of an attempt counts what the reader may not see', () => {
    const sum = sumOf(answer([
        promise('a', 'x', standing('2027-01-09'), standing('2027-01-12', true), 3), promise('b', 'x', standing('2027-01-12', true), standing('2027-01-09'), -3),
    ], { clients: 2, later: 4, earlier: 1, worst_days: 6 }));
    expect(sum).toEqual({ later: 5, earlier: 2, late: 1, kept: 1, worst: 6 });
});

// What the pages of the plan work out by themselves: rows side by side, changes in words, weeks and shares.
import { beforeAll, expect, test } from 'vitest';
import './browser.ts';
import type { Change, Gap, Priority, PromiseChange, Standing, WhatIf, WorkWeek } from '../src/api/plan.ts';

const { cellOf, civil, compareRows, sumOf } = await import('../src/pages/decide/compare.ts');
const { changeText } = await import('../src/pages/decide/changes.ts');
const { gapGroups } = await import('../src/pages/decide/gaps.ts');
const { quadrantOf, reorder } = await import('../src/pages/decide/priorities.ts');
const { against } = await import('../src/pages/project/baseline.ts');
const { levelOf, mondayOf, overBy, trendOf, weeksIn } = await import('../src/pages/workload/workload.ts');
const { moreWords, setLocale } = await import('../src/i18n/index.svelte.ts');
const { store } = await import('../src/state/store.svelte.ts');

beforeAll(async () => {
    await setLocale('en');
    await moreWords();
    store.members.put({ id: 'm1', version: 1, name: 'Zoé' } as never);
    store.members.put({ id: 'm2', version: 1, name: 'Ana' } as never);
    store.clients.put({ id: 'c1', version: 1, name: 'Acme' } as never);
    store.tasks.put({ id: 't1', version: 1, title: 'Draft' } as never);
    store.tasks.put({ id: 't2', version: 1, title: 'Proof' } as never);
});

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
    expect(rows[0].cells.map((c) => c?.turns ?? c)).toEqual(['late', null, { after: standing('2027-01-09'), days: 0, turns: null, lost: false, due: '2027-01-10' }]);
    expect(rows[3].cells[0]).toBe(null);
    // what it is about comes first, though it does not move
    expect(compareRows([a], (id) => id, ['still']).map((r) => r.id)).toEqual(['still', 'moves', 'slips']);
});

test('the sum of an attempt counts what the reader may not see', () => {
    const sum = sumOf(answer([
        promise('a', 'x', standing('2027-01-09'), standing('2027-01-12', true), 3), promise('b', 'x', standing('2027-01-12', true), standing('2027-01-09'), -3),
    ], { clients: 2, later: 4, earlier: 1, worst_days: 6 }));
    expect(sum).toEqual({ later: 5, earlier: 2, late: 1, kept: 1, worst: 6 });
});

test('a promise that has no date any more is not kept by that; a new one stands for itself', () => {
    const late = standing('2027-01-12', true), none = { ...standing('2027-01-12'), p80: null };
    expect(cellOf(promise('a', 'x', late, none, 0))).toMatchObject({ turns: null, lost: true });
    expect(cellOf({ ...promise('b', 'x', late, late, 0), before: null })).toMatchObject({ turns: 'late', lost: false });
    expect(compareRows([answer([promise('a', 'x', late, none, 0)])], (id) => id)[0].moved).toBe(true);
});

test('what ends at midnight ends on the day before', () => {
    expect(civil('2027-03-02')).toBe('2027-03-02');
    expect(civil(new Date(2027, 2, 2, 0, 0).toISOString())).toBe('2027-03-01');
    expect(civil(new Date(2027, 2, 2, 17, 30).toISOString())).toBe('2027-03-02');
    expect(civil(null)).toBe(null);
});

test('changes in words, with names', () => {
    const changes: Change[] = [
        { kind: 'split', task: 't1', members: ['m1', 'm2'] }, { kind: 'share', client: 'c1', percent: 20 }, { kind: 'due', task: 't2', due: '2031-03-04', hard: true },
        { kind: 'dependency', task: 't2', predecessor: 't1', type: 'finish_start', lag_min: 0 }, { kind: 'assign', task: 't1', member: 'unknown' },
    ];
    expect(changes.map(changeText)).toEqual([
        'Draft: shared by Zoé and Ana', 'Acme: 20% of the team’s week', 'Proof: due 4 Mar 2031, fixed', 'Proof waits for Draft', 'Draft: given to Somebody',
    ]);
});

const priority = (task: string, score: number, terms: [string, number][], more: Partial<Priority> = {}): Priority =>
    ({ task, title: task, client: 'c1', project: 'p', score, class: 'normal', important: false, urgent: false, terms: terms.map(([key, value]) => ({ key, value, text: '' })), ...more });

test('the order while weights move: terms in proportion, classes stay above scores', () => {
    const items = [
        priority('pinned', 1, [], { class: 'pinned' }), priority('big client', 40, [['client', 32], ['near', 8]]), priority('urgent', 30, [['priority', 16], ['near', 14]]),
    ];
    expect(reorder(items, null, { client: 50 }).map((x) => [x.task, x.score])).toEqual([['pinned', 1], ['big client', 40], ['urgent', 30]]);
    expect(reorder(items, null, { client: 0, urgency: 100 }).map((x) => [x.task, x.score])).toEqual([['pinned', 1], ['urgent', 60], ['big client', 16]]);
    // what counted nothing cannot be told from its term
    expect(reorder(items, { client: 0 }, { client: 100 })[1].score).toBe(40);
    expect(quadrantOf({ important: true, urgent: false })).toBe('plan');
    expect(quadrantOf({ important: false, urgent: true })).toBe('hand');
});

test('gaps by kind, those that say most first, unknown kinds last', () => {
    const gap = (kind: string, id: string) => ({ kind, id }) as Gap;
    expect(gapGroups([gap('new', '1'), gap('hours', '2'), gap('estimate', '3'), gap('estimate', '4'), gap('assignee', '5')]).map((g) => [g.kind, g.items.length]))
        .toEqual([['hours', 1], ['estimate', 2], ['assignee', 1], ['new', 1]]);
});

test('a baseline against today: moved, new, gone; the farthest first', () => {
    const then = [
        { task: 'a', title: 'A', start: null, finish: '2027-01-10', effort_min: 60 }, { task: 'b', title: 'B', start: null, finish: '2027-01-10T16:00:00Z', effort_min: 60 },
        { task: 'c', title: 'C', start: null, finish: '2027-01-10', effort_min: 60 },
    ];
    const now = [{ task: 'a', finish: '2027-01-12T15:00:00Z' }, { task: 'b', finish: '2027-01-09T15:00:00Z' }, { task: 'd', finish: null }];
    expect(against(then, now, (instant) => instant.slice(0, 10)).map((r) => [r.task, r.days, r.state]))
        .toEqual([['a', 2, 'moved'], ['b', -1, 'moved'], ['c', null, 'gone'], ['d', null, 'new']]);
});

const week = (more: Partial<WorkWeek>): WorkWeek => ({ capacity_min: 2000, limit_min: 1700, planned_min: 0, wanted_min: 0, actual_min: 0, off_min: 0, outside_min: 0, over: false, ...more });

test('how full a week is, in a word; over is what the server says', () => {
    expect([{}, { planned_min: 500 }, { planned_min: 1500 }, { planned_min: 1800 }, { planned_min: 1500, wanted_min: 2500, over: true }, { capacity_min: 0 }].map((w) => levelOf(week(w))))
        .toEqual(['free', 'light', 'good', 'full', 'over', 'off']);
    expect(overBy(week({ planned_min: 1500, wanted_min: 2500 }))).toBe(795);
    expect(overBy(week({ planned_min: 100 }))).toBe(0);
    expect([mondayOf('2027-01-03'), mondayOf('2027-01-04')]).toEqual(['2026-12-28', '2027-01-04']);
    expect([weeksIn(300), weeksIn(1200), weeksIn(4000)]).toEqual([4, 10, 13]);
});

test('where a share goes: given where the week is over, planned where it is to come', () => {
    const w = (promised_min: number, planned_min: number, given_min: number) => ({ promised_min, planned_min, given_min });
    expect(trendOf([w(100, 0, 40), w(100, 90, 0)], 1)).toBe('short');
    expect(trendOf([w(100, 0, 100), w(100, 100, 0)], 1)).toBe('even');
    expect(trendOf([w(100, 0, 150), w(100, 100, 0)], 1)).toBe('over');
    expect(trendOf([w(0, 50, 50)], 0)).toBe(null);
});

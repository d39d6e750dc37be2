// Where blocks stand: overlaps, snapping, midnights, and the two days a year that are not 24 hours long.
import { describe, expect, test } from 'vitest';
import './browser.ts';
import { beside, cut, freeSpan, instantAt, lengthOf, minutesOfDay, moved, nudged, resized, stretched, wallOf } from '../src/pages/week/geometry.ts';

const PARIS = 'Europe/Paris';
const at = (text: string) => Date.parse(text);
const span = (start: string, end: string) => ({ start: at(start), end: at(end) });
const text = (s: { start: number; end: number } | null) => s && [s.start, s.end].map((x) => new Date(x).toISOString().slice(0, 16));

describe('wall and instant', () => {
    test('there and back', () => {
        expect(wallOf(at('2026-11-23T08:15:00Z'), PARIS)).toEqual({ day: '2026-11-23', min: 9 * 60 + 15 });
        expect(instantAt('2026-11-23', 9 * 60 + 15, PARIS)).toBe(at('2026-11-23T08:15:00Z'));
        expect(instantAt('2026-11-23', 1440, PARIS)).toBe(at('2026-11-23T23:00:00Z'));
    });
    test('days of 23 and 25 hours', () => {
        expect(minutesOfDay('2026-03-29', '2026-03-30', PARIS)).toBe(23 * 60);
        expect(minutesOfDay('2026-10-25', '2026-10-26', PARIS)).toBe(25 * 60);
        expect(minutesOfDay('2026-10-25', '2026-10-26', 'UTC')).toBe(1440);
        // 2:30 does not exist in spring, and comes twice in autumn
        expect(instantAt('2026-03-29', 150, PARIS)).toBe(at('2026-03-29T01:30:00Z'));
        expect(instantAt('2026-10-25', 150, PARIS)).toBe(at('2026-10-25T00:30:00Z'));
    });
});

describe('a hand', () => {
    const block = span('2026-11-23T09:00Z', '2026-11-23T10:30Z');
    test('moving keeps the length and snaps to a quarter', () => {
        expect(text(moved(block, { day: '2026-11-24', min: 612 }, PARIS))).toEqual(['2026-11-24T09:15', '2026-11-24T10:45']);
        expect(text(moved(block, { day: '2026-11-24', min: -40 }, PARIS))).toEqual(['2026-11-23T23:00', '2026-11-24T00:30']);
    });
    test('moving over the change of clocks keeps the length', () => {
        const night = span('2026-03-28T00:30Z', '2026-03-28T02:30Z');
        const there = nudged(night, 1, 0, PARIS);
        expect(wallOf(there.start, PARIS)).toEqual({ day: '2026-03-29', min: 90 });
        expect(lengthOf(there.start, there.end)).toBe(120);
        expect(wallOf(there.end, PARIS).min).toBe(270);
    });
    test('resizing: not under a quarter, not over a day, both ends', () => {
        expect(text(resized(block, 'end', { day: '2026-11-23', min: 720 }, PARIS))).toEqual(['2026-11-23T09:00', '2026-11-23T11:00']);
        expect(text(resized(block, 'end', { day: '2026-11-23', min: 60 }, PARIS))).toEqual(['2026-11-23T09:00', '2026-11-23T09:15']);
        expect(text(resized(block, 'start', { day: '2026-11-23', min: 720 }, PARIS))).toEqual(['2026-11-23T10:15', '2026-11-23T10:30']);
        expect(text(resized(block, 'end', { day: '2026-11-26', min: 0 }, PARIS))).toEqual(['2026-11-23T09:00', '2026-11-24T09:00']);
    });
    test('stretching an end that is midnight', () => {
        const late = span('2026-11-23T22:00Z', '2026-11-23T23:00Z');
        expect(text(stretched(late, 'end', -15, PARIS))).toEqual(['2026-11-23T22:00', '2026-11-23T22:45']);
        expect(text(stretched(late, 'start', -15, PARIS))).toEqual(['2026-11-23T21:45', '2026-11-23T23:00']);
    });
});

describe('pieces', () => {
    const days = ['2026-11-23', '2026-11-24'];
    const shape = (items: { start: number; end: number }[], on = days, zone = PARIS) =>
        beside(cut(items, on, zone)).map((p) => [p.day, p.from, p.to, `${p.lane}/${p.lanes}+${p.wide}`]);
    test('over midnight: two pieces; outside of the days: none', () => {
        expect(shape([span('2026-11-23T22:00Z', '2026-11-24T00:00Z')])).toEqual([[0, 1380, 1440, '0/1+1'], [1, 0, 60, '0/1+1']]);
        expect(shape([span('2026-11-23T22:00Z', '2026-11-23T23:00Z')])).toEqual([[0, 1380, 1440, '0/1+1']]);
        expect(shape([span('2026-11-21T09:00Z', '2026-11-21T10:00Z')])).toEqual([]);
        const whole = cut([span('2026-11-20T09:00Z', '2026-11-29T10:00Z')], days, PARIS);
        expect(whole.map((p) => [p.from, p.to, p.first, p.last])).toEqual([[0, 1440, false, false], [0, 1440, false, false]]);
    });
    test('what touches does not overlap', () => {
        expect(shape([span('2026-11-23T08:00Z', '2026-11-23T09:00Z'), span('2026-11-23T09:00Z', '2026-11-23T10:00Z')]).map((p) => p[3])).toEqual(['0/1+1', '0/1+1']);
    });
    test('three that overlap in a chain share two columns', () => {
        const chain = [span('2026-11-23T08:00Z', '2026-11-23T10:00Z'), span('2026-11-23T09:00Z', '2026-11-23T11:00Z'), span('2026-11-23T10:30Z', '2026-11-23T12:00Z')];
        expect(shape(chain).map((p) => p[3])).toEqual(['0/2+1', '1/2+1', '0/2+1']);
    });
    test('one is as wide as nothing is in its way, and no two cover each other', () => {
        const items = Array.from({ length: 40 }, (_, i) => {
            const start = at('2026-11-23T06:00Z') + ((i * 7919) % 40) * 900_000;
            return { start, end: start + (1 + ((i * 31) % 8)) * 900_000 };
        });
        const pieces = beside(cut(items, days, PARIS));
        for (const a of pieces) {
            expect(a.lane + a.wide).toBeLessThanOrEqual(a.lanes);
            for (const b of pieces) {
                if (a === b || a.day !== b.day || a.from >= b.to || b.from >= a.to) continue;
                expect(a.lane + a.wide <= b.lane || b.lane + b.wide <= a.lane).toBe(true);
            }
        }
        const alone = beside(cut([...items, span('2026-11-24T08:00Z', '2026-11-24T09:00Z')], days, PARIS)).find((p) => p.day === 1)!;
        expect([alone.lane, alone.lanes, alone.wide]).toEqual([0, 1, 1]);
    });
    test('a minute can be seen', () => expect(shape([span('2026-11-23T08:00Z', '2026-11-23T08:01Z')])).toEqual([[0, 540, 555, '0/1+1']]));
    test('the clock is put back within a block', () => {
        // 2:15 to 2:15, an hour later
        expect(shape([span('2026-10-25T00:15Z', '2026-10-25T01:15Z')], ['2026-10-25'])).toEqual([[0, 135, 195, '0/1+1']]);
        // the day of 25 hours, whole
        expect(shape([span('2026-10-24T22:00Z', '2026-10-25T23:00Z')], ['2026-10-25'])).toEqual([[0, 0, 1440, '0/1+1']]);
        // an hour that is skipped: 1:30 to 3:30 is one hour
        expect(shape([span('2026-03-29T00:30Z', '2026-03-29T01:30Z')], ['2026-03-29'])).toEqual([[0, 90, 210, '0/1+1']]);
    });
});

test('the next free place within working hours', () => {
    const open = [span('2026-11-23T08:00Z', '2026-11-23T11:30Z'), span('2026-11-23T12:30Z', '2026-11-23T16:30Z')];
    const taken = [span('2026-11-23T08:00Z', '2026-11-23T09:00Z'), span('2026-11-23T09:30Z', '2026-11-23T11:00Z')];
    expect(text(freeSpan(open, taken, at('2026-11-23T00:00Z'), 30))).toEqual(['2026-11-23T09:00', '2026-11-23T09:30']);
    expect(text(freeSpan(open, taken, at('2026-11-23T00:00Z'), 60))).toEqual(['2026-11-23T12:30', '2026-11-23T13:30']);
    expect(text(freeSpan(open, taken, at('2026-11-23T14:05Z'), 60))).toEqual(['2026-11-23T14:15', '2026-11-23T15:15']);
    expect(freeSpan(open, taken, at('2026-11-23T16:00Z'), 60)).toBeNull();
});

test('hours of work: one’s own before everybody’s, the latest before, none on a holiday', async () => {
    const { store } = await import('../src/state/store.svelte.ts');
    const { focusOn, restOf, workOn } = await import('../src/pages/week/hours.ts');
    const row = (id: string, member: string | null, since: string | null, monday: [number, number][]) =>
        store.working_hours.put({ id, version: 1, member, since, week: [monday, [], [], [], [], [], []], focus: [monday.slice(0, 1), [], [], [], [], [], []] } as never);
    expect(workOn('m', '2026-11-23')).toEqual([[540, 750], [810, 1050]]);
    expect(workOn('m', '2026-11-28')).toEqual([]);
    row('a', null, null, [[480, 720]]);
    row('b', 'm', '2026-01-01', [[600, 720]]);
    row('c', 'm', '2026-12-01', [[660, 720]]);
    expect(workOn('m', '2026-11-23')).toEqual([[600, 720]]);
    expect(workOn('other', '2026-11-23')).toEqual([[480, 720]]);
    expect(workOn('m', '2026-12-07')).toEqual([[660, 720]]);
    expect(focusOn('m', '2026-11-23')).toEqual([[600, 720]]);
    store.holidays.put({ id: 'h', version: 1, date: '2026-11-23', name: 'Founding day', members: [], country: null });
    expect(workOn('m', '2026-11-23')).toEqual([]);
    expect(restOf([[540, 750], [810, 1050]])).toEqual([[0, 540], [750, 810], [1050, 1440]]);
    expect(restOf([])).toEqual([[0, 1440]]);
});

describe('what stands in a week', async () => {
    const { store } = await import('../src/state/store.svelte.ts');
    const { inherit, itemsOf, made } = await import('../src/pages/week/week.svelte.ts');
    const week = span('2026-11-22T23:00Z', '2026-11-29T23:00Z');
    const plan = (task: string, start: string, more = {}) => ({
        block: null, member: 'm', task, client: 'c', project: null, title: task, start, end: new Date(Date.parse(start) + 3600_000).toISOString(), kind: 'task' as const, source: 'plan' as const, ...more,
    });
    const block = (id: string, task: string, start: string) =>
        store.blocks.put({ id, version: 1, member: 'm', task, start, end: new Date(Date.parse(start) + 3600_000).toISOString(), kind: 'task', client: 'c', project: null, title: null, activity: null, locked: true, state: 'planned', note: null });
    const shape = (answer: Parameters<typeof itemsOf>[2], auto = false) => itemsOf('m', week, answer, true, auto).map((x) => `${x.task} ${new Date(x.start).toISOString().slice(8, 13)} ${x.source}${x.proposal ? '?' : ''}`);

    test('proposals are proposals until yes was said; others’ are left out', () => {
        const answer = { hash: '1', items: [plan('a', '2026-11-23T09:00:00Z'), plan('b', '2026-11-24T09:00:00Z', { member: 'x' })] };
        expect(shape(answer)).toEqual(['a 23T09 plan?']);
        expect(shape(answer, true)).toEqual(['a 23T09 plan']);
    });
    test('one that was moved is not shown twice; when the planner put more of it there, it is', () => {
        const before = plan('a', '2026-11-23T09:00:00Z'), answer = { hash: '1', items: [before] };
        const [item] = itemsOf('m', week, answer, true, false);
        made.took('b1', before, item.key, '1');
        block('b1', 'a', '2026-11-25T13:00:00Z');
        expect(shape(answer)).toEqual(['a 25T13 hand']);
        // it keeps its key, and with it the focus
        expect(itemsOf('m', week, answer, true, false)[0].key).toBe(item.key);
        expect(shape({ hash: '2', items: [plan('a', '2026-11-23T09:00:00Z')] })).toEqual(['a 23T09 plan?', 'a 25T13 hand']);
        store.blocks.remove('b1');
        expect(shape(answer)).toEqual(['a 23T09 plan?']);
    });
    test('accepted elsewhere: the block takes the place of its proposal at once, and keeps the key', () => {
        const answer = { hash: '1', items: [plan('a', '2026-11-23T09:00:00Z')] };
        const [{ key }] = itemsOf('m', week, answer, true, false);
        block('b2', 'a', '2026-11-23T09:00:00Z');
        expect(itemsOf('m', week, answer, true, false).map((x) => [x.key, x.source])).toEqual([[key, 'hand']]);
        const after = { hash: '2', items: [plan('a', '2026-11-23T09:00:00Z', { block: 'b2', source: 'hand' as const })] };
        inherit(answer, after);
        expect(itemsOf('m', week, after, true, false).map((x) => [x.key, x.source])).toEqual([[key, 'hand']]);
        store.blocks.remove('b2');
    });
    test('one that was let go stays until the planner has spoken', () => {
        const was = plan('a', '2026-11-26T09:00:00Z');
        made.letGo(was, 'b3', '2');
        expect(shape({ hash: '2', items: [] })).toEqual(['a 26T09 plan?']);
        expect(shape({ hash: '3', items: [] })).toEqual([]);
    });
    test('a block that is gone here is gone, whatever an older answer says', () => {
        expect(shape({ hash: '1', items: [plan('a', '2026-11-23T09:00:00Z', { block: 'b9', source: 'hand' as const })] })).toEqual([]);
    });
});

test('alike small tasks: at least three, what is due first, not more than two hours', async () => {
    const { store } = await import('../src/state/store.svelte.ts');
    const { alike, proposeBatch } = await import('../src/pages/week/batch.ts');
    const task = (id: string, activity: string, estimate_min: number | null, due: string | null, more = {}) =>
        ({ id, version: 1, title: id, activity, estimate_min, spent_min: null, due, category: 'open', assignees: ['m'], client: 'c', ...more }) as never;
    store.activities.put({ id: 'calls', version: 1, name: 'Calls' } as never);
    const tasks = [
        task('1', 'calls', 30, null), task('2', 'calls', 30, '2026-12-01'), task('3', 'calls', 25, '2026-11-01'), task('4', 'calls', 30, '2026-12-02'), task('5', 'calls', 30, '2026-12-03'),
        task('6', 'calls', 90, '2026-01-01'), task('7', 'calls', null, '2026-01-01'), task('8', 'design', 15, null), task('9', 'design', 15, null), task('10', 'calls', 15, '2026-01-01', { category: 'done' }),
    ];
    const batch = proposeBatch('m', tasks, new Set());
    expect([batch?.name, batch?.tasks.map((x) => x.id), batch?.min]).toEqual(['Calls', ['3', '2', '4', '5'], 120]);
    expect(proposeBatch('m', tasks, new Set(['2', '3', '4']))).toBeNull();
    expect(proposeBatch('other', tasks, new Set())).toBeNull();
    store.tasks.putAll(tasks);
    expect(alike('m', 'calls').map((x) => x.id)).toEqual(['3', '2', '4', '5']);
});

// Time: what people type, the cells of a week, the course of a day, hours, and the zones that all of it stands in.
import { describe, expect, test, vi } from 'vitest';
import { server, settle } from './browser.ts';
import type { Entry, PlannedBlock } from '../src/api/time.ts';

const { clockOf, clockText, parseClock, parseMinutes } = await import('../src/time/parse.ts');
const { changesOf, lineKey, linesOf, minutesOf, overlapsOf, totalsOf } = await import('../src/time/sheet.ts');
const { canLog, courseOf, currentOf, loggedAs, unlogged } = await import('../src/time/day.ts');
const { another, copyDay, minutesOfWeek, tidy, usualWeek } = await import('../src/time/week.ts');
const { recentWork } = await import('../src/time/recent.ts');
const { addMinutes, dayIn, instantAt, minuteIn } = await import('../src/state/zone.svelte.ts');
const { store } = await import('../src/state/store.svelte.ts');
const { edits } = await import('../src/state/edits.svelte.ts');
const { runningEntry } = await import('../src/state/running.ts');
const { elapsedMin, isIdle, startTimer, stopTimer, toggleTimer } = await import('../src/time/timer.ts');
const { changeCell, logBlock, setMinutes } = await import('../src/time/actions.ts');

const entry = (id: string, more: Partial<Entry> = {}): Entry => ({
    id, version: 1, member: '', task: null, client: 'c', project: null, activity: null, start: null, end: null, minutes: 60, date: '2026-11-23', billable: true, note: null, block: null, ...more,
});
const timed = (id: string, from: string, to: string | null, more: Partial<Entry> = {}) =>
    entry(id, { start: `2026-11-23T${from}:00Z`, end: to && `2026-11-23T${to}:00Z`, minutes: null, ...more });

describe('what is typed', () => {
    test.each([
        ['1:30', 90], ['1.5', 90], ['1,5', 90], ['90m', 90], ['90', 90], ['1h30', 90], [':45', 45], ['8', 480], ['', 0], ['-', 0], ['0', 0], ['24', 1440],
        ['1:75', null], ['25h', null], ['1500', null], ['soon', null], ['-1', null],
    ])('a duration: %s', (text, minutes) => expect(parseMinutes(text)).toBe(minutes));
    test.each([
        ['9', 540], ['9:30', 570], ['09.30', 570], ['9h30', 570], ['9h', 540], ['930', 570], ['1730', 1050], ['2:15 pm', 855], ['12 am', 0], ['12pm', 720], ['24:00', 1440],
        ['9:75', null], ['25', null], ['24:30', null], ['13 pm', null], ['', null], ['noon', null],
    ])('a time of day: %s', (text, minute) => expect(parseClock(text)).toBe(minute));
    test('and how it is shown', () => {
        expect([clockText(90), clockText(5), clockText(0), clockOf(570), clockOf(1440)]).toEqual(['1:30', '0:05', '', '09:30', '24:00']);
    });
});

describe('a week as a grid', () => {
    const days = Array.from({ length: 7 }, (_, i) => `2026-11-${23 + i}`);
    const byKey = (a: Parameters<typeof lineKey>[0], b: Parameters<typeof lineKey>[0]) => lineKey(a).localeCompare(lineKey(b));

    test('entries of the same work are one line, whatever their day; other billing is another', () => {
        const lines = linesOf([entry('1', { task: 't' }), entry('2', { task: 't', date: '2026-11-25', minutes: 15 }), entry('3', { task: 't', billable: false }), entry('4', { task: 't', date: '2026-12-01' })], days, [], byKey);
        expect(lines.map((l) => [l.billable, l.min, l.total])).toEqual([[false, [60, 0, 0, 0, 0, 0, 0], 60], [true, [60, 0, 15, 0, 0, 0, 0], 75]]);
        expect(totalsOf(lines, 7)).toEqual([120, 0, 15, 0, 0, 0, 0]);
    });
    test('a line that was added stays empty until it is filled, and is not doubled then', () => {
        const added = { client: 'c', project: null, task: 't', activity: null, billable: true };
        expect(linesOf([], days, [added], byKey).map((l) => l.total)).toEqual([0]);
        expect(linesOf([entry('1', { task: 't' })], days, [added], byKey).map((l) => l.total)).toEqual([60]);
    });
    test('the running timer counts until now', () => {
        const now = Date.parse('2026-11-23T10:20:30Z');
        expect(minutesOf(timed('1', '09:00', null), now)).toBe(80);
        expect(linesOf([timed('1', '09:00', null)], days, [], byKey, now)[0].min[0]).toBe(80);
    });

    const sums = (entries: Entry[], minutes: number) => {
        const changes = changesOf(entries, minutes);
        return entries.reduce((sum, e) => {
            const change = changes.find((c) => c.do !== 'create' && c.entry.id === e.id);
            return sum + (!change ? minutesOf(e) : change.do === 'set' ? change.minutes : 0);
        }, changes.reduce((sum, c) => sum + (c.do === 'create' ? c.minutes : 0), 0));
    };
    test('whatever a cell held and whatever is typed, its entries add up to it afterwards', () => {
        const held = [[], [entry('1')], [entry('1'), entry('2', { minutes: 30 })], [timed('1', '09:00', '10:00'), timed('2', '11:00', '11:20'), entry('3', { minutes: 10 })]];
        for (const entries of held) for (const minutes of [0, 5, 30, 60, 85, 200, 1440]) expect([entries.length, minutes, sums(entries, minutes)]).toEqual([entries.length, minutes, minutes]);
    });
    test('nothing typed is nothing changed; less is taken from what was typed before what was measured', () => {
        expect(changesOf([entry('1')], 60)).toEqual([]);
        const measured = timed('m', '09:00', '10:00'), typed = entry('t', { minutes: 30 });
        expect(changesOf([typed, measured], 70)).toEqual([{ do: 'set', entry: typed, minutes: 10 }]);
        expect(changesOf([typed, measured], 60)).toEqual([{ do: 'remove', entry: typed }]);
        expect(changesOf([measured], 75)).toEqual([{ do: 'create', minutes: 15 }]);
    });
    test('the timer that runs is left alone', () => {
        vi.setSystemTime(new Date('2026-11-23T10:00:00Z'));
        const running = timed('r', '09:00', null), typed = entry('t', { minutes: 30 });
        expect(changesOf([running, typed], 0)).toEqual([{ do: 'remove', entry: typed }]);
        vi.useRealTimers();
    });
    test('overlaps are pairs of measured times; touching is none', () => {
        const found = overlapsOf([timed('a', '09:00', '10:00'), timed('b', '09:30', '09:45'), timed('c', '10:00', '11:00'), entry('d')]);
        expect(found.map((pair) => pair.map((e) => e.id))).toEqual([['a', 'b']]);
    });
    test('what was worked on of late, each once', () => {
        const of = [entry('1', { task: 't', date: '2026-11-20' }), entry('2', { task: 't', date: '2026-11-23' }), entry('3', { date: '2026-11-21' }), entry('4', { project: 'p', date: '2026-11-22' })];
        expect(recentWork(of).map((w) => w.task ?? w.project ?? w.client)).toEqual(['t', 'p', 'c']);
        expect(recentWork(of, ['t'], 1).map((w) => w.project)).toEqual(['p']);
    });
});

describe('the course of a day', () => {
    const block = (from: string, to: string, more: Partial<PlannedBlock> = {}): PlannedBlock => ({
        block: null, member: 'm', task: 't', client: 'c', start: `2026-11-23T${from}:00Z`, end: `2026-11-23T${to}:00Z`, kind: 'task', source: 'plan', state: 'planned', ...more,
    });
    const at = (time: string) => Date.parse(`2026-11-23T${time}:00Z`);
    const work = [{ start: at('09:00'), end: at('12:30') }, { start: at('13:30'), end: at('17:30') }];

    test('blocks in order, with what of the working time is still free, and what lies across another', () => {
        const items = courseOf([block('14:00', '15:00'), block('09:00', '10:30'), block('10:00', '11:00'), block('11:05', '12:00')], [], at('09:30'), work);
        expect(items.map((i) => (i.type === 'free' ? `free ${i.minutes}` : `${i.minutes}${i.overlaps ? ' across' : ''}${i.share !== null ? ` ${i.share.toFixed(2)}` : ''}`)))
            .toEqual(['90 0.33', '60 across', '55', 'free 30', 'free 30', '60', 'free 150']);
        expect(currentOf(items)).toBe(0);
        expect(currentOf(courseOf([block('09:00', '10:00'), block('11:00', '12:00')], [], at('10:30'), work))).toBe(2);
        expect(currentOf(courseOf([block('09:00', '10:00')], [], at('18:00'), work))).toBe(-1);
        expect(currentOf(courseOf([block('00:00', '23:59', { source: 'time_off', task: null })], [], at('09:30'), work))).toBe(-1);
    });
    test('an entry that names the block is its time; so is the same work at mostly the same time', () => {
        const planned = block('09:00', '10:00'), byHand = block('11:00', '12:00', { block: 'b', source: 'hand' });
        expect(loggedAs(byHand, [entry('1', { block: 'b' })])?.id).toBe('1');
        expect(loggedAs(planned, [timed('1', '09:10', '10:05', { task: 't' })])?.id).toBe('1');
        expect(loggedAs(planned, [timed('1', '09:10', '10:05', { task: 'other' })])).toBeNull();
        expect(loggedAs(planned, [timed('1', '09:50', '11:30', { task: 't' })])).toBeNull();
        expect(loggedAs(planned, [timed('1', '09:10', null, { task: 't' })])).toBeNull();
    });
    test('what is over, was work and is not logged can be logged', () => {
        const blocks = [block('09:00', '10:00'), block('10:00', '11:00', { task: 'u' }), block('11:00', '11:30', { source: 'outside', kind: 'busy', task: null, client: null }), block('13:00', '15:00', { task: 'v' })];
        const items = courseOf(blocks, [timed('1', '09:00', '10:00', { task: 't' })], at('14:00'), work);
        expect(unlogged(items).map((b) => b.task)).toEqual(['u']);
        expect(canLog(block('09:00', '10:00', { task: null, client: null, source: 'routine' }))).toBe(false);
        expect(canLog(block('09:00', '10:00', { task: null, source: 'routine' }))).toBe(true);
        expect(canLog(block('09:00', '10:00', { task: null, client: null, kind: 'batch', tasks: ['t', 'u'] }))).toBe(true);
    });
});

describe('hours', () => {
    test('are put in order, in quarter hours, and joined where they touch', () => {
        expect(tidy([[810, 1050], [540, 752], [745, 760], [900, 900]])).toEqual([[540, 765], [810, 1050]]);
    });
    test('the usual week has 37 hours and a half, and a day of it can be copied', () => {
        expect(minutesOfWeek(usualWeek())).toBe(2250);
        const week = copyDay(usualWeek(), 0, [5, 6]);
        expect(week[6]).toEqual(week[0]);
        expect(week[6]).not.toBe(week[0]);
    });
    test('another range comes an hour later, if there is room', () => {
        expect(another([])).toEqual([540, 1020]);
        expect(another([[540, 720]])).toEqual([780, 900]);
        expect(another([[540, 1400]])).toBeNull();
    });
});

describe('zones', () => {
    test('a wall time is an instant of that zone, also on the days that the clock changes', () => {
        expect(instantAt('2026-11-23', 570, 'Europe/Paris')).toBe('2026-11-23T08:30:00Z');
        expect(instantAt('2026-07-01', 570, 'Europe/Paris')).toBe('2026-07-01T07:30:00Z');
        expect(instantAt('2026-03-29', 120, 'Europe/Paris')).toBe('2026-03-29T01:00:00Z');
        expect(instantAt('2026-03-29', 240, 'Europe/Paris')).toBe('2026-03-29T02:00:00Z');
        expect(instantAt('2026-10-25', 240, 'Europe/Paris')).toBe('2026-10-25T03:00:00Z');
        expect(instantAt('2026-11-23', 1440, 'America/New_York')).toBe('2026-11-24T05:00:00Z');
    });
    test('and back', () => {
        expect(dayIn('2026-11-23T23:30:00Z', 'Europe/Paris')).toBe('2026-11-24');
        expect(minuteIn('2026-11-23T23:30:00Z', 'Europe/Paris')).toBe(30);
        expect(dayIn('2026-11-24T02:00:00Z', 'America/New_York')).toBe('2026-11-23');
        for (const zone of ['Europe/Paris', 'Asia/Kolkata', 'America/St_Johns', 'UTC'])
            for (const day of ['2026-01-15', '2026-06-15']) expect([dayIn(instantAt(day, 605, zone), zone), minuteIn(instantAt(day, 605, zone), zone)]).toEqual([day, 605]);
        expect(addMinutes('2026-11-23T23:30:00Z', 45)).toBe('2026-11-24T00:15:00Z');
    });
});

describe('what a person does', () => {
    const reset = () => {
        edits.clear();
        store.entries.clear();
        store.blocks.clear();
    };
    test('the timer runs at once, without an answer; another one stops it in the same step', async () => {
        reset();
        const calls = server(() => 'offline');
        store.tasks.put({ id: 'a', version: 1, title: 'A', client: 'c', project: 'p' } as never);
        store.tasks.put({ id: 'b', version: 1, title: 'B', client: 'c', project: 'p' } as never);
        void startTimer({ task: 'a' });
        expect(runningEntry()?.task).toBe('a');
        void toggleTimer('b');
        expect(runningEntry()?.task).toBe('b');
        expect(store.entries.where((e) => !!e.end).map((e) => e.task)).toEqual(['a']);
        await settle();
        expect(calls[0]).toMatchObject({ method: 'POST', path: '/timer/start', body: { task: 'a' } });
        expect(calls[0].body).toMatchObject({ id: expect.any(String), start: expect.stringMatching(/^\d{4}-.*Z$/) });
        void toggleTimer('b');
        expect(runningEntry()).toBeUndefined();
        expect(edits.queue.map((e) => [e.method, e.path.split('/')[1]])).toEqual([['POST', 'timer'], ['POST', 'timer'], ['PATCH', 'entries']]);
        edits.clear();
        expect(store.entries.size).toBe(0);
    });
    test('a timer that was forgotten is known as such, and ends when the person says', async () => {
        reset();
        const start = new Date(Date.now() - 20 * 3600_000).toISOString();
        store.entries.put(entry('x', { start, end: null, minutes: null }));
        expect(isIdle(runningEntry()!)).toBe(true);
        expect(elapsedMin(runningEntry()!, Date.parse(start) + 1200 * 60_000)).toBe(1200);
        const calls = server(() => ({ body: entry('x', { version: 2, start, end: addMinutes(start, 90) }) }));
        await stopTimer(addMinutes(start, 90));
        expect(calls[0]).toMatchObject({ method: 'PATCH', path: '/entries/x', body: { end: addMinutes(start, 90) } });
        expect(runningEntry()).toBeUndefined();
    });
    test('a block becomes logged time: shown at once, taken back if it is refused', async () => {
        reset();
        const block: PlannedBlock = { block: 'b', member: 'm', task: 'a', client: 'c', project: 'p', start: '2026-11-23T09:00:00Z', end: '2026-11-23T10:30:00Z', kind: 'task', source: 'hand' };
        store.blocks.put({ id: 'b', version: 1, state: 'planned' } as never);
        server(() => ({ status: 422, body: { type: '/problems/invalid', title: 'The week is handed in', status: 422 } }));
        const answer = logBlock(block).catch(() => 'refused');
        expect(store.entries.all()).toMatchObject([{ task: 'a', block: 'b', minutes: 90, date: '2026-11-23' }]);
        expect(store.blocks.get('b')?.state).toBe('done');
        expect(loggedAs(block, store.entries.all())).not.toBeNull();
        expect(await answer).toBe('refused');
        expect(store.entries.size).toBe(0);
        expect(store.blocks.get('b')?.state).toBe('planned');
    });
    test('a cell sends what its entries need, and an end follows its minutes', async () => {
        reset();
        const calls = server((call) => ({ body: { ...(call.body as object), version: 2, id: (call.body as { id?: string }).id ?? 'm' } }));
        const measured = timed('m', '09:00', '10:00');
        store.entries.put(measured);
        // a whole line of the grid, of which only what it is about is sent
        const [line] = linesOf([], ['2026-11-24'], [{ client: 'c', project: null, task: null, activity: null, billable: true }], () => 0);
        changeCell([{ do: 'create', minutes: 45 }], line, '2026-11-24', 'lena');
        void setMinutes(measured, 30);
        expect(store.entries.get('m')).toMatchObject({ minutes: 30, end: '2026-11-23T09:30:00Z' });
        await settle();
        expect(calls.map((c) => [c.method, c.path, c.body])).toEqual([
            ['POST', '/entries', { client: 'c', task: null, activity: null, billable: true, date: '2026-11-24', minutes: 45, member: 'lena', id: expect.any(String) }],
            ['PATCH', '/entries/m', { minutes: 30 }],
        ]);
    });
});

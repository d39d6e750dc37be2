// Where blocks stand: overlaps, snapping, midnights, and the two days a year that are not 24 hours long.
import { describe, expect, test } from 'vitest';
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

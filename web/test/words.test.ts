// What people type: durations, days, filters; and positions.
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { parseDay } from '../src/ui/day.ts';
import { newId } from '../src/state/id.ts';
import { fold } from '../src/ui/fold.ts';

describe('days', () => {
    const today = '2026-03-10';
    test.each([
        ['2026-04-01', '2026-04-01'], ['+3', '2026-03-13'], ['12/3', '2026-03-12'], ['12.3.27', '2027-03-12'], ['31/2', null], ['5', '2026-04-05'],
        ['15', '2026-03-15'], ['12 march', '2026-03-12'], ['mar 12', '2026-03-12'], ['nonsense', null], ['', null], ['4/1', '2027-01-04'],
    ])('%s', (text, day) => expect(parseDay(text, today, 'en-GB')).toBe(day));
    test('months by the reader’s names and order', () => {
        expect(parseDay('3 août', today, 'fr')).toBe('2026-08-03');
        expect(parseDay('4/15', today, 'en-US')).toBe('2026-04-15');
    });
});

describe('durations', async () => {
    let parse: (text: string) => number | null;
    beforeAll(async () => {
        vi.stubGlobal('navigator', { languages: ['en-GB'] });
        vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
        parse = (await import('../src/i18n/index.svelte.ts')).parseDuration;
    });
    test.each([
        ['1h30', 90], ['1:05', 65], ['1.5', 90], ['1,5 h', 90], ['90 min', 90], ['2d', 960], ['2 j', 960], ['45m', 45], ['x', null], ['1h75x', null],
    ])('%s', (text, minutes) => expect(parse(text)).toBe(minutes));
});

test('ids sort by the time they were made, and are UUIDv7', () => {
    const ids = Array.from({ length: 5000 }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(5000);
    for (const id of ids.slice(0, 50)) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('folding', () => expect(fold('Élodie ÇA')).toBe('elodie ca'));

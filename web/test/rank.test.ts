// Positions made in the browser are the server's own: they sort where they were asked for, by bytes, and never run out.
import { expect, test } from 'vitest';
import { compareRank, rankBetween } from '../src/state/rank.ts';

/** src/resource/rank.c, rank_valid: an integer part as long as its first letter says, and no '0' at the end of a fraction. */
function valid(rank: string): boolean {
    const head = rank.charCodeAt(0);
    const n = head >= 97 ? head - 97 + 2 : 90 - head + 2;
    return /^[A-Za-z][0-9A-Za-z]*$/.test(rank) && rank.length >= n && !(rank.length > n && rank.endsWith('0')) && rank.length <= 100;
}

test('first, before, after, between', () => {
    expect(rankBetween('', '')).toBe('a0');
    expect(rankBetween('a0', '')).toBe('a1');
    expect(rankBetween('az', '')).toBe('b00');
    expect(rankBetween('', 'a0')).toBe('Zz');
    expect(rankBetween('a0', 'a1')).toBe('a0V');
    expect(rankBetween('Zz', 'a1')).toBe('a0');
});

test('what is no position counts as none', () => {
    expect(rankBetween('~', '')).toBe('a0');
    expect(rankBetween('a0', '~')).toBe('a1');
    expect(rankBetween('a1', 'a0')).toBe('a2');
});

test('any order of insertions stays in order and valid', () => {
    let seed = 7;
    const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    const ranks: string[] = [];
    for (let i = 0; i < 3000; i++) {
        const at = random(ranks.length + 1);
        const made = rankBetween(ranks[at - 1] ?? '', ranks[at] ?? '');
        expect(valid(made), made).toBe(true);
        if (at > 0) expect(compareRank(ranks[at - 1], made)).toBe(-1);
        if (at < ranks.length) expect(compareRank(made, ranks[at])).toBe(-1);
        ranks.splice(at, 0, made);
    }
});

test('the same gap can be halved for long', () => {
    let low = 'a0';
    for (let i = 0; i < 300; i++) {
        const made = rankBetween(low, 'a1');
        expect(compareRank(low, made)).toBe(-1);
        expect(compareRank(made, 'a1')).toBe(-1);
        low = made;
    }
    expect(low.length).toBeLessThanOrEqual(100);
});

// Positions among siblings are texts that sort by bytes: the same as src/resource/rank.h and the npm package
// fractional-indexing (David Greenspan, "Implementing Fractional Indexing"). An integer part, whose first letter says how
// long it is ('a' two characters … 'Z' two below zero), then a fraction that does not end in '0'.
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ZERO = 'a0', SMALLEST = `A${'0'.repeat(26)}`;

const lengthOf = (head: string) =>
    head >= 'a' && head <= 'z' ? head.charCodeAt(0) - 97 + 2 : head >= 'A' && head <= 'Z' ? 90 - head.charCodeAt(0) + 2 : 0;
const integerOf = (rank: string) => rank.slice(0, lengthOf(rank[0]));
const valid = (rank: string) => {
    const n = rank ? lengthOf(rank[0]) : 0;
    return n > 0 && rank.length >= n && rank !== SMALLEST && !(rank.length > n && rank.endsWith('0')) && [...rank].every((c) => DIGITS.includes(c));
};

/** Between two fractions, where a null `b` is the end. */
function midpoint(a: string, b: string | null): string {
    if (b) {
        let n = 0;
        while ((a[n] ?? '0') === b[n]) n++;
        if (n) return b.slice(0, n) + midpoint(a.slice(n), b.slice(n));
    }
    const low = a ? DIGITS.indexOf(a[0]) : 0;
    const high = b ? DIGITS.indexOf(b[0]) : DIGITS.length;
    if (high - low > 1) return DIGITS[Math.round((low + high) / 2)];
    if (b && b.length > 1) return b[0];
    return DIGITS[low] + midpoint(a.slice(1), null);
}

/** The integer counted up or down by one; null beyond the last. */
function step(integer: string, by: 1 | -1): string | null {
    const [head, ...digits] = integer;
    const last = by > 0 ? DIGITS.length - 1 : 0, first = by > 0 ? '0' : 'z';
    let carry = true;
    for (let i = digits.length - 1; carry && i >= 0; i--) {
        const d = DIGITS.indexOf(digits[i]);
        carry = d === last;
        digits[i] = carry ? first : DIGITS[d + by];
    }
    if (!carry) return head + digits.join('');
    if (by > 0 ? head === 'z' : head === 'A') return null;
    if (by > 0 && head === 'Z') return ZERO;
    if (by < 0 && head === 'a') return 'Zz';
    const next = String.fromCharCode(head.charCodeAt(0) + by);
    if (by > 0 ? next > 'a' : next < 'Z') digits.push(first);
    else digits.pop();
    return next + digits.join('');
}

/** after < result < before, where '' means no neighbour. What is no rank (a row that only exists here) counts as none. */
export function rankBetween(after: string, before: string): string {
    const a = valid(after) ? after : '', b = valid(before) && before > after ? before : '';
    if (!a && !b) return ZERO;
    if (!a) {
        const integer = integerOf(b), fraction = b.slice(integer.length);
        if (integer === SMALLEST) return integer + midpoint('', fraction);
        return fraction ? integer : (step(integer, -1) ?? integer);
    }
    const integer = integerOf(a), fraction = a.slice(integer.length);
    if (!b) return step(integer, 1) ?? integer + midpoint(fraction, null);
    if (integer === integerOf(b)) return integer + midpoint(fraction, b.slice(integer.length));
    const next = step(integer, 1);
    return next && next < b ? next : integer + midpoint(fraction, null);
}
export const compareRank = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

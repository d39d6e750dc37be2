// Positions among siblings are texts that sort by bytes. The server makes the real ones; until it has answered, a moved
// row stands by one made here: something that sorts between its two neighbours.
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const value = (c: string | undefined) => (c === undefined ? -1 : DIGITS.indexOf(c));

/** after < result < before, where '' means no neighbour. */
export function rankBetween(after: string, before: string): string {
    let out = '';
    for (let i = 0; ; i++) {
        const low = Math.max(0, value(after[i]));
        const high = before && i < before.length ? value(before[i]) : DIGITS.length;
        if (high - low > 1) return out + DIGITS[(low + high) >> 1];
        out += DIGITS[low];
        if (low < high) before = '';
    }
}
export const compareRank = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

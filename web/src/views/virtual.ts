// Which rows of one height are on screen: arithmetic, no measuring.
export function windowOf(scrollTop: number, height: number, row: number, count: number, spare = 8): { from: number; to: number } {
    const from = Math.max(0, Math.floor(scrollTop / row) - spare);
    const to = Math.min(count, Math.ceil((scrollTop + height) / row) + spare);
    return { from, to: Math.max(from, to) };
}

// Reading a day that a person types: 2026-03-12, 12/3, 3/12 (American English), 12 mars, +3, today's number alone.
const pad = (n: number) => String(n).padStart(2, '0');
const real = (y: number, m: number, d: number): string | null => {
    const date = new Date(Date.UTC(y, m - 1, d));
    return date.getUTCMonth() === m - 1 && date.getUTCDate() === d ? `${y}-${pad(m)}-${pad(d)}` : null;
};

export function parseDay(text: string, today: string, locale: string): string | null {
    const s = text.trim().toLowerCase();
    let m: RegExpExecArray | null;
    if ((m = /^\+(\d{1,3})$/.exec(s))) {
        return new Date(Date.parse(`${today}T00:00:00Z`) + +m[1] * 86_400_000).toISOString().slice(0, 10);
    }
    if ((m = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(s))) return real(+m[1], +m[2], +m[3]);
    const year = +today.slice(0, 4);
    if ((m = /^(\d{1,2})[./-](\d{1,2})(?:[./-](\d{2,4}))?$/.exec(s))) {
        const monthFirst = /^en(-US)?$/.test(locale) && s.includes('/') && locale !== 'en';
        const [d, mo] = monthFirst ? [+m[2], +m[1]] : [+m[1], +m[2]];
        const y = m[3] ? (m[3].length === 2 ? 2000 + +m[3] : +m[3]) : year;
        const day = real(y, mo, d);
        // without a year the next such day is meant
        return day && !m[3] && day < today && +day.slice(5, 7) < +today.slice(5, 7) - 1 ? real(y + 1, mo, d) : day;
    }
    if ((m = /^(\d{1,2})\.?\s+(\p{L}+)\.?$/u.exec(s)) || (m = /^(\p{L}+)\.?\s+(\d{1,2})$/u.exec(s))) {
        const [num, word] = /^\d/.test(m[1]) ? [m[1], m[2]] : [m[2], m[1]];
        for (let i = 1; i <= 12; i++) {
            const name = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(year, i - 1, 1)).toLowerCase();
            if (name.startsWith(word)) return real(year, i, +num);
        }
    }
    if ((m = /^(\d{1,2})$/.exec(s))) {
        const [y, mo] = [year, +today.slice(5, 7)];
        const day = real(y, mo, +m[1]);
        if (day && day >= today) return day;
        return mo === 12 ? real(y + 1, 1, +m[1]) : real(y, mo + 1, +m[1]);
    }
    return null;
}

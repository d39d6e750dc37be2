// What the clock on the wall of a zone shows, and when it shows that: pure arithmetic over Intl.
import type { Day, Instant } from '$/api/types.ts';

const formats = new Map<string, Intl.DateTimeFormat>();
function format(timeZone: string): Intl.DateTimeFormat {
    let it = formats.get(timeZone);
    if (!it) {
        it = new Intl.DateTimeFormat('en-CA', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
        formats.set(timeZone, it);
    }
    return it;
}
export function civil(instant: Instant | number, timeZone: string) {
    const p = Object.fromEntries(format(timeZone).formatToParts(new Date(instant)).map((x) => [x.type, x.value]));
    return { day: `${p.year}-${p.month}-${p.day}` as Day, minute: +p.hour * 60 + +p.minute, second: +p.second };
}

/** How far the clock of the zone is ahead of UTC. */
function ahead(at: number, timeZone: string): number {
    const c = civil(at, timeZone);
    return Date.parse(`${c.day}T00:00:00Z`) + (c.minute * 60 + c.second) * 1000 - Math.floor(at / 1000) * 1000;
}

const DAY_MS = 86_400_000;
/** The instant of a wall time, in ms; one that is left out counts from where the clock jumps, one that comes twice is the first. */
export function instantAt(day: Day, minute: number, timeZone: string): number {
    const wall = Date.parse(`${day}T00:00:00Z`) + minute * 60_000;
    const before = wall - ahead(wall - DAY_MS, timeZone), after = wall - ahead(wall + DAY_MS, timeZone);
    const shows = (at: number) => at + ahead(at, timeZone) === wall;
    return before !== after && !shows(before) && shows(after) ? after : before;
}

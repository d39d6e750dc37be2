// Plans as bytes (src/plan/wire.h), for tests: the page itself only reads and changes what the server wrote.
export interface FakeTask { effort: number; project?: number; assignee?: number; release?: number; due?: number; hard?: number; milestone?: boolean; }
export interface Fake {
    days: number;
    people: number;
    projects?: number;
    tasks: FakeTask[];
    links?: { before: number; after: number; type?: number; lag?: number }[];
}
const NONE = 0xffffffff, NEVER = 0x7fffffff;

/** Everybody works from slot 36 to 68 of every day (9:00 to 17:00) from the first on, which is a Monday. */
export function planBytes(fake: Fake): Uint8Array {
    const words: number[] = [];
    const u = (...x: number[]) => void words.push(...x);
    const slots = fake.days * 96, links = fake.links ?? [], projects = fake.projects ?? 1;
    u(0x346c7041, slots, fake.days + 1, fake.tasks.length, links.length, fake.people, projects, 1, 0, 0, 0, 0);
    u(4, 6, 12, 0, 16, 0, 42 * 96, 0, 0, 0, 0);
    for (let d = 0; d <= fake.days; d++) u(d * 96);
    for (let p = 0; p < fake.people; p++) {
        u(1000 + p, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 0, 0, 0, 0, 0);
        const free = new Uint32Array(Math.ceil(slots / 64) * 2);
        for (let s = 0; s < slots; s++) {
            const day = Math.floor(s / 96) % 7, at = s % 96;
            if (day < 5 && at >= 36 && at < 68) free[s >> 5] |= 1 << (s & 31);
        }
        u(...free, 0);
    }
    u(5000, 0, 0);
    for (let p = 0; p < projects; p++) u(6000 + p, 0, 0, 1, NEVER);
    fake.tasks.forEach((t, i) => {
        u(1 + i, 0, t.project ?? 0, NONE, 1, t.assignee ?? NONE, 0, 0, 0, 0);
        u(t.effort, t.effort, t.effort, t.release ?? 0, t.due ?? NEVER, t.hard ?? NEVER, 0);
        u(0, 0, 0, 0, 0, 0, 0, 0, t.milestone ? 1 : 0, 0, NONE, 0, 0);
    });
    for (const l of links) u(l.before, l.after, l.type ?? 0, l.lag ?? 0);
    const bytes = new Uint8Array(words.length * 4), view = new DataView(bytes.buffer);
    words.forEach((w, i) => view.setUint32(i * 4, w >>> 0, true));
    return bytes;
}

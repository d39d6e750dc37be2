// A plan as bytes (src/plan/wire.h): where its arrays are, and the same plan with something changed. Only what the page changes
// is read here; the engine reads all of it and trusts none of it.

export const NONE = 0xffffffff;
export const NEVER = 0x7fffffff;
export const SLOT_MIN = 15;
const MAGIC = 0x346c7041;

const HEAD = 4 + 4 + 10 * 4 + 11 * 4;
const PERSON = 68, TASK = 120, DEPENDENCY = 16, NEED = 8, FIXED = 20;
// within a task
const T = { project: 8, assignee: 20, candidates: 24, low: 40, likely: 44, high: 48, release: 52, due: 56, hard: 60, forceEnd: 104 } as const;

export type TaskField = 'assignee' | 'low' | 'likely' | 'high' | 'release' | 'due' | 'hard';

/** What is changed, by index. */
export type Patch =
    | { kind: 'task'; task: number; field: TaskField; value: number }
    | { kind: 'link'; before: number; after: number; type: number; lag: number }
    | { kind: 'unlink'; before: number; after: number };

export interface Layout {
    slots: number;
    days: Int32Array;
    tasks: number;
    people: number;
    dependencies: number;
    fixed: number;
    at: { counts: number; people: number[]; tasks: number; dependencies: number; needs: number; fixed: number; candidates: number; end: number };
    words: number;
}

/** Throws a RangeError for what is no plan. */
export function layoutOf(bytes: Uint8Array): Layout {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const u32 = (at: number) => view.getUint32(at, true);
    if (u32(0) !== MAGIC) throw new RangeError('no plan');
    const slots = u32(4);
    const [dayMarks, tasks, dependencies, persons, projects, clients, resources, needs, fixed, candidates] = Array.from({ length: 10 }, (_, i) => u32(8 + i * 4));
    const words = Math.ceil(slots / 64);
    let at = HEAD;
    const days = Int32Array.from({ length: dayMarks }, (_, i) => view.getInt32(at + i * 4, true));
    at += dayMarks * 4;
    const people: number[] = [];
    for (let i = 0; i < persons; i++) {
        people.push(at);
        at += PERSON + words * 8;
        at += 4 + (u32(at) ? words * 8 : 0);
    }
    at += clients * 12 + projects * 20;
    for (let i = 0; i < resources; i++) at += 16 + (u32(at + 12) ? words * 8 : 0);
    const where = { counts: 8, people, tasks: at, dependencies: 0, needs: 0, fixed: 0, candidates: 0, end: 0 };
    where.dependencies = where.tasks + tasks * TASK;
    where.needs = where.dependencies + dependencies * DEPENDENCY;
    where.fixed = where.needs + needs * NEED;
    where.candidates = where.fixed + fixed * FIXED;
    where.end = where.candidates + candidates * 4;
    if (where.end !== bytes.byteLength) throw new RangeError(`a plan of ${where.end} bytes, not ${bytes.byteLength}`);
    return { slots, days, tasks, people: persons, dependencies, fixed, at: where, words };
}

export const readTask = (bytes: Uint8Array, layout: Layout, task: number, field: TaskField): number => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const at = layout.at.tasks + task * TASK + T[field];
    return field === 'assignee' ? view.getUint32(at, true) : view.getInt32(at, true);
};

/** before, after, kind, lag of every dependency */
export function readLinks(bytes: Uint8Array, layout: Layout): { before: number; after: number; type: number; lag: number }[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: layout.dependencies }, (_, i) => {
        const at = layout.at.dependencies + i * DEPENDENCY;
        return { before: view.getUint32(at, true), after: view.getUint32(at + 4, true), type: view.getUint32(at + 8, true), lag: view.getInt32(at + 12, true) };
    });
}

export function readFixed(bytes: Uint8Array, layout: Layout): { task: number; person: number; from: number; to: number }[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: layout.fixed }, (_, i) => {
        const at = layout.at.fixed + i * FIXED;
        return { task: view.getUint32(at, true), person: view.getUint32(at + 4, true), from: view.getInt32(at + 8, true), to: view.getInt32(at + 12, true) };
    });
}

/** Free slots of a person in [from, to). */
export function freeSlots(bytes: Uint8Array, layout: Layout, person: number, from: number, to: number): number {
    const start = layout.at.people[person] + PERSON;
    let n = 0;
    for (let s = Math.max(0, from); s < Math.min(to, layout.slots); s++) n += (bytes[start + (s >> 3)] >> (s & 7)) & 1;
    return n;
}

/** The same plan with the changes in it. */
export function patched(bytes: Uint8Array, layout: Layout, patches: Patch[]): Uint8Array {
    const links = patches.filter((p) => p.kind === 'link');
    const unlinked = new Set(patches.flatMap((p) => (p.kind === 'unlink' ? [p.before * 0x100000 + p.after] : [])));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { at } = layout;
    const kept: Uint8Array[] = [bytes.subarray(0, at.dependencies)];
    let dependencies = 0;
    for (let i = 0; i < layout.dependencies; i++) {
        const from = at.dependencies + i * DEPENDENCY;
        if (unlinked.has(view.getUint32(from, true) * 0x100000 + view.getUint32(from + 4, true))) continue;
        kept.push(bytes.subarray(from, from + DEPENDENCY));
        dependencies++;
    }
    for (const link of links) {
        const one = new DataView(new ArrayBuffer(DEPENDENCY));
        one.setUint32(0, link.before, true);
        one.setUint32(4, link.after, true);
        one.setUint32(8, link.type, true);
        one.setInt32(12, link.lag, true);
        kept.push(new Uint8Array(one.buffer));
        dependencies++;
    }
    kept.push(bytes.subarray(at.needs, at.end));
    const made = new Uint8Array(kept.reduce((n, part) => n + part.byteLength, 0));
    let to = 0;
    for (const part of kept) {
        made.set(part, to);
        to += part.byteLength;
    }
    const out = new DataView(made.buffer);
    out.setUint32(at.counts + 2 * 4, dependencies, true);
    for (const p of patches) {
        if (p.kind !== 'task') continue;
        const where = at.tasks + p.task * TASK + T[p.field];
        if (p.field === 'assignee') out.setUint32(where, p.value, true);
        else out.setInt32(where, p.value, true);
        // what stands otherwise than before has no place in the order in force
        if (p.field === 'due' || p.field === 'hard') out.setInt32(at.tasks + p.task * TASK + T.forceEnd, 0, true);
    }
    return made;
}

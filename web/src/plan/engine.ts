// The planning engine (src/plan, as WebAssembly): bytes of a plan in, dates out. The same code as on the server, so the same
// dates to the quarter of an hour.
import { layoutOf, patched, readFixed, freeSlots, type Layout, type Patch } from './wire.ts';

interface Exports {
    memory: WebAssembly.Memory;
    plan_input(n: number): number;
    plan_run(n: number): number;
    plan_result_hash(): bigint;
    plan_starts(): number;
    plan_finishes(): number;
    plan_blocks_at(): number;
    plan_blocks_n(): number;
    plan_block_bytes(): number;
}

/** Slots per task; NEVER where it has no place. */
export interface Dates {
    start: Int32Array;
    finish: Int32Array;
    hash: string;
    ms: number;
}
/** Slots per person and day of the plan. */
export interface Loads {
    days: number;
    capacity: Int32Array;
    load: Int32Array;
}

export class Engine {
    private bytes: Uint8Array = new Uint8Array(0);
    layout: Layout | null = null;
    private exports: Exports;

    constructor(instance: WebAssembly.Instance) {
        this.exports = instance.exports as unknown as Exports;
    }
    static async from(source: Response | BufferSource): Promise<Engine> {
        const made = source instanceof Response ? await WebAssembly.instantiateStreaming(source, {}) : await WebAssembly.instantiate(source, {});
        return new Engine(made.instance);
    }

    load(bytes: Uint8Array) {
        this.layout = layoutOf(bytes);
        this.bytes = bytes;
    }

    run(patches: Patch[] = []): Dates {
        const before = performance.now();
        const bytes = patches.length ? patched(this.bytes, this.layout!, patches) : this.bytes;
        const at = this.exports.plan_input(bytes.byteLength);
        if (!at) throw new Error('no memory for the plan');
        new Uint8Array(this.exports.memory.buffer).set(bytes, at);
        const result = this.exports.plan_run(bytes.byteLength);
        if (result !== 0) throw new Error(`the engine refused the plan (${result})`);
        const n = this.layout!.tasks;
        const copy = (pointer: number) => new Int32Array(this.exports.memory.buffer, pointer, n).slice();
        return {
            start: copy(this.exports.plan_starts()), finish: copy(this.exports.plan_finishes()),
            hash: BigInt.asUintN(64, this.exports.plan_result_hash()).toString(16).padStart(16, '0'), ms: performance.now() - before,
        };
    }

    /** Of the last run: what each person could work and works, day by day, in the weeks that have blocks. */
    loads(): Loads {
        const layout = this.layout!, days = layout.days.length - 1;
        const capacity = new Int32Array(layout.people * days), load = new Int32Array(layout.people * days);
        const dayOf = (slot: number) => {
            let low = 0, high = days;
            while (low + 1 < high) {
                const middle = (low + high) >> 1;
                if (layout.days[middle] <= slot) low = middle;
                else high = middle;
            }
            return low;
        };
        for (let p = 0; p < layout.people; p++) {
            for (let d = 0; d < days; d++) capacity[p * days + d] = freeSlots(this.bytes, layout, p, layout.days[d], layout.days[d + 1]);
        }
        const words = new Uint32Array(this.exports.memory.buffer);
        const size = this.exports.plan_block_bytes() / 4;
        for (let i = 0, at = this.exports.plan_blocks_at() / 4; i < this.exports.plan_blocks_n(); i++, at += size) {
            // task, person, from, to, …
            load[words[at + 1] * days + dayOf(words[at + 2])] += words[at + 3] - words[at + 2];
        }
        for (const one of readFixed(this.bytes, layout)) if (one.person < layout.people) load[one.person * days + dayOf(one.from)] += one.to - one.from;
        return { days, capacity, load };
    }
}

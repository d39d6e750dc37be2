// The engine on a thread of its own, so that the picture keeps moving while it works.
import { Engine, type Dates, type Loads } from './engine.ts';
import type { Patch } from './wire.ts';

export type Asked =
    | { n: number; kind: 'start'; module: string }
    | { n: number; kind: 'load'; bytes: Uint8Array }
    | { n: number; kind: 'try'; patches: Patch[] }
    | { n: number; kind: 'loads' };
export type Answered = { n: number; dates?: Dates; loads?: Loads; error?: string };

let engine: Engine | null = null;

async function answer(asked: Asked): Promise<Omit<Answered, 'n'>> {
    if (asked.kind === 'start') {
        engine = await Engine.from(await fetch(asked.module));
        return {};
    }
    if (asked.kind === 'load') {
        engine!.load(asked.bytes);
        return { dates: engine!.run() };
    }
    if (asked.kind === 'loads') {
        engine!.run();
        return { loads: engine!.loads() };
    }
    return { dates: engine!.run(asked.patches) };
}

let last = Promise.resolve();
self.onmessage = (event: MessageEvent<Asked>) => {
    last = last.then(async () => {
        try {
            self.postMessage({ n: event.data.n, ...(await answer(event.data)) } satisfies Answered);
        } catch (error) {
            self.postMessage({ n: event.data.n, error: String(error) } satisfies Answered);
        }
    });
};

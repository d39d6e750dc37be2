// Vite plugin: the planning engine as WebAssembly (scripts/build-wasm, from src/plan), made anew when its sources are newer. The
// build gives it a hashed name as any other asset.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const root = new URL('../..', import.meta.url).pathname;
const folder = join(root, 'web/src/plan/generated');
export const engineFile = join(folder, 'plan.wasm');

const time = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

export function buildEngine() {
    const sources = ['src/plan', 'src/base'].flatMap((name) => readdirSync(join(root, name)).map((file) => join(root, name, file)));
    const newest = Math.max(...[...sources, join(root, 'scripts/build-wasm')].map(time));
    if (time(engineFile) > newest) return;
    mkdirSync(folder, { recursive: true });
    const made = `${engineFile}.${process.pid}`;
    execFileSync(join(root, 'scripts/build-wasm'), [made], { stdio: 'inherit' });
    renameSync(made, engineFile);
}

export const engine = (): Plugin => ({ name: 'engine', configResolved: buildEngine });

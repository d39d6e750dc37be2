// golden.mjs ENGINE.wasm FOLDER: the hash of each plan in the folder, as golden.c prints it; and 0 what is no plan.
import { readdirSync, readFileSync } from "node:fs";

const [module, folder] = process.argv.slice(2);
const { exports: engine } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(module)), {});

function run(bytes) {
    const at = engine.plan_input(bytes.length);
    if (at === 0) throw new Error("no memory");
    new Uint8Array(engine.memory.buffer).set(bytes, at);
    return engine.plan_run(bytes.length);
}

const files = readdirSync(folder).filter((f) => f.endsWith(".plan"));
for (const n of files.map((f) => parseInt(f)).sort((a, b) => a - b)) {
    const bytes = readFileSync(`${folder}/${n}.plan`);
    if (run(bytes.subarray(0, bytes.length - 1)) !== -1) throw new Error(`${n}: cut short, and not refused`);
    if (run(bytes) !== 0) throw new Error(`${n}: refused`);
    console.log(`${n} ${BigInt.asUintN(64, engine.plan_result_hash()).toString(16).padStart(16, "0")}`);
}

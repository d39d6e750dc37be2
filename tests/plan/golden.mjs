// golden.mjs ENGINE.wasm FOLDER: the hashes of each plan in the folder, as golden.c prints them; what is no plan is refused.
import { readdirSync, readFileSync } from "node:fs";

const [module, folder] = process.argv.slice(2);
const { exports: engine } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(module)), {});

function run(bytes) {
    const at = engine.plan_input(bytes.length);
    if (at === 0) throw new Error("no memory");
    new Uint8Array(engine.memory.buffer).set(bytes, at);
    return engine.plan_run(bytes.length);
}

const RELEASE = 0;

function hash(of = engine.plan_result_hash) {
    return BigInt.asUintN(64, of()).toString(16).padStart(16, "0");
}

const files = readdirSync(folder).filter((f) => f.endsWith(".plan"));
for (const n of files.map((f) => parseInt(f)).sort((a, b) => a - b)) {
    const bytes = readFileSync(`${folder}/${n}.plan`);
    if (run(bytes.subarray(0, bytes.length - 1)) !== -1) throw new Error(`${n}: cut short, and not refused`);
    if (run(bytes) !== 0) throw new Error(`${n}: refused`);
    const whole = hash();
    const tasks = new Uint32Array(engine.memory.buffer, engine.plan_counts(), 1)[0];
    // Two notes of one change are one: the last counts.
    if (engine.plan_change_task(n % tasks, RELEASE, 7) !== 0 || engine.plan_change_task(n % tasks, RELEASE, 300) !== 0)
        throw new Error(`${n}: a change is refused`);
    if (engine.plan_change_task(tasks, RELEASE, 7) !== -1) throw new Error(`${n}: a change of no task`);
    if (engine.plan_dates_only() !== 0) throw new Error(`${n}: refused with a change`);
    if (engine.plan_forecast_run(128, n) !== 0) throw new Error(`${n}: no forecast`);
    console.log(`${n} ${whole} ${hash()} ${hash(engine.plan_forecast_result_hash)}`);
}

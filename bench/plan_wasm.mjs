// plan_wasm.mjs ENGINE.wasm PLAN: the engine as a page has it, on a plan of plan_wire; milliseconds, least of 15, as JSON.
import { readFileSync } from 'node:fs'

const RUNS = 15
const EFFORT = 3 // src/plan/change.h
const [module, plan] = process.argv.slice(2)
const { exports: engine } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(module)), {})
const bytes = readFileSync(plan)

function input() {
  const at = engine.plan_input(bytes.length)
  new Uint8Array(engine.memory.buffer).set(bytes, at)
}

function least(run) {
  let ms = Infinity
  for (let i = 0; i < RUNS; i++) {
    const began = performance.now()
    if (run(i) !== 0) throw new Error('the engine refused')
    ms = Math.min(ms, performance.now() - began)
  }
  return ms
}

const whole = least(() => (input(), engine.plan_run(bytes.length)))
const whatIf = least((i) => engine.plan_change_task(7, EFFORT, 100 + i) || engine.plan_dates_only())
const forecast = least(() => engine.plan_forecast_run(256, 1))
console.log(JSON.stringify({ whole, what_if: whatIf, forecast_256: forecast, memory_mb: engine.memory.buffer.byteLength / 1e6 }))

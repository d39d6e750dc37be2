// The engine in the page and what the Gantt works out: bytes changed and planned, the axis, rows, what is under the pointer.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import './browser.ts';
import { buildEngine, engineFile } from '../scripts/engine.ts';
import { planBytes, type Fake } from './plan_bytes.ts';
import { Engine } from '$/plan/engine.ts';
import { circle, PlanMap, promisesOf, type PlanIndex } from '$/plan/outcome.ts';
import { layoutOf, NEVER, patched, readLinks, readTask } from '$/plan/wire.ts';
import type { Client, Project, Task } from '$/api/types.ts';

const MONDAY = '2027-01-04';
const index = (fake: Fake, tasks: string[]): PlanIndex => {
    const midnight = new Date(2027, 0, 4).getTime();
    return {
        hash: '', from: new Date(midnight).toISOString(), quarter_s: 900, days: Array.from({ length: fake.days + 1 }, (_, d) => new Date(2027, 0, 4 + d).toISOString()), tasks,
        people: Array.from({ length: fake.people }, (_, p) => `p${p}`), projects: ['q'], clients: ['c'], dependencies: (fake.links ?? []).map((_, i) => `l${i}`),
    };
};
const ten: Fake = { days: 60, people: 2, tasks: [{ effort: 32, assignee: 0 }, { effort: 16, assignee: 0 }, { effort: 0, milestone: true, due: 10 * 96 }, { effort: 32, assignee: 1 }], links: [{ before: 0, after: 1 }, { before: 1, after: 2 }] };

let wasm: Uint8Array<ArrayBuffer>;
beforeAll(() => {
    buildEngine();
    wasm = new Uint8Array(readFileSync(engineFile));
}, 120_000);
async function ready(fake: Fake) {
    const engine = await Engine.from(wasm), bytes = planBytes(fake);
    engine.load(bytes);
    return { engine, bytes, map: new PlanMap(index(fake, fake.tasks.map((_, i) => `t${i}`)), layoutOf(bytes), bytes) };
}

describe('the engine in the page', () => {
    test('plans what it is given', async () => {
        const { engine } = await ready(ten);
        const dates = engine.run();
        expect([...dates.start.slice(0, 2)]).toEqual([36, 96 + 36]);
        expect([...dates.finish.slice(0, 2)]).toEqual([68, 96 + 52]);
        expect(dates.hash).toMatch(/^[0-9a-f]{16}$/);
        expect(engine.run().hash).toBe(dates.hash);
    });
    test('a later start pushes what waits for it, and the promise is named with both dates', async () => {
        const { engine, map } = await ready(ten);
        const base = engine.run();
        const after = engine.run(map.patches({ kind: 'start', task: 't0', start: '2027-01-07' })!);
        expect(after.start[0]).toBe(3 * 96 + 36);
        expect(map.moved(base, after)).toEqual(new Set(['t0', 't1', 't2']));
        const [promise, ...rest] = promisesOf(map, base, after, [{ resource: 'task', id: 't2', client: 'c', title: 'Launch', due: '2027-01-07', hard: true, tasks: ['t2'] }]);
        expect(rest).toEqual([]);
        expect(promise).toMatchObject({ id: 't2', before: '2027-01-05', after: '2027-01-08', days: 3, late: true, wasLate: false });
        expect(promisesOf(map, base, base, [{ resource: 'task', id: 't2', client: 'c', title: '', due: null, hard: false, tasks: ['t2'] }])).toEqual([]);
    });
    test('estimates, assignees and links', async () => {
        const { engine, map } = await ready(ten);
        const base = engine.run();
        expect(engine.run(map.patches({ kind: 'estimate', task: 't0', minutes: 960 })!).finish[0]).toBe(96 + 68);
        expect(engine.run(map.patches({ kind: 'estimate', task: 't0', minutes: 480 }, 240)!).finish[0]).toBe(52);
        const other = engine.run(map.patches({ kind: 'assign', task: 't3', member: 'p0' })!);
        expect(other.finish[3]).toBeGreaterThan(base.finish[3]);
        const linked = engine.run(map.patches({ kind: 'dependency', task: 't3', predecessor: 't1', type: 'finish_start', lag_min: 0 })!);
        expect(linked.start[3]).toBeGreaterThanOrEqual(base.finish[1]);
        const free = engine.run(map.patches({ kind: 'unlink', task: 't1', predecessor: 't0' })!);
        expect(Math.min(free.start[0], free.start[1])).toBe(36);
        expect(engine.run().hash).toBe(base.hash);
        expect(map.patches({ kind: 'start', task: 'unknown', start: MONDAY })).toBeNull();
        expect(map.patches({ kind: 'assign', task: 't0', member: 'unknown' })).toBeNull();
    });
    test('loads of people by day', async () => {
        const { engine } = await ready(ten);
        engine.run();
        const loads = engine.loads();
        expect([...loads.capacity.slice(0, 7)]).toEqual([32, 32, 32, 32, 32, 0, 0]);
        expect(loads.load[0]).toBe(32);
        expect(loads.load[1]).toBe(16);
        expect(loads.load[loads.days]).toBe(32);
    });
    test('bytes: only what is changed changes, and what is no plan is refused', () => {
        const bytes = planBytes(ten), layout = layoutOf(bytes);
        expect(readTask(bytes, layout, 2, 'due')).toBe(960);
        expect(readTask(bytes, layout, 0, 'hard')).toBe(NEVER);
        expect(readLinks(bytes, layout).map((l) => [l.before, l.after])).toEqual([[0, 1], [1, 2]]);
        const same = patched(bytes, layout, []);
        expect(same).toEqual(bytes);
        const cut = patched(bytes, layout, [{ kind: 'unlink', before: 0, after: 1 }, { kind: 'link', before: 3, after: 0, type: 2, lag: -8 }]);
        expect(readLinks(cut, layoutOf(cut))).toEqual([{ before: 1, after: 2, type: 0, lag: 0 }, { before: 3, after: 0, type: 2, lag: -8 }]);
        expect(() => layoutOf(bytes.subarray(0, bytes.length - 4))).toThrow(RangeError);
        expect(() => layoutOf(new Uint8Array(200))).toThrow(RangeError);
    });
    test('a circle says its path', () => {
        const links = [{ task: 'b', predecessor: 'a' }, { task: 'c', predecessor: 'b' }];
        expect(circle(links, 'a', 'c')).toEqual(['a', 'b', 'c', 'a']);
        expect(circle(links, 'c', 'a')).toBeNull();
        expect(circle(links, 'a', 'a')).toEqual(['a', 'a']);
    });
});

const plain = { names: { client: () => ({ name: 'Client', color: 3, kind: 'client' }) as unknown as Client, project: () => ({ name: 'Project', rank: 'a', due: null }) as unknown as Project, list: () => undefined, member: () => undefined } };
const task = (id: string, more: Partial<Task> = {}): Task => ({ id, title: id, client: 'c', project: 'q', list: 'l', parent: null, kind: 'task', category: 'open', assignees: [], start: null, due: null, completed: null, estimate_min: 120, spent_min: 0, subtask_count: 0, subtask_done: 0, rank: id, ...more }) as unknown as Task;

describe('rows and bars', async () => {
    const { treeOf } = await import('$/views/gantt/tree.ts');
    const { Scale, wallOf, wall, DAY, ticks, dayAt, lastDayAt } = await import('$/views/gantt/scale.ts');
    const { hitAt } = await import('$/views/gantt/hit.ts');
    const { boxOf, lineOf } = await import('$/views/gantt/draw.ts');
    const { SvgPainter, fitted } = await import('$/views/gantt/paint.ts');
    const at = (day: string, hour = 0) => new Date(`${day}T${String(hour).padStart(2, '0')}:00:00`).getTime();
    const asked = (tasks: Task[], plan: Record<string, [number, number]>, closed: string[] = []) => treeOf({
        tasks, group: 'project', within: { client: false, project: false, list: false }, closed: new Set(closed), ...plain,
        plan: (id) => plan[id] && { start: plan[id][0], finish: plan[id][1], p50: null, p80: null, p95: null, slack_min: 0, critical: false, late: false },
        baseline: () => undefined, waits: () => false, order: (a, b) => (a.id < b.id ? -1 : 1), compare: (a, b) => (a < b ? -1 : 1), nobody: 'Nobody',
    });

    test('clients and projects reach over their tasks; what is folded still counts', () => {
        const tasks = [task('a'), task('b', { due: '2027-01-06' }), task('c', { parent: 'a' })];
        const plan: Record<string, [number, number]> = { a: [at(MONDAY, 9), at(MONDAY, 17)], c: [at('2027-01-08', 9), at('2027-01-08', 12)], b: [at('2027-01-05', 9), at('2027-01-07', 12)] };
        const { rows, from, until } = asked(tasks, plan);
        expect(rows.map((r) => [r.kind, r.depth, r.label])).toEqual([['client', 0, 'Client'], ['project', 1, 'Project'], ['task', 2, 'a'], ['task', 3, 'c'], ['task', 2, 'b']]);
        expect(rows[0].bar).toMatchObject({ kind: 'summary', start: wall(at(MONDAY, 9)), end: wall(at('2027-01-08', 12)) });
        expect(rows[2].bar!.kind).toBe('summary');
        expect([from, until]).toEqual([rows[0].bar!.start, rows[0].bar!.end]);
        expect(rows[4].due).toBe(wallOf('2027-01-07'));
        const folded = asked(tasks, plan, [rows[1].key]);
        expect(folded.rows.map((r) => r.label)).toEqual(['Client', 'Project']);
        expect(folded.rows[1].bar).toEqual(rows[1].bar);
    });
    test('a task takes its open parts along, however deep and folded', () => {
        const span: [number, number] = [at(MONDAY, 9), at(MONDAY, 17)];
        const tasks = [task('a'), task('b', { parent: 'a' }), task('c', { parent: 'b' }), task('d', { parent: 'a', category: 'done', completed: '2027-01-04T10:00:00Z' }), task('e', { parent: 'a' }), task('f', { parent: 'a' })];
        const plan = { a: span, b: span, c: span, e: span };
        const parts = (closed: string[]) => asked(tasks, plan, closed).rows.filter((row) => row.task).map((row) => [row.id, row.parts.map((part) => part.task.id)]);
        expect(parts([])).toEqual([['a', ['c', 'e']], ['b', ['c']], ['c', []], ['d', []], ['e', []], ['f', []]]);
        const folded = asked(tasks, plan).rows.find((row) => row.id === 'a')!.key;
        expect(parts([folded])).toEqual([['a', ['c', 'e']]]);
    });
    test('milestones are points, and what nobody dated has no bar', () => {
        const { rows } = asked([task('m', { kind: 'milestone', due: '2027-02-01' }), task('x')], {});
        expect(rows[2].bar).toMatchObject({ kind: 'milestone', start: wallOf('2027-02-02'), end: wallOf('2027-02-02'), planned: true, late: false });
        expect(rows[3].bar).toBeNull();
    });
    test('the axis', () => {
        const scale = new Scale(wallOf(MONDAY) + 300, wallOf('2027-03-01'), 20);
        expect(scale.x(wallOf('2027-01-06'))).toBe(40);
        expect(dayAt(scale.at(41))).toBe('2027-01-06');
        expect(lastDayAt(wallOf('2027-01-06'))).toBe('2027-01-05');
        const words = { date: (o: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', o), quarter: (n: number) => `Q${n}`, weekStart: 1 };
        for (const [zoom, unit] of [[1200, 'hours'], [30, 'day'], [6, 'week'], [2, 'month'], [0.5, 'quarter'], [0.2, 'year']] as const) {
            const made = ticks(new Scale(scale.from, scale.until, zoom), scale.from, scale.until, words);
            expect(made.unit).toBe(unit);
            for (const row of [made.minor, made.major]) row.forEach((tick, i) => i && expect(tick.at).toBe(row[i - 1].until));
            expect(made.minor[0].at).toBeLessThanOrEqual(scale.from);
        }
        const week = ticks(new Scale(scale.from, scale.until, 6), wallOf('2027-01-09'), wallOf('2027-01-12'), words);
        expect(week.minor.map((x) => dayAt(x.at))).toEqual([MONDAY, '2027-01-11']);
    });
    test('what is under the pointer', () => {
        const { rows } = asked([task('a', { due: '2027-01-12' }), task('b')], { a: [at(MONDAY, 9), at('2027-01-08', 17)], b: [at('2027-01-11', 9), at('2027-01-13', 12)] });
        const scale = new Scale(wallOf('2027-01-01'), wallOf('2027-03-01'), 30), height = 32;
        const box = boxOf(rows[2].bar!, 'task', 2, height, scale), y = box.y + box.h / 2;
        const link = { id: 'l', from: 2, to: 3, kind: 'finish_start' as const, critical: false };
        const what = (x: number, at = y) => hitAt(x, at, rows, [link], height, scale);
        expect(what(box.x + 20)).toEqual({ what: 'bar', row: 2 });
        expect(what(box.x + box.w - 2)).toEqual({ what: 'end', row: 2 });
        expect(what(box.x + box.w + 8)).toEqual({ what: 'from_end', row: 2 });
        expect(what(box.x - 8)).toEqual({ what: 'from_start', row: 2 });
        expect(what(scale.x(rows[2].due!) + 3)).toEqual({ what: 'due', row: 2 });
        expect(what(5)).toEqual({ what: 'row', row: 2 });
        expect(what(5, 9000)).toEqual({ what: 'none', row: -1 });
        const line = lineOf(link, rows, height, scale)!;
        expect(line.slice(0, 2)).toEqual([box.x + box.w, y]);
        expect(hitAt(line[2], (line[3] + line[5]) / 2, rows, [link], height, scale)).toMatchObject({ what: 'link', id: 'l' });
    });
    test('every kind of link begins and ends at the right ends', () => {
        const { rows } = asked([task('a'), task('b')], { a: [at(MONDAY, 9), at('2027-01-08', 17)], b: [at('2027-01-06', 9), at('2027-01-13', 12)] });
        const scale = new Scale(wallOf('2027-01-01'), wallOf('2027-03-01'), 30);
        const [a, b] = [2, 3].map((i) => boxOf(rows[i].bar!, 'task', i, 32, scale));
        const ends = { finish_start: [a.x + a.w, b.x], start_start: [a.x, b.x], finish_finish: [a.x + a.w, b.x + b.w], start_finish: [a.x, b.x + b.w] };
        for (const [kind, [from, to]] of Object.entries(ends)) {
            const line = lineOf({ id: '', from: 2, to: 3, kind: kind as 'finish_start', critical: false }, rows, 32, scale)!;
            expect([line[0], line.at(-2)]).toEqual([from, to]);
        }
    });
    test('an exported text cannot break out of its picture', () => {
        const p = new SvgPainter();
        p.text('<script>"&', 1, 2, '#000');
        p.rect(0, 0, 10, 10, { fill: '#fff' });
        const svg = p.picture(10, 10, 'a < b');
        expect(svg).toContain('&lt;script&gt;&quot;&amp;');
        expect(svg).not.toContain('<script');
        expect(svg).toContain('<title>a &lt; b</title>');
        expect(fitted('abcdef', 1000)).toBe('abcdef');
        expect(fitted('abcdefabcdefabcdef', 60)).toMatch(/…$/);
    });
    test('days are as wide when the clocks change', () => {
        expect(wall(at('2027-03-29')) - wall(at('2027-03-27'))).toBe(2 * DAY);
    });
});

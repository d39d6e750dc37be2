// The lines of a list: groups, order, subtasks; ten thousand tasks.
import { beforeAll, expect, test } from 'vitest';
import './browser.ts';
import type { Category, Task } from '../src/api/types.ts';
import { windowOf } from '../src/views/virtual.ts';

const { Lines, comparer } = await import('../src/views/list/rows.ts');
const { store } = await import('../src/state/store.svelte.ts');
const { fitColumns } = await import('../src/views/columns.ts');
const { terms } = await import('../src/views/filter.ts');

const task = (id: string, more: Partial<Task> = {}) =>
    ({ id, version: 1, title: id, project: 'p', list: 'l', client: 'c', parent: null, status: 's', category: 'open' as Category, priority: null, assignees: [], tags: [], due: null, rank: id, subtask_count: 0, ...more }) as unknown as Task;
const base = { group: 'none' as const, sort: '', nested: true, openParents: new Set<string>(), closedGroups: new Set<string>(), canAdd: () => false };
const shape = (made: ReturnType<InstanceType<typeof Lines>['make']>) => made.lines.map((l) => (l.type === 'task' ? `${'  '.repeat(l.depth)}${l.id}` : l.type === 'group' ? `# ${l.group.key} ${l.group.count}` : '+'));

beforeAll(() => {
    store.members.put({ id: 'm1', version: 1, name: 'Zoé' } as never);
    store.members.put({ id: 'm2', version: 1, name: 'Ana' } as never);
});

test('subtasks stand under their open parents, else stand for themselves', () => {
    const tasks = [task('b'), task('a', { subtask_count: 2 }), task('a1', { parent: 'a', rank: '2' }), task('a2', { parent: 'a', rank: '1' }), task('x', { parent: 'elsewhere' })];
    expect(shape(new Lines().make({ ...base, tasks }))).toEqual(['a', 'b', 'x']);
    expect(shape(new Lines().make({ ...base, tasks, openParents: new Set(['a']) }))).toEqual(['a', '  a2', '  a1', 'b', 'x']);
    expect(shape(new Lines().make({ ...base, tasks, nested: false })).length).toBe(5);
});

test('groups: people by name, one task with two people in both, nobody last; closed groups show no tasks', () => {
    const tasks = [task('1', { assignees: ['m1', 'm2'] }), task('2'), task('3', { assignees: ['m1'] })];
    expect(shape(new Lines().make({ ...base, tasks, group: 'assignee' }))).toEqual(['# m2 1', '1', '# m1 2', '1', '3', '# none 1', '2']);
    expect(shape(new Lines().make({ ...base, tasks, group: 'assignee', closedGroups: new Set(['m1']) }))).toEqual(['# m2 1', '1', '# m1 2', '# none 1', '2']);
});

test('sorting: nothing last in both directions, the order made by hand settles the rest', () => {
    const tasks = [task('a', { due: null }), task('b', { due: '2026-02-01', rank: 'z' }), task('c', { due: '2026-01-01' }), task('d', { due: '2026-02-01', rank: 'y' })];
    const ids = (sort: string) => [...tasks].sort(comparer(sort)).map((t) => t.id).join('');
    expect(ids('due')).toBe('cdba');
    expect(ids('-due')).toBe('dbca');
    expect(ids('')).toBe('acdb');
});

test('ten thousand tasks: one change is sorted in with a handful of comparisons', () => {
    const tasks = Array.from({ length: 10_000 }, (_, i) => task(`t${String((i * 7919) % 10_000).padStart(5, '0')}`, { priority: (i % 4) + 1 }));
    let reads = 0;
    const counted = tasks.map((t) => new Proxy(t, { get: (target, key) => (key === 'priority' && reads++, target[key as keyof Task]) }));
    const lines = new Lines();
    const asked = { ...base, sort: 'priority' };
    expect(lines.make({ ...asked, tasks: counted }).lines.length).toBe(10_000);
    const changed = [...counted];
    changed[17] = { ...tasks[17], priority: 1 };
    changed.splice(40, 1);
    changed.push(task('new', { priority: 2 }));
    reads = 0;
    const { ids } = lines.make({ ...asked, tasks: changed });
    expect(reads).toBeLessThan(100);
    expect(ids).toEqual([...changed].sort(comparer('priority')).map((t) => t.id));
});

test('the window of a virtual list', () => {
    expect(windowOf(0, 800, 32, 10_000)).toEqual({ from: 0, to: 33 });
    expect(windowOf(32_000, 800, 32, 10_000)).toEqual({ from: 992, to: 1033 });
    expect(windowOf(1e9, 800, 32, 5)).toEqual({ from: expect.any(Number), to: expect.any(Number) });
    expect(windowOf(0, 800, 32, 0)).toEqual({ from: 0, to: 0 });
});

test('columns give way to the title', () => {
    const columns = ['client', 'project', 'tags', 'due'].map((id) => ({ id, label: id, width: 100 }));
    expect(fitColumns(columns, 1200).length).toBe(4);
    expect(fitColumns(columns, 600).map((c) => c.id)).toEqual(['client', 'due']);
});

test('terms of a filter', () => {
    expect(terms('is:open client:acme (a or b) "x y" cf."A b">3')).toEqual(['is:open', 'client:acme', '(a or b)', '"x y"', 'cf."A b">3']);
    expect(terms('is:open or is:late')).toEqual(['is:open or is:late']);
    expect(terms('  ')).toEqual([]);
});

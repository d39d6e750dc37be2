// Alike small tasks: of one activity, each short enough that starting it costs as much as doing it. Together they make a block.
import type { Id, Task } from '$/api/types.ts';
import { isOpen } from '$/state/tasks.svelte.ts';
import { store } from '$/state/store.svelte.ts';

export const SMALL_MIN = 30;
/** a batch is a while, not a day */
const LEAST = 3, MOST_MIN = 120;
/** what is not estimated is taken as this */
const ASSUMED_MIN = 15;

export const restMin = (task: Task) => Math.max(0, (task.estimate_min ?? 0) - (task.spent_min ?? 0));
const isSmall = (task: Task) => task.estimate_min != null && task.estimate_min > 0 && task.estimate_min <= SMALL_MIN;

/** What is due first, as many as fit. */
function first(tasks: Task[]): { tasks: Task[]; min: number } {
    const order = [...tasks].sort((a, b) => ((a.due ?? '9') < (b.due ?? '9') ? -1 : (a.due ?? '9') > (b.due ?? '9') ? 1 : a.id < b.id ? -1 : 1));
    const found: Task[] = [];
    let min = 0;
    for (const task of order) {
        const more = restMin(task) || ASSUMED_MIN;
        if (min + more > MOST_MIN) break;
        found.push(task);
        min += more;
    }
    return { tasks: found, min: Math.ceil(min / 15) * 15 };
}
export const alike = (member: Id, activity: Id): Task[] =>
    first(store.tasks.where((x) => isOpen(x) && x.activity === activity && isSmall(x) && (x.assignees ?? []).includes(member))).tasks;

export interface Batch { activity: Id; name: string; tasks: Task[]; min: number; }
/** The best one to propose: most tasks first. What stands in a block already is left out. */
export function proposeBatch(member: Id, tasks: Task[], inBlocks: ReadonlySet<Id | null>): Batch | null {
    const by = new Map<Id, Task[]>();
    for (const task of tasks) {
        if (!task.activity || inBlocks.has(task.id) || !isOpen(task) || !isSmall(task) || !(task.assignees ?? []).includes(member)) continue;
        by.set(task.activity, [...(by.get(task.activity) ?? []), task]);
    }
    const [best] = [...by].filter(([, some]) => some.length >= LEAST).sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
    if (!best) return null;
    return { activity: best[0], name: store.activities.get(best[0])?.name ?? '', ...first(best[1]) };
}

// Alike small tasks: of one activity, each short enough that starting it costs as much as doing it. Together they make a block.
import type { Id, Task } from '$/api/types.ts';
import { isOpen } from '$/state/tasks.svelte.ts';
import { store } from '$/state/store.svelte.ts';

export const SMALL_MIN = 30;
const LEAST = 3, MOST = 8;
/** what is not estimated is taken as this */
const ASSUMED_MIN = 15;

export const restMin = (task: Task) => Math.max(0, (task.estimate_min ?? 0) - (task.spent_min ?? 0));
const isSmall = (task: Task) => task.estimate_min != null && task.estimate_min > 0 && task.estimate_min <= SMALL_MIN;

export const alike = (member: Id, activity: Id): Task[] =>
    store.tasks.where((x) => isOpen(x) && x.activity === activity && isSmall(x) && (x.assignees ?? []).includes(member)).slice(0, MOST);

export interface Batch { activity: Id; name: string; tasks: Task[]; min: number; }
/** The best one to propose: most tasks first. Activities that have a batch ahead already are left out. */
export function proposeBatch(member: Id, tasks: Task[], planned: ReadonlySet<Id>): Batch | null {
    const by = new Map<Id, Task[]>();
    for (const task of tasks) {
        if (!task.activity || planned.has(task.activity) || !isOpen(task) || !isSmall(task) || !(task.assignees ?? []).includes(member)) continue;
        by.set(task.activity, [...(by.get(task.activity) ?? []), task]);
    }
    const [best] = [...by].filter(([, some]) => some.length >= LEAST).sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
    if (!best) return null;
    const some = best[1].slice(0, MOST);
    const min = Math.ceil(some.reduce((sum, x) => sum + (restMin(x) || ASSUMED_MIN), 0) / 15) * 15;
    return { activity: best[0], name: store.activities.get(best[0])?.name ?? '', tasks: some, min };
}

// The days of a month as weeks, and what falls on each.
import type { Day, Task } from '$/api/types.ts';
import { addDays, startOfWeek } from '$/i18n/index.svelte.ts';

export const firstOf = (day: Day): Day => `${day.slice(0, 7)}-01`;
export function monthBy(day: Day, by: number): Day {
    const d = new Date(`${firstOf(day)}T00:00:00Z`);
    d.setUTCMonth(d.getUTCMonth() + by);
    return d.toISOString().slice(0, 10);
}
/** Whole weeks, as many as the month touches. */
export function weeksOf(first: Day): Day[][] {
    const weeks: Day[][] = [];
    const next = monthBy(first, 1);
    for (let day = startOfWeek(first); day < next; day = addDays(day, 7)) weeks.push(Array.from({ length: 7 }, (_, i) => addDays(day, i)));
    return weeks;
}
export function byDue(tasks: readonly Task[], order: (a: Task, b: Task) => number): { days: Map<Day, Task[]>; none: Task[] } {
    const days = new Map<Day, Task[]>(), none: Task[] = [];
    for (const task of tasks) {
        if (!task.due) none.push(task);
        else if (days.has(task.due)) days.get(task.due)!.push(task);
        else days.set(task.due, [task]);
    }
    for (const some of [...days.values(), none]) some.sort(order);
    return { days, none };
}
/** How many of n fit where there is room for `room`: one place is for "more". */
export const fitting = (n: number, room: number) => (n <= room ? n : Math.max(0, room - 1));

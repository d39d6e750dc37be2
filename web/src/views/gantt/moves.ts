// What a hand or a key does to a row, as changes to try: its beginning, its due date, its estimate, by so many days or half hours. A
// task with subtasks takes the open ones along.
import type { Day, Id, Task } from '$/api/types.ts';
import { addDays, dayText, t, today } from '$/i18n/index.svelte.ts';
import type { Try } from '$/plan/outcome.ts';
import { session } from '$/state/session.svelte.ts';
import type { Held } from './draw.ts';
import { DAY, dayAt, lastDayAt, wallOf } from './scale.ts';
import type { GanttRow, Part } from './tree.ts';
import { trial } from './trial.svelte.ts';

export type Kind = 'start' | 'due' | 'estimate';
export const STEP_MIN = 30;

/** What can be done to it. A project has a due date, and whoever leads may move it. */
export function canMove(row: GanttRow | undefined, kind: Kind): boolean {
    if (row?.kind === 'project') return kind === 'due' && session.isManager;
    if (!row?.task) return false;
    if (kind === 'due') return true;
    if (!row.bar || row.bar.done || row.bar.kind === 'milestone') return false;
    return row.bar.kind === 'summary' ? kind === 'start' && row.parts.length > 0 : true;
}

const minutes = (task: Task, by: number) => Math.max(15, Math.round(((task.estimate_min ?? 120) + by * STEP_MIN) / 15) * 15);
const dueOf = (row: GanttRow): Day => (row.due !== null ? lastDayAt(row.due) : row.bar ? lastDayAt(row.bar.end) : today());
const lengthOf = (bar: { start: number; end: number }) => Math.floor((bar.end - 1) / DAY) - Math.floor(bar.start / DAY);

/** How it stands while it is held. */
export function heldOf(row: GanttRow, index: number, kind: Kind, by: number): Held {
    const { start, end } = row.bar ?? { start: row.due ?? 0, end: row.due ?? 0 };
    if (kind === 'due') return { row: index, start, end, due: wallOf(addDays(dueOf(row), by)) + DAY };
    if (kind === 'start') return { row: index, start: start + by * DAY, end: end + by * DAY };
    return { row: index, start, end: start + ((end - start) * minutes(row.task!, by)) / (row.task!.estimate_min ?? 120) };
}

/** Tries it; false: it cannot be done. */
export function tryMove(row: GanttRow, kind: Kind, by: number): boolean {
    if (!canMove(row, kind)) return false;
    const { task, bar } = row;
    if (!task) {
        trial.set({ kind: 'due', project: row.id, due: addDays(dueOf(row), by) }, { title: row.label });
    } else if (kind === 'due') {
        tryDates(task, { kind: 'due', task: task.id, due: addDays(dueOf(row), by) }, 0);
    } else if (kind === 'estimate') {
        trial.set({ kind: 'estimate', task: task.id, minutes: minutes(task, by) });
    } else if (bar!.kind === 'summary') {
        tryParts(row.label, row.parts, by);
    } else tryDates(task, { kind: 'start', task: task.id, start: addDays(dayAt(bar!.start), by) }, lengthOf(bar!));
    return true;
}

const crossing = (task: Task, start: Day) => !!task.due && start > task.due;
const refusal = (task: Task, start: Day, due: Day) => t(task.hard ? 'gantt.hard_refused' : 'gantt.crossed', { start: dayText(start), due: dayText(due) });
const dueAlong = (task: Task, start: Day, days: number): Try => ({ kind: 'due', task: task.id, due: addDays(start, Math.max(0, days)) });

/** Tries a change of dates. What is moved beyond its due date takes that along, unless it is promised as fixed. */
export function tryDates(task: Task, change: Try, days: number) {
    if (change.kind === 'start' && change.start && crossing(task, change.start)) {
        return task.hard ? trial.set(change, { refused: refusal(task, change.start, task.due!) }) : trial.set(change, { along: [dueAlong(task, change.start, days)] });
    }
    if (change.kind === 'due' && change.due && task.start && task.start > change.due) return trial.set(change, { refused: refusal({ ...task, hard: false }, task.start, change.due) });
    trial.set(change);
}
/** All open parts by as many days; each keeps its place among the others. */
function tryParts(title: string, parts: Part[], by: number) {
    const changes: Try[] = [];
    let refused: string | undefined;
    for (const { task, start, end } of parts) {
        const day = addDays(dayAt(start), by);
        changes.push({ kind: 'start', task: task.id as Id, start: day });
        if (!crossing(task, day)) continue;
        if (task.hard) refused = `${task.title}: ${refusal(task, day, task.due!)}`;
        else changes.push(dueAlong(task, day, lengthOf({ start, end })));
    }
    trial.set(changes[0], { along: changes.slice(1), refused, title, text: t('gantt.parts_change', { n: parts.length, days: Math.abs(by), way: by > 0 ? 'later' : 'earlier' }) });
}

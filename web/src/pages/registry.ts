// Pages that are not a place of tasks: first part of the address → the page, loaded when it is first opened.
// `views` are the ways to look at tasks; the list is part of the first load, the others come when they are asked for.
import type { Component } from 'svelte';
import { moreWords } from '$/i18n/index.svelte.ts';
import type { Id, ViewKind } from '$/api/types.ts';
import type { IconName } from '$/ui/Icon.svelte';
import type { Here, Look } from '$/views/place.svelte.ts';
import type { TaskQuery } from '$/state/tasks.svelte.ts';

/** With the words that the first load left out. */
const later = <T>(load: () => Promise<T>) => async () => (await Promise.all([load(), moreWords()]))[0];

export type Page = () => Promise<{ default: Component }>;
export const pages: Record<string, Page> = {
    today: later(() => import('./today/Today.svelte')),
    week: later(() => import('./week/Week.svelte')),
    time: later(() => import('./time/Sheet.svelte')),
    portfolio: later(() => import('./portfolio/Portfolio.svelte')),
    settings: later(() => import('./settings/Settings.svelte')),
    import: later(() => import('./import/Import.svelte')),
    client: later(() => import('./client/ClientPage.svelte')),
    project: later(() => import('./project/ProjectPage.svelte')),
    trash: later(() => import('./settings/Settings.svelte')),
    priorities: later(() => import('./decide/Priorities.svelte')),
    conflicts: later(() => import('./decide/Conflicts.svelte')),
    scenarios: later(() => import('./decide/Scenarios.svelte')),
    gaps: later(() => import('./decide/Gaps.svelte')),
    workload: later(() => import('./workload/Workload.svelte')),
    shares: later(() => import('./workload/Shares.svelte')),
};

/** The timer: its place in the top line, and what can be done with it. */
export const timer = later(() => import('$/time/Timer.svelte'));
export const timing = later(() => import('$/time/timer.ts'));
export const toggleTimer = async (task: Id) => void (await timing()).toggleTimer(task);
/** What was spent on a task, in its panel. */
export const taskTime = later(() => import('$/time/TaskTime.svelte'));

/** What the frame opens over or beside the rest. */
export const taskPanel = later(() => import('$/task/TaskPanel.svelte'));
export const taskPage = later(() => import('$/task/TaskPage.svelte'));
export const palette = later(() => import('$/shell/Palette.svelte'));
export const frameDialogs = later(() => import('$/shell/Dialogs.svelte'));
export const conflictDialog = later(() => import('$/shell/ConflictDialog.svelte'));

/** Beside the name of a client, above its tasks. */
export const clientFacts = later(() => import('./client/Facts.svelte'));

/** What the planner says of one task, in its panel. */
export const taskPlan = later(() => import('./decide/TaskPlan.svelte'));
/** Why a planned date is as it is, beside the date. */
export const taskWhy = later(() => import('./decide/Why.svelte'));

/** What every view of tasks is given. */
export interface ViewProps {
    at: Here;
    look: Look;
    query: TaskQuery;
}
export interface ViewEntry {
    kind: ViewKind;
    icon: IconName;
    load: () => Promise<{ default: Component<ViewProps> }>;
}
export const views: ViewEntry[] = [
    { kind: 'list', icon: 'list', load: () => import('$/views/list/ListView.svelte') },
    { kind: 'board', icon: 'board', load: later(() => import('$/views/board/BoardView.svelte')) },
    { kind: 'gantt', icon: 'gantt', load: later(() => import('$/views/gantt/GanttView.svelte')) },
    { kind: 'timeline', icon: 'timeline', load: later(() => import('$/views/gantt/TimelineView.svelte')) },
    { kind: 'calendar', icon: 'calendar', load: later(() => import('$/views/calendar/CalendarView.svelte')) },
];

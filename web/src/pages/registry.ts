// Pages that are not a place of tasks: first part of the address → the page, loaded when it is first opened.
// `views` are the ways to look at tasks; the list is part of the first load, the others come when they are asked for.
import type { Component } from 'svelte';
import type { ViewKind } from '$/api/types.ts';
import type { IconName } from '$/ui/Icon.svelte';
import type { Here, Look } from '$/views/place.svelte.ts';
import type { TaskQuery } from '$/state/tasks.svelte.ts';

export type Page = () => Promise<{ default: Component }>;
export const pages: Record<string, Page> = {
    portfolio: () => import('./portfolio/Portfolio.svelte'),
    settings: () => import('./settings/Settings.svelte'),
    import: () => import('./import/Import.svelte'),
    client: () => import('./client/ClientPage.svelte'),
    project: () => import('./project/ProjectPage.svelte'),
    trash: () => import('./settings/Settings.svelte'),
};

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
    { kind: 'board', icon: 'board', load: () => import('$/views/board/BoardView.svelte') },
];

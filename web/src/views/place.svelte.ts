// Where a person is, and how they look at it: the route and the saved view together. Everything here is derived from the
// address, so a copied address shows the same.
import type { Client, List, Project, View, ViewKind } from '$/api/types.ts';
import { t } from '$/i18n/index.svelte.ts';
import { route, setQuery } from '$/router.svelte.ts';
import { focus } from '$/state/session.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import type { Place } from '$/state/tasks.svelte.ts';

export interface Here {
    kind: 'everything' | 'mine' | 'client' | 'project' | 'list' | 'view';
    place: Place;
    title: string;
    client?: Client;
    project?: Project;
    list?: List;
    view?: View;
    /** address without a query */
    path: string;
}

export const pathOf = {
    client: (c: Client) => `/c/${encodeURIComponent(c.key || c.id)}`,
    project: (p: Project) => `/p/${p.id}`,
    list: (l: List) => `/l/${l.id}`,
    view: (v: View) => `/v/${v.id}`,
};

/** Undefined: there is no such place (or not for this person). */
export function here(): Here | undefined {
    const [key] = route.parts;
    const everything = { client: focus.id };
    switch (route.page) {
        case 'everything':
            return { kind: 'everything', place: everything, title: t('nav.everything'), path: '/everything', client: focus.client };
        case 'mine':
            return { kind: 'mine', place: everything, title: t('nav.mine'), path: '/mine', client: focus.client };
        case 'c': {
            const client = store.clients.where((c) => c.key === key || c.id === key)[0];
            return client && { kind: 'client', place: { client: client.id }, title: client.name, client, path: pathOf.client(client) };
        }
        case 'p': {
            const project = store.projects.get(key);
            return project && {
                kind: 'project', place: { project: project.id, client: project.client }, title: project.name, project,
                client: store.clients.get(project.client), path: pathOf.project(project),
            };
        }
        case 'l': {
            const list = store.lists.get(key);
            return list && {
                kind: 'list', place: { list: list.id, project: list.project, client: list.client }, title: list.name, list,
                project: store.projects.get(list.project), client: store.clients.get(list.client), path: pathOf.list(list),
            };
        }
        case 'v': {
            const view = store.views.get(key);
            return view && {
                kind: 'view', title: view.name, view, path: pathOf.view(view),
                place: { client: view.client ?? focus.id, project: view.project, list: view.list },
                client: store.clients.get(view.client ?? focus.id), project: store.projects.get(view.project), list: store.lists.get(view.list),
            };
        }
    }
}

export type GroupBy = 'none' | 'client' | 'project' | 'list' | 'category' | 'status' | 'assignee' | 'priority' | 'due' | 'tag';
export const GROUPS: GroupBy[] = ['none', 'due', 'client', 'project', 'list', 'category', 'status', 'assignee', 'priority', 'tag'];

/** What a view of that kind can be grouped by; the first is what it does with any other. */
const GROUPS_OF: Partial<Record<ViewKind, GroupBy[]>> = {
    board: ['status', 'assignee', 'priority', 'category'],
    gantt: ['project', 'list', 'client', 'assignee', 'none'],
    timeline: ['assignee'],
    calendar: ['none'],
};
export const groupsOf = (kind: ViewKind): GroupBy[] => GROUPS_OF[kind] ?? GROUPS;
export const groupOf = (look: Look): GroupBy => (groupsOf(look.kind).includes(look.group) ? look.group : groupsOf(look.kind)[0]);

export interface Look {
    kind: ViewKind;
    filter: string;
    group: GroupBy;
    /** as the API takes it: '-due,priority'; '' is the order made by hand */
    sort: string;
    columns: string[];
    /** differs from the saved view that is open */
    changed: boolean;
}

const DEFAULTS: Record<Here['kind'], { filter: string; group: GroupBy; sort: string; columns: string[] }> = {
    everything: { filter: 'is:open', group: 'due', sort: 'priority,due', columns: ['client', 'project', 'assignees', 'priority', 'due'] },
    mine: { filter: 'is:open assignee:me', group: 'due', sort: 'priority,due', columns: ['client', 'project', 'priority', 'estimate', 'due'] },
    client: { filter: 'is:open', group: 'project', sort: '', columns: ['list', 'assignees', 'priority', 'estimate', 'due'] },
    project: { filter: 'is:open', group: 'list', sort: '', columns: ['tags', 'assignees', 'priority', 'estimate', 'due'] },
    list: { filter: 'is:open', group: 'status', sort: '', columns: ['tags', 'assignees', 'priority', 'estimate', 'due'] },
    view: { filter: 'is:open', group: 'none', sort: '', columns: ['client', 'project', 'assignees', 'priority', 'due'] },
};

const columnsKept = $state<Record<string, string[]>>(JSON.parse(localStorage.getItem('columns') ?? '{}'));

export function look(at: Here): Look {
    const own = DEFAULTS[at.kind];
    const saved = at.view;
    const q = route.query;
    const base = {
        kind: saved?.kind ?? 'list', filter: saved ? (saved.filter ?? '') : own.filter, group: (saved?.group_by as GroupBy | null) ?? own.group,
        sort: saved ? (saved.sort ?? '') : own.sort, columns: saved?.columns ?? own.columns,
    };
    const now = {
        kind: (q.get('view') as ViewKind | null) ?? base.kind, filter: q.get('filter') ?? base.filter,
        group: (q.get('group') as GroupBy | null) ?? base.group, sort: q.get('sort') ?? base.sort,
        columns: columnsKept[saved?.id ?? at.kind] ?? base.columns,
    };
    return { ...now, changed: JSON.stringify(now) !== JSON.stringify(base) };
}

/** Changes how the place is looked at; what is the place's own default stays out of the address. */
export function setLook(at: Here, change: Partial<Omit<Look, 'changed'>>) {
    const { columns, kind, ...rest } = change;
    if (columns) {
        columnsKept[at.view?.id ?? at.kind] = columns;
        localStorage.setItem('columns', JSON.stringify(columnsKept));
    }
    const saved = at.view, own = DEFAULTS[at.kind];
    const base: Record<string, string> = {
        view: saved?.kind ?? 'list', filter: saved ? (saved.filter ?? '') : own.filter, group: saved?.group_by ?? own.group,
        sort: saved ? (saved.sort ?? '') : own.sort,
    };
    const next: Record<string, string> = { ...rest, ...(kind ? { view: kind } : {}) };
    const query = Object.fromEntries(Object.entries(next).map(([k, v]) => [k, v === base[k] ? null : v]));
    if (Object.keys(query).length) setQuery(query);
}
/** After saving: the kept columns are the view's own again. */
export function forgetColumns(key: string) {
    delete columnsKept[key];
    localStorage.setItem('columns', JSON.stringify(columnsKept));
}

// The columns of a board: which value of a task each stands for, and what dropping a card there changes.
import { changeTask, moveTask, statusesOf, statusFor, type Move } from '$/actions/tasks.ts';
import type { Category, Id, Task } from '$/api/types.ts';
import { compareText, t } from '$/i18n/index.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { toasts } from '$/state/toasts.svelte.ts';
import type { GroupBy, Here } from '$/views/place.svelte.ts';

export interface BoardColumn {
    id: string;
    label: string;
    category?: Category;
    member?: Id;
    priority?: number | null;
    /** what a task made here begins with */
    begins: { status?: Id; category?: Category; assignees?: Id[]; priority?: number | null };
    /** a card from another column is put here; `place` is its new neighbour, if it has one in its own list */
    drop: (task: Task, from: BoardColumn, place: Pick<Move, 'before' | 'after'>) => void;
}
export interface Board {
    by: 'status' | 'category' | 'assignee' | 'priority';
    columns: BoardColumn[];
    of: (task: Task) => string[];
}

const CATEGORIES: Category[] = ['backlog', 'open', 'active', 'review', 'done', 'cancelled'];
const NOBODY = 'nobody';

const moveWithin = (task: Task, place: Pick<Move, 'before' | 'after'>) => {
    if (place.before || place.after) void moveTask(task, place);
};

function byStatus(project: Id): Board {
    return {
        by: 'status',
        columns: statusesOf(project).map((status) => ({
            id: status.id, label: status.name, category: status.category, begins: { status: status.id },
            drop: (task, from, place) =>
                from.id === status.id ? moveWithin(task, place)
                : void moveTask(task, { ...place, status: status.id }, t('task.status_changed', { title: task.title, status: status.name })),
        })),
        of: (task) => [task.status],
    };
}

/** Over many projects a column is a category; each task gets its own project's status of that category. */
function byCategory(): Board {
    return {
        by: 'category',
        columns: CATEGORIES.map((category) => ({
            id: category, label: t(`category.${category}`), category, begins: { category },
            drop: (task, from, place) => {
                if (from.id === category) return moveWithin(task, place);
                if (!statusFor(task.project, category)) {
                    const project = store.projects.peek(task.project)?.name ?? '';
                    toasts.show(t('board.no_status', { project, category: t(`category.${category}`) }), { kind: 'bad' });
                } else void moveTask(task, { ...place, category }, t('task.status_changed', { title: task.title, status: t(`category.${category}`) }));
            },
        })),
        of: (task) => [task.category],
    };
}

function byAssignee(tasks: Task[]): Board {
    const ids = new Set(tasks.flatMap((task) => task.assignees));
    const people = store.members.where((m) => ids.has(m.id)).sort((a, b) => compareText(a.name, b.name));
    const column = (member?: Id, label = ''): BoardColumn => ({
        id: member ?? NOBODY, label, member, begins: { assignees: member ? [member] : [] },
        drop: (task, from, place) => {
            if (from.id === (member ?? NOBODY)) return moveWithin(task, place);
            const others = task.assignees.filter((id) => id !== from.member && id !== member);
            void changeTask(task, { assignees: member ? [...others, member] : [] });
        },
    });
    return {
        by: 'assignee',
        columns: [column(undefined, t('assignee.none')), ...people.map((m) => column(m.id, m.name))],
        of: (task) => (task.assignees.length ? task.assignees : [NOBODY]),
    };
}

function byPriority(): Board {
    return {
        by: 'priority',
        columns: [1, 2, 3, 4, null].map((priority) => ({
            id: String(priority ?? 0), label: t(`priority.${priority ?? 0}`), priority, begins: { priority },
            drop: (task, from, place) =>
                from.priority === priority ? moveWithin(task, place) : void changeTask(task, { priority }),
        })),
        of: (task) => [String(task.priority ?? 0)],
    };
}

export function boardOf(at: Here, group: GroupBy, tasks: Task[]): Board {
    if (group === 'assignee') return byAssignee(tasks);
    if (group === 'priority') return byPriority();
    const project = at.place.project;
    return project && group !== 'category' ? byStatus(project) : byCategory();
}

/** The neighbour that a card gets between two others: only one of its own list says anything about its place there. */
export function neighbour(task: Task, above: Task | undefined, below: Task | undefined): Pick<Move, 'before' | 'after'> {
    const near = (other: Task | undefined) => other && other.id !== task.id && other.list === task.list && other.parent === task.parent;
    if (near(above)) return { after: above!.id };
    if (near(below)) return { before: below!.id };
    return {};
}

// A change that is being tried: what it would do is shown while the mouse moves or keys are pressed, and nothing is written before
// it is kept.
import { create, remove, update, updateMany } from '$/actions/rows.ts';
import { CHANGES_MAX, type Change, type WhatIf } from '$/api/plan.ts';
import type { Day, DependencyKind, Id, Task } from '$/api/types.ts';
import { dayText, durationText, t } from '$/i18n/index.svelte.ts';
import { circle, finishDay, type Promise_, type Try } from '$/plan/outcome.ts';
import { planner, type Outcome } from '$/plan/planner.svelte.ts';
import { store } from '$/state/store.svelte.ts';

const SERVER_MS = 250, SERVER_MOST = CHANGES_MAX;

export interface About {
    /** why it cannot be kept */
    refused?: string;
    /** what goes along with it */
    along?: Try[];
    /** what it is done to, where that is not the task of the change, and in a sentence */
    title?: string;
    text?: string;
}

class Trial {
    /** the first is what the person does, the others go along with it */
    changes = $state.raw<Try[]>([]);
    outcome = $state.raw<Outcome | null>(null);
    /** what the server says of work that the page does not have */
    there = $state.raw<WhatIf | null>(null);
    asking = $state(false);
    refused = $state<string | null>(null);
    /** what it is about, in words */
    title = $state.raw('');
    sentences = $state.raw<string[]>([]);
    /** by keys: it stays until Enter or Escape */
    held = $state(false);
    private timer: ReturnType<typeof setTimeout> | undefined;
    private turn = 0;
    private arrived: Promise<unknown> = Promise.resolve();

    get change(): Try | null {
        return this.changes[0] ?? null;
    }
    /** The newest change replaces the one before. */
    set(change: Try, { refused, along = [], title, text }: About = {}) {
        const changes = [change, ...along];
        if (JSON.stringify(changes) === JSON.stringify(this.changes)) return;
        const turn = ++this.turn;
        this.changes = changes;
        this.title = title ?? ('task' in change && change.task ? titleOf(change.task) : '');
        this.sentences = text ? [text] : changes.map(sentence);
        this.refused = refused ?? null;
        clearTimeout(this.timer);
        this.there = null;
        if (refused) {
            this.outcome = null;
            this.asking = false;
            return;
        }
        this.arrived = planner.tryHere(changes).then((outcome) => {
            if (turn === this.turn || (outcome && this.changes.length && !this.refused)) this.outcome = outcome ?? this.outcome;
        });
        if (!planner.knows(changes)) this.outcome = null;
        else if (planner.seesAll) return;
        this.asking = change.kind !== 'unlink' && changes.length <= SERVER_MOST;
        if (this.asking) this.timer = setTimeout(() => void this.askServer(changes as Change[], turn), SERVER_MS);
    }
    private async askServer(changes: Change[], turn: number) {
        const said = await planner.tryThere(changes).catch(() => null);
        if (turn !== this.turn) return;
        this.there = said;
        this.asking = false;
    }
    cancel() {
        this.turn++;
        clearTimeout(this.timer);
        this.changes = [];
        this.outcome = this.there = this.refused = null;
        this.held = this.asking = false;
    }
    /** Writes it. False: it is refused, and stays as it was. */
    keep(): boolean {
        const { changes, outcome, refused, title } = this;
        if (!changes.length || refused) {
            this.cancel();
            return false;
        }
        this.cancel();
        const before = planner.pending;
        planner.dropped(outcome);
        const done = write(changes, t('task.changed', { title }));
        // what the server refuses has not moved anything
        done?.catch(() => (planner.pending = before));
        return true;
    }
    /** Until the engine has answered the newest question. */
    settled(): Promise<unknown> {
        return this.arrived;
    }
    get promises(): Promise_[] {
        // what is changed says by itself when it ends
        if (this.outcome) return this.outcome.promises.filter((p) => p.late || !this.touches(p.id));
        return (this.there?.promises ?? []).map((p): Promise_ => {
            const day = (x: string | null) => (x && x.length > 10 ? finishDay(Date.parse(x)) : x);
            return {
                resource: p.resource, id: p.id ?? p.title, client: p.client, title: p.title, due: p.due, hard: p.hard, before: day(p.before?.finish ?? null), after: day(p.after.finish),
                days: p.days, late: p.after.late, wasLate: !!p.before?.late,
            };
        }).filter((p) => p.before !== p.after || p.late !== p.wasLate);
    }
    /** Is it one of those that are changed, and does not merely follow? */
    touches(task: Id): boolean {
        return this.changes.some((one) => 'task' in one && one.task === task);
    }
}
export const trial = new Trial();

function write(changes: Try[], label: string): Promise<unknown> | undefined {
    const [change] = changes;
    if (change.kind === 'due' && change.project) {
        const project = store.projects.peek(change.project);
        return project && update('projects', project.id, { due: change.due }, t('project.changed', { name: project.name }), { offerUndo: true });
    }
    const task = 'task' in change ? store.tasks.peek(change.task ?? null) : undefined;
    if (!task) return;
    if (change.kind === 'dependency') {
        return create('dependencies', { task: task.id, predecessor: change.predecessor, kind: change.type as DependencyKind, lag_min: change.lag_min }, { client: task.client, project: task.project }, t('dependency.added')).answer;
    }
    if (change.kind === 'unlink') {
        const ids = store.dependencies.where((d) => d.task === change.task && d.predecessor === change.predecessor).map((d) => d.id);
        return ids.length ? remove('dependencies', ids, t('dependency.removed')) : undefined;
    }
    const patches = new Map<Id, Partial<Task>>();
    for (const one of changes) {
        const of = 'task' in one ? store.tasks.peek(one.task ?? null) : undefined;
        if (of) patches.set(of.id, { ...patches.get(of.id), ...patchOf(of, one) });
    }
    if (patches.size === 1) return update('tasks', task.id, patches.get(task.id)!, t('task.changed', { title: task.title }), { offerUndo: true });
    return updateMany('tasks', [...patches].map(([id, patch]) => ({ id, patch })), label);
}
function patchOf(task: Task, change: Try): Partial<Task> {
    switch (change.kind) {
        case 'start': return { start: change.start };
        case 'due': return { due: change.due };
        case 'estimate': return estimates(task, change.minutes);
        case 'assign': return { assignees: [change.member] };
        default: return {};
    }
}
/** A range goes along with its middle. */
function estimates(task: Task, minutes: number): Partial<Task> {
    const ratio = minutes / (task.estimate_min || minutes);
    const scaled = (x: number | null) => (x === null ? null : Math.max(15, Math.round((x * ratio) / 15) * 15));
    return { estimate_min: minutes, ...(task.estimate_low_min ? { estimate_low_min: Math.min(minutes, scaled(task.estimate_low_min)!) } : {}), ...(task.estimate_high_min ? { estimate_high_min: Math.max(minutes, scaled(task.estimate_high_min)!) } : {}) };
}

/** The change in a sentence: what it is now → what it would be. */
export function sentence(change: Try): string {
    const task = 'task' in change ? store.tasks.peek(change.task) : undefined;
    const day = (d: Day | null | undefined) => (d ? dayText(d) : t('gantt.none'));
    switch (change.kind) {
        case 'start': return t('gantt.start_change', { from: day(task?.start), to: day(change.start) });
        case 'due': return t('gantt.due_change', { from: day(change.project ? store.projects.peek(change.project)?.due : task?.due), to: day(change.due) });
        case 'estimate': return t('gantt.estimate_change', { from: task?.estimate_min ? durationText(task.estimate_min) : t('gantt.none'), to: durationText(change.minutes) });
        case 'assign': return t('gantt.assign_change', { from: task?.assignees.map((id) => store.members.peek(id)?.name).join(', ') || t('group.nobody'), to: store.members.peek(change.member)?.name ?? '' });
        case 'dependency': return t('gantt.link_change', { before: titleOf(change.predecessor), kind: t(`dependency.${change.type}`) });
        case 'unlink': return t('gantt.unlink_change', { before: titleOf(change.predecessor) });
        default: return '';
    }
}
export const titleOf = (id: Id) => store.tasks.peek(id)?.title ?? t('dependency.hidden');

/** Why a link is not possible: the path that it would close. */
export function linkRefused(task: Id, predecessor: Id): string | null {
    if (store.dependencies.where((d) => d.task === task && d.predecessor === predecessor).length) return t('gantt.linked');
    const path = circle(store.dependencies.all(), task, predecessor);
    return path ? t('dependency.cycle', { path: path.map(titleOf).join(' → ') }) : null;
}

// From tasks and their plan to the rows of the timeline: people, their work as bars in lanes, what each day carries. Pure.
import type { Day, Id, Member, Task } from '$/api/types.ts';
import type { Loads } from '$/plan/engine.ts';
import { drawHead, HEAD } from './draw.ts';
import type { Painter } from './paint.ts';
import type { Palette } from './palette.ts';
import { DAY, offTime, ticks, wallOf, type Scale, type Words } from './scale.ts';
import type { Bar } from './tree.ts';

export const LANE = 24, STRIP = 26, PAD = 5;

export interface Work { task: Task; bar: Bar; lane: number; color: number; due: number | null; }
export interface PersonRow {
    id: Id | '';
    member: Member | null;
    label: string;
    work: Work[];
    lanes: number;
    top: number;
    height: number;
}

/** Lanes so that nothing lies on another; longest kept together with what came before. */
export function laned(work: Omit<Work, 'lane'>[]): { work: Work[]; lanes: number } {
    const ends: number[] = [];
    const made = work.sort((a, b) => a.bar.start - b.bar.start || a.bar.end - b.bar.end || (a.task.id < b.task.id ? -1 : 1)).map((one) => {
        let lane = ends.findIndex((end) => end <= one.bar.start);
        if (lane < 0) lane = ends.push(0) - 1;
        // a point takes the room of its sign
        ends[lane] = Math.max(one.bar.end, one.bar.start + DAY / 2);
        return { ...one, lane };
    });
    return { work: made, lanes: Math.max(1, ends.length) };
}

export interface AskedPeople {
    tasks: Task[];
    members: Member[];
    barOf: (task: Task) => Bar | null;
    color: (task: Task) => number;
    nobody: string;
    /** every bar fills the days it touches, so that short work can be read and grasped */
    days: boolean;
}
export function peopleOf({ tasks, members, barOf, color, nobody, days }: AskedPeople): { rows: PersonRow[]; height: number; from: number | null; until: number | null } {
    const byMember = new Map<Id | '', Omit<Work, 'lane'>[]>(members.map((m) => [m.id, []]));
    let from: number | null = null, until: number | null = null;
    for (const task of tasks) {
        const exact = barOf(task);
        if (!exact || exact.done) continue;
        const bar = days && exact.kind === 'task' ? { ...exact, start: Math.floor(exact.start / DAY) * DAY, end: Math.max(Math.floor(exact.start / DAY) + 1, Math.ceil(exact.end / DAY)) * DAY } : exact;
        from = Math.min(from ?? bar.start, bar.start);
        until = Math.max(until ?? bar.end, bar.end);
        for (const id of task.assignees.length ? task.assignees : ['' as const]) {
            const some = byMember.get(id);
            const one = { task, bar, color: color(task), due: task.due ? wallOf(task.due) + DAY : null };
            if (some) some.push(one);
            else byMember.set(id, [one]);
        }
    }
    const rows: PersonRow[] = [];
    let top = 0;
    const put = (id: Id | '', member: Member | null, label: string) => {
        const { work, lanes } = laned(byMember.get(id) ?? []);
        const height = lanes * LANE + PAD * 2 + (id ? STRIP : 0);
        rows.push({ id, member, label, work, lanes, top, height });
        top += height;
    };
    for (const member of members) put(member.id, member, member.name);
    if (byMember.get('')?.length) put('', null, nobody);
    return { rows, height: top, from, until };
}

/** Minutes a day: what the engine's blocks say, and after its weeks what is left of each task, spread over its days. */
export class DayLoads {
    private planned = new Map<string, number>();
    private capacity = new Map<string, number>();

    constructor(rows: PersonRow[], loads: Loads | null, days: Day[], person: (id: Id) => number | undefined, until: Day) {
        for (const row of rows) {
            const p = row.id ? person(row.id) : undefined;
            if (p === undefined || !loads) continue;
            days.slice(0, loads.days).forEach((day, d) => {
                const slots = loads.load[p * loads.days + d];
                this.capacity.set(`${row.id}${day}`, (loads.capacity[p * loads.days + d]) * 15);
                if (slots) this.planned.set(`${row.id}${day}`, slots * 15);
            });
            for (const { task, bar } of row.work) {
                if (bar.kind !== 'task' || !bar.planned) continue;
                const first = Math.max(wallOf(until), Math.floor(bar.start / DAY) * DAY);
                const open: string[] = [];
                for (let at = first; at < bar.end; at += DAY) {
                    const key = `${row.id}${new Date(at * 60_000).toISOString().slice(0, 10)}`;
                    if (this.capacity.get(key)) open.push(key);
                }
                const left = Math.max(0, (task.estimate_min ?? 120) - (task.spent_min ?? 0)) / task.assignees.length;
                for (const key of open) this.planned.set(key, (this.planned.get(key) ?? 0) + left / open.length);
            }
        }
    }
    of(member: Id, day: Day): { planned: number; capacity: number } {
        return { planned: this.planned.get(member + day) ?? 0, capacity: this.capacity.get(member + day) ?? 0 };
    }
}

export interface PeopleScene {
    rows: PersonRow[];
    scale: Scale;
    view: { left: number; top: number; width: number; height: number };
    palette: Palette;
    words: Words;
    today: number;
    isOff: (day: Day, weekday: number) => boolean;
    loads: DayLoads | null;
    /** minutes as a reader writes them */
    hours: (minutes: number) => string;
    /** person and task that are chosen */
    active: { row: number; task: Id | null };
    held: { task: Id; row: number; start: number; end: number; lane: number } | null;
    ghosts: ReadonlyMap<Id, { start: number; end: number } | null>;
}

export const boxOfWork = (row: PersonRow, work: { bar: { start: number; end: number; kind: Bar['kind'] }; lane: number }, scale: Scale) => {
    const x = scale.x(work.bar.start), point = work.bar.kind === 'milestone';
    return { x: point ? x - 7 : x, y: row.top + PAD + work.lane * LANE + 2, w: point ? 14 : Math.max(4, scale.x(work.bar.end) - x - 1), h: LANE - 4 };
};

function drawWork(p: Painter, s: PeopleScene, row: PersonRow, work: Work) {
    const { view, palette, scale } = s;
    const box = boxOfWork(row, work, scale);
    const x = box.x - view.left, y = box.y - view.top + HEAD;
    if (x > view.width || x + box.w < -4) return;
    const colors = palette.clients[work.color] ?? palette.clients[0];
    const alpha = s.held?.task === work.task.id || s.ghosts.has(work.task.id) ? 0.35 : 1;
    const chosen = s.active.task === work.task.id;
    if (work.bar.kind === 'milestone') {
        const c = box.h / 2;
        p.path([x + 7, y + c - 7, x + 14, y + c, x + 7, y + c + 7, x, y + c], { fill: work.bar.late ? palette.late : colors.solid, stroke: chosen ? palette.accent : palette.surface, width: chosen ? 2 : 1.5, alpha });
        return;
    }
    p.rect(x, y, box.w, box.h, { fill: work.bar.planned ? colors.tint : palette.surface, stroke: chosen ? palette.accent : work.bar.planned ? undefined : colors.solid, width: chosen ? 2 : 1, dash: chosen || work.bar.planned ? [] : [3, 3], radius: 4, alpha });
    p.rect(x, y, Math.min(3, box.w), box.h, { fill: colors.solid, radius: 1.5, alpha });
    if (work.bar.late) p.rect(x + 3, y + box.h - 2.5, Math.max(0, box.w - 4), 2.5, { fill: palette.late, radius: 1, alpha });
    const inside = Math.max(x, 0);
    if (box.w > 26 && alpha === 1) p.text(work.task.title, inside + 7, y + box.h / 2 + 0.5, colors.ink, { size: 11, weight: 500, most: x + box.w - inside - 10 });
}

function drawLoads(p: Painter, s: PeopleScene, row: PersonRow) {
    if (!s.loads || !row.id) return;
    const { view, palette, scale } = s;
    const foot = row.top + row.height - 4 - view.top + HEAD, most = STRIP - 8;
    const step = scale.zoom >= 4 ? DAY : 7 * DAY;
    const first = Math.floor(scale.at(view.left) / step) * step;
    for (let at = first; at < scale.at(view.left + view.width); at += step) {
        let planned = 0, capacity = 0;
        for (let d = 0; d < step; d += DAY) {
            const one = s.loads.of(row.id, new Date((at + d) * 60_000).toISOString().slice(0, 10));
            planned += one.planned;
            capacity += one.capacity;
        }
        if (!planned && !capacity) continue;
        const x = scale.x(at) - view.left + 1, w = scale.x(at + step) - scale.x(at) - 2;
        const share = capacity ? planned / capacity : 1.2;
        if (capacity) p.rect(x, foot - most, w, most, { fill: palette.sunken, radius: 2 });
        p.rect(x, foot - Math.min(1, share) * most, w, Math.min(1, share) * most, { fill: share > 1.001 ? palette.risk : palette.lineStrong, radius: 2 });
        if (share > 1.001) p.rect(x, foot - most - 2, w, 2, { fill: palette.risk });
        const letters = { size: 10, align: 'center' as const, weight: 500 };
        // to the quarter of an hour, or where that has no room to the hour
        const text = [15, 60].map((grain) => s.hours(Math.round(planned / grain) * grain)).find((each) => p.measure(each, letters) <= w - 4);
        if (text && planned) p.text(text, x + w / 2, foot - most / 2, share > 1.001 ? palette.surface : palette.text2, letters);
    }
}

export function drawPeople(p: Painter, s: PeopleScene) {
    const { view, palette, scale, rows } = s;
    const left = scale.at(view.left), right = scale.at(view.left + view.width);
    p.rect(0, 0, view.width, view.height, { fill: palette.surface });
    for (const [a, b] of offTime(scale, left, right, s.isOff)) p.rect(scale.x(a) - view.left, HEAD, scale.x(b) - scale.x(a), view.height - HEAD, { fill: palette.sunken });
    const marks = ticks(scale, left, right, s.words);
    for (const tick of marks.minor) {
        const x = Math.round(scale.x(tick.at) - view.left) + 0.5;
        p.path([x, HEAD, x, view.height], { stroke: palette.line, alpha: 0.6 });
    }
    p.clip(0, HEAD, view.width, view.height - HEAD);
    const now = Math.round(scale.x(s.today) - view.left) + 0.5;
    rows.forEach((row, i) => {
        const y = row.top - view.top + HEAD;
        if (y > view.height || y + row.height < HEAD) return;
        if (s.held ? s.held.row === i : s.active.row === i) p.rect(0, y, view.width, row.height, { fill: palette.selected, alpha: 0.6 });
        p.path([0, y + row.height - 0.5, view.width, y + row.height - 0.5], { stroke: palette.line });
        drawLoads(p, s, row);
        for (const work of row.work) drawWork(p, s, row, work);
        for (const work of row.work) {
            const ghost = s.ghosts.get(work.task.id);
            if (!ghost || s.held?.task === work.task.id) continue;
            const box = boxOfWork(row, { ...work, bar: { ...work.bar, ...ghost } }, scale);
            const colors = palette.clients[work.color] ?? palette.clients[0];
            p.rect(box.x - view.left, box.y - view.top + HEAD, box.w, box.h, { fill: colors.tint, stroke: work.due !== null && ghost.end > work.due ? palette.late : colors.solid, width: 1.5, radius: 4, alpha: 0.9 });
        }
    });
    if (now > 0 && now < view.width) p.path([now, HEAD, now, view.height], { stroke: palette.accent, width: 1.5 });
    if (s.held) {
        const row = rows[s.held.row];
        const box = boxOfWork(row, { bar: { start: s.held.start, end: s.held.end, kind: 'task' }, lane: Math.min(s.held.lane, row.lanes - 1) }, scale);
        p.rect(box.x - view.left, box.y - view.top + HEAD, box.w, box.h, { fill: palette.accentSoft, stroke: palette.accent, width: 2, radius: 5, dash: [4, 3], alpha: 0.9 });
    }
    p.unclip();
    drawHead(p, { view, scale, palette, today: s.today }, marks);
}

// The picture of a chart: shading, lines, bars, links, marks, and over them what a change that is being tried would do. One pass for
// the part that is seen; a whole chart for an export is the same with a larger window.
import type { DependencyKind, Id } from '$/api/types.ts';
import type { Painter } from './paint.ts';
import type { Palette } from './palette.ts';
import { offTime, ticks, wall, type Scale, type Words } from './scale.ts';
import { spread, type Bar, type GanttRow } from './tree.ts';
import type { Day } from '$/api/types.ts';

export const HEAD = 44;

export interface Link { id: Id; from: number; to: number; kind: DependencyKind; critical: boolean; }
export interface View { left: number; top: number; width: number; height: number; row: number; }
export interface Shown { critical: boolean; slack: boolean; baseline: boolean; forecast: boolean; links: boolean; }
export interface Ghost { start: number; end: number; }
/** What the pointer is doing: a bar held, or a line drawn from one end of a bar. */
export interface Held {
    row: number;
    start: number;
    end: number;
    due?: number;
    line?: { x1: number; y1: number; x2: number; y2: number };
    target?: number;
    refused?: boolean;
}
export interface Scene {
    rows: GanttRow[];
    links: Link[];
    scale: Scale;
    view: View;
    palette: Palette;
    words: Words;
    today: number;
    isOff: (day: Day, weekday: number) => boolean;
    shown: Shown;
    active: number;
    hover: number;
    selected: Id | null;
    ghosts: ReadonlyMap<Id, Ghost | null>;
    held: Held | null;
    /** on paper nothing is hovered, and the names stand at the left */
    names?: number;
}

export interface Box { x: number; y: number; w: number; h: number; }
/** Where a bar lies, in the whole chart (0, 0 is the corner below the head). */
export function boxOf(bar: Bar | Ghost, kind: Bar['kind'], row: number, height: number, scale: Scale): Box {
    const h = kind === 'summary' ? 8 : kind === 'milestone' ? 14 : Math.min(18, Math.round(height * 0.56));
    const y = row * height + (height - h) / 2;
    if (kind === 'milestone') return { x: scale.x(bar.end) - h / 2, y, w: h, h };
    const x = scale.x(bar.start);
    // an hour's work is a day's corner: it is still to be seen and grasped
    return { x, y, w: Math.max(Math.min(8, scale.zoom), 3, scale.x(bar.end) - x), h };
}

/** The corners of a link's line, from one bar's end to the other's, in the whole chart. */
export function lineOf(link: Link, rows: GanttRow[], height: number, scale: Scale): number[] | null {
    const a = rows[link.from]?.bar, b = rows[link.to]?.bar;
    if (!a || !b) return null;
    const p = boxOf(a, a.kind, link.from, height, scale), q = boxOf(b, b.kind, link.to, height, scale);
    const atEnd = link.kind === 'finish_start' || link.kind === 'finish_finish', toEnd = link.kind === 'finish_finish' || link.kind === 'start_finish';
    const x1 = atEnd ? p.x + p.w : p.x, x2 = toEnd ? q.x + q.w : q.x;
    const y1 = p.y + p.h / 2, y2 = q.y + q.h / 2;
    const out = x1 + (atEnd ? 8 : -8), into = x2 + (toEnd ? 8 : -8);
    const straight = atEnd && !toEnd ? out <= into : !atEnd && toEnd ? out >= into : true;
    if (straight) {
        const mid = atEnd === toEnd ? (atEnd ? Math.max(out, into) : Math.min(out, into)) : out;
        return [x1, y1, mid, y1, mid, y2, x2, y2];
    }
    const between = (link.to > link.from ? link.to : link.to + 1) * height;
    return [x1, y1, out, y1, out, between, into, between, into, y2, x2, y2];
}

function arrow(p: Painter, points: number[], color: string) {
    const [px, , x, y] = points.slice(-4);
    const d = x >= px ? -5 : 5;
    p.path([x, y, x + d, y - 3.5, x + d, y + 3.5], { fill: color });
}

function backdrop(p: Painter, s: Scene, from: number, to: number) {
    const { view, scale, palette } = s;
    const left = scale.at(view.left), right = scale.at(view.left + view.width);
    p.rect(0, 0, view.width, view.height, { fill: palette.surface });
    for (const [a, b] of offTime(scale, left, right, s.isOff)) {
        p.rect(scale.x(a) - view.left, HEAD, scale.x(b) - scale.x(a), view.height - HEAD, { fill: palette.sunken, alpha: 0.75 });
    }
    for (const [index, fill] of [[s.hover, palette.hover], [s.active, palette.selected]] as const) {
        if (index >= from && index < to) p.rect(0, HEAD + index * view.row - view.top, view.width, view.row, { fill });
    }
    const marks = ticks(scale, left, right, s.words);
    for (const tick of marks.unit === 'year' || !marks.major.length ? marks.minor : [...marks.minor, ...marks.major]) {
        const x = Math.round(scale.x(tick.at) - view.left) + 0.5;
        p.path([x, HEAD, x, view.height], { stroke: palette.line, alpha: marks.major.includes(tick) ? 1 : 0.55 });
    }
    for (let i = from; i < to; i++) {
        const y = Math.round(HEAD + (i + 1) * view.row - view.top) - 0.5;
        p.path([0, y, view.width, y], { stroke: palette.line, alpha: 0.5 });
    }
    return marks;
}

export function drawHead(p: Painter, s: Pick<Scene, 'scale' | 'palette' | 'today'> & { view: { left: number; width: number } }, marks: ReturnType<typeof ticks>) {
    const { view, scale, palette } = s;
    p.clip(0, 0, view.width, HEAD);
    p.rect(0, 0, view.width, HEAD, { fill: palette.surface });
    const half = marks.major.length ? HEAD / 2 : 0;
    for (const tick of marks.major) {
        const x = Math.max(0, scale.x(tick.at) - view.left), end = Math.min(view.width, scale.x(tick.until) - view.left);
        const room = end - x - 14;
        const wide = p.measure(tick.label, { size: 12, weight: 560 }) <= room;
        p.text(wide ? tick.label : (tick.narrow ?? tick.label), x + 8, half / 2 + 1, palette.text, { size: 12, weight: 560, most: room + 6 });
        if (scale.x(tick.at) - view.left > 0) p.path([Math.round(x) + 0.5, 4, Math.round(x) + 0.5, half], { stroke: palette.line });
    }
    // all in full, or none
    const full = marks.minor.every((tick) => p.measure(tick.label, { size: 11 }) <= scale.x(tick.until) - scale.x(tick.at) - 8);
    for (const tick of marks.minor) {
        const x = scale.x(tick.at) - view.left, w = scale.x(tick.until) - scale.x(tick.at);
        const text = full ? tick.label : (tick.narrow ?? tick.label);
        const now = s.today >= tick.at && s.today < tick.until;
        const fill = now ? palette.accent : palette.text3, letters = { size: 11, weight: now ? 620 : 400, most: w - 2 };
        // a label is seen whole: at the border it stays within, and leaves when its time is nearly gone
        const wide = Math.min(p.measure(text, letters), w - 2), least = 4;
        const at = Math.max(least, marks.unit === 'hours' ? x + 4 : x + (w - wide) / 2);
        if (at + wide <= x + w && at + wide <= view.width) p.text(text, at, (HEAD + half) / 2, fill, letters);
    }
    p.path([0, HEAD - 0.5, view.width, HEAD - 0.5], { stroke: palette.line });
    p.unclip();
}

/** A flag at the end of the day on which something is due; a full one is a promise. */
function dueMark(p: Painter, x: number, y: number, h: number, color: string, hard: boolean, surface: string) {
    const top = y + (h - 18) / 2, foot = top + 18;
    p.path([x, top, x, foot], { stroke: color, width: 1.5 });
    p.path([x, top, x + 7, top + 3.5, x, top + 7], { fill: hard ? color : surface, stroke: color, width: 1.2 });
}

/** From where the plan ends a task to where nineteen in twenty end: faint, with a stroke at the day that can be promised. */
function drawLikely(p: Painter, s: Scene, bar: Bar, box: Box, color: string, ink: string): number {
    const dx = -s.view.left, from = box.x + box.w + dx, m = box.y + HEAD - s.view.top + box.h / 2;
    const a = Math.max(from, s.scale.x(Math.min(bar.p50!, bar.p95!)) + dx), b = s.scale.x(bar.p95!) + dx, c = s.scale.x(bar.p80 ?? bar.p95!) + dx;
    if (b - from < 3) return from;
    if (a - from > 2) p.path([from, m, a, m], { stroke: color, width: 1, dash: [1, 3], alpha: 0.8 });
    p.rect(a, m - 3, Math.max(2, b - a), 6, { fill: color, radius: 3, alpha: 0.3 });
    if (c > from) p.path([c, m - 5, c, m + 5], { stroke: ink, width: 1.5 });
    return b;
}

/** The bar is not on screen: where it is, at the border on that side. */
export const AWAY = 76;
export function awayOf(row: GanttRow, scale: Scale, view: { left: number; width: number }): 'left' | 'right' | null {
    if (!row.bar || view.width < 4 * AWAY) return null;
    return scale.x(row.bar.end) < view.left - 2 ? 'left' : scale.x(row.bar.start) > view.left + view.width ? 'right' : null;
}
function drawAway(p: Painter, s: Scene, row: GanttRow, index: number) {
    const side = s.names ? null : awayOf(row, s.scale, s.view);
    if (!side) return;
    const y = HEAD - s.view.top + index * s.view.row + s.view.row / 2, x = side === 'left' ? 7 : s.view.width - 7, d = side === 'left' ? 4 : -4;
    const day = s.words.date({ timeZone: 'UTC', day: 'numeric', month: 'short' }).format((side === 'left' || row.bar!.kind === 'milestone' ? row.bar!.end - 1 : row.bar!.start) * 60_000);
    p.path([x + d, y - 3.5, x, y, x + d, y + 3.5], { stroke: s.palette.text3, width: 1.5 });
    p.text(day, x + 2.5 * d, y + 0.5, s.palette.text3, { size: 11, align: side === 'left' ? 'start' : 'end', rim: s.palette.surface });
}

function drawBar(p: Painter, s: Scene, row: GanttRow, index: number, leaves: boolean) {
    const { view, scale, palette, shown } = s;
    const dy = HEAD - view.top, dx = -view.left;
    const colors = palette.clients[row.color] ?? palette.clients[0];
    const plain = row.color === 0;
    const solid = plain ? palette.text3 : colors.solid, tint = plain ? palette.line : colors.tint, ink = plain ? palette.text2 : colors.ink;
    const bar = row.bar;
    let right = -Infinity;
    if (bar) {
        const box = boxOf(bar, bar.kind, index, view.row, scale);
        const x = box.x + dx, y = box.y + dy;
        right = x + box.w;
        const alpha = s.held?.row === index || s.ghosts.has(row.id) ? 0.4 : bar.done ? 0.55 : 1;
        if (shown.baseline && bar.before) {
            const bx = scale.x(bar.before.start) + dx, bw = Math.max(3, scale.x(bar.before.end) - scale.x(bar.before.start));
            p.rect(bx, y + box.h + (bar.kind === 'summary' ? 6 : 2), bw, 3, { fill: palette.text3, radius: 1.5, alpha: 0.6 });
        }
        if (shown.slack && bar.slack > 0 && bar.kind === 'task') {
            const end = scale.x(bar.end + spread(bar.slack)) + dx;
            p.path([x + box.w, y + box.h / 2, end, y + box.h / 2], { stroke: palette.lineStrong, width: 1.5, dash: [2, 3] });
            p.path([end, y + 4, end, y + box.h - 4], { stroke: palette.lineStrong, width: 1.5 });
            right = Math.max(right, end);
        }
        if (bar.kind === 'milestone') {
            const c = box.h / 2;
            p.path([x + c, y, x + box.w, y + c, x + c, y + box.h, x, y + c], { fill: bar.done ? palette.well : bar.late ? palette.late : solid, stroke: shown.critical && bar.critical ? palette.text : palette.surface, width: 1.5, alpha });
        } else if (bar.kind === 'summary') {
            const tone = bar.late && row.due !== null ? palette.late : plain ? palette.text3 : solid;
            p.rect(x, y, box.w, box.h, { fill: tint, radius: 2, alpha });
            p.rect(x, y, box.w * bar.progress, box.h, { fill: solid, radius: 2, alpha });
            p.path([x, y, x, y + box.h + 4, x + 4, y + box.h], { fill: tone, alpha });
            p.path([x + box.w, y, x + box.w, y + box.h + 4, x + box.w - 4, y + box.h], { fill: tone, alpha });
        } else {
            p.rect(x, y, box.w, box.h, { fill: bar.planned || bar.done ? tint : palette.surface, radius: 4, alpha, stroke: bar.planned || bar.done ? undefined : solid, dash: [3, 3] });
            if (bar.progress > 0) {
                p.clip(x, y, Math.max(2, box.w * bar.progress), box.h);
                p.rect(x, y, box.w, box.h, { fill: solid, radius: 4, alpha });
                p.unclip();
            } else if (bar.planned) p.rect(x, y, Math.min(3, box.w), box.h, { fill: solid, radius: 1.5, alpha });
            if (bar.late && row.due !== null && row.due < bar.end) {
                const lx = Math.max(x, scale.x(row.due) + dx);
                p.rect(lx, y + box.h - 3, x + box.w - lx, 3, { fill: palette.late, alpha });
            }
            if (shown.critical && bar.critical) p.rect(x - 0.5, y - 0.5, box.w + 1, box.h + 1, { stroke: palette.text, width: 1.5, radius: 4, alpha });
        }
        if (shown.forecast && bar.p50 !== null && bar.p95 !== null && bar.kind !== 'summary' && !s.ghosts.has(row.id)) right = Math.max(right, drawLikely(p, s, bar, box, solid, ink));
    }
    if (row.due !== null && s.held?.row !== index) {
        const x = scale.x(row.due) + dx;
        const late = !!bar?.late || (!bar?.done && row.due <= s.today && row.kind === 'task');
        dueMark(p, x, HEAD - view.top + index * view.row, view.row, late ? palette.late : palette.text3, row.hard, palette.surface);
        right = Math.max(right, x + 8);
    }
    // The name stands beside the bar, where there is nothing else.
    const ghost = s.ghosts.get(row.id);
    if (ghost && row.kind === 'task') right = Math.max(right, scale.x(ghost.end) + dx);
    if (s.held?.row === index) right = Math.max(right, scale.x(s.held.due ?? s.held.end) + dx + (s.held.due ? 8 : 0), row.due !== null ? scale.x(row.due) + dx + 8 : right);
    if (right > -Infinity && row.kind === 'task' && scale.zoom > 1.5 && right > -200 && right < view.width) {
        // on paper there is no scrolling: a name that has no room at the right stands at the left
        if (s.names && bar && right + 16 + p.measure(row.label, { size: 11 }) > view.width) {
            p.text(row.label, scale.x(bar.start) + dx - 8, HEAD - view.top + index * view.row + view.row / 2 + 0.5, palette.text2, { size: 11, most: 260, align: 'end', rim: shown.links ? palette.surface : undefined });
        } else p.text(row.label, Math.max(right + (leaves ? 6 : 0), 0) + 8, HEAD - view.top + index * view.row + view.row / 2 + 0.5, bar?.done ? palette.text3 : palette.text2, { size: 11, most: 260, rim: shown.links ? palette.surface : undefined });
    }
}

function drawGhosts(p: Painter, s: Scene, from: number, to: number) {
    const { view, scale, palette } = s;
    const dy = HEAD - view.top, dx = -view.left;
    for (let i = from; i < to; i++) {
        const row = s.rows[i], bar = row.bar, ghost = row.kind === 'task' ? s.ghosts.get(row.id) : undefined;
        if (!bar || !ghost) continue;
        const colors = palette.clients[row.color] ?? palette.clients[0];
        const box = boxOf(ghost, bar.kind, i, view.row, scale);
        const late = row.due !== null && ghost.end > row.due;
        const old = boxOf(bar, bar.kind, i, view.row, scale);
        // from where it was to where it goes
        const y = box.y + dy + box.h / 2, x1 = old.x + old.w + dx, x2 = box.x + box.w + dx;
        if (Math.abs(x2 - x1) > 6) p.path([x1, y, x2, y], { stroke: late ? palette.late : palette.text3, width: 1, dash: [2, 2] });
        if (bar.kind === 'milestone') {
            const c = box.h / 2, x = box.x + dx, top = box.y + dy;
            p.path([x + c, top, x + box.w, top + c, x + c, top + box.h, x, top + c], { fill: late ? palette.late : colors.solid, stroke: palette.surface, width: 1.5 });
        } else {
            p.rect(box.x + dx, box.y + dy, box.w, box.h, { fill: colors.tint, stroke: late ? palette.late : colors.solid, width: 1.5, radius: 4, alpha: 0.92 });
        }
    }
    const held = s.held;
    if (!held) return;
    const row = s.rows[held.row], bar = row?.bar;
    if (row && bar && !held.line && held.due === undefined) {
        const box = boxOf(held, bar.kind === 'summary' ? 'task' : bar.kind, held.row, view.row, scale);
        p.rect(box.x + dx - 1, box.y + dy - 1, box.w + 2, box.h + 2, { stroke: palette.accent, width: 2, radius: 5, dash: [4, 3] });
    }
    if (row && held.due !== undefined) dueMark(p, scale.x(held.due) + dx, HEAD - view.top + held.row * view.row, view.row, palette.accent, row.hard, palette.surface);
    else if (row && row.due !== null) dueMark(p, scale.x(row.due) + dx, HEAD - view.top + held.row * view.row, view.row, palette.text3, row.hard, palette.surface);
    if (held.line) {
        const { x1, y1, x2, y2 } = held.line;
        const color = held.refused ? palette.late : palette.accent;
        p.path([x1 + dx, y1 + dy, x2 + dx, y2 + dy], { stroke: color, width: 2, dash: held.refused ? [4, 4] : [] });
        p.rect(x2 + dx - 3.5, y2 + dy - 3.5, 7, 7, { fill: color, radius: 4 });
    }
}

/** The two ends of the bar under the pointer, from which a link is drawn. */
function drawEnds(p: Painter, s: Scene, index: number) {
    const row = s.rows[index];
    if (!row?.bar || row.bar.kind === 'summary' || row.kind !== 'task' || s.held || s.names) return;
    const box = boxOf(row.bar, row.bar.kind, index, s.view.row, s.scale);
    const y = box.y + box.h / 2 + HEAD - s.view.top;
    for (const x of [box.x - 7, box.x + box.w + 7]) p.rect(x - s.view.left - 3.5, y - 3.5, 7, 7, { fill: s.palette.surface, stroke: s.palette.accent, width: 1.5, radius: 4 });
}

export function draw(p: Painter, s: Scene) {
    const { view, scale, palette, rows } = s;
    const from = Math.max(0, Math.floor(view.top / view.row)), to = Math.min(rows.length, Math.ceil((view.top + view.height - HEAD) / view.row));
    const marks = backdrop(p, s, from, to);
    p.clip(0, HEAD, view.width, view.height - HEAD);
    const now = Math.round(scale.x(s.today) - view.left) + 0.5;
    if (now > 0 && now < view.width) p.path([now, HEAD, now, view.height], { stroke: palette.accent, width: 1.5 });
    const leaving = new Set<number>();
    if (s.shown.links) {
        for (const link of s.links) {
            if (Math.max(link.from, link.to) < from - 1 || Math.min(link.from, link.to) > to) continue;
            const line = lineOf(link, rows, view.row, scale);
            if (!line) continue;
            if (link.kind === 'finish_start' || link.kind === 'finish_finish') leaving.add(link.from);
            let least = Infinity, most = -Infinity;
            for (let i = 0; i < line.length; i += 2) {
                line[i] -= view.left;
                line[i + 1] += HEAD - view.top;
                least = Math.min(least, line[i]);
                most = Math.max(most, line[i]);
            }
            if (most < 0 || least > view.width) continue;
            const chosen = link.id === s.selected;
            const color = chosen ? palette.accent : s.shown.critical && link.critical ? palette.text : palette.text3;
            p.path(line, { stroke: color, width: chosen ? 2.5 : s.shown.critical && link.critical ? 1.5 : 1, alpha: chosen || link.critical ? 1 : 0.75 });
            arrow(p, line, color);
        }
    }
    for (let i = from; i < to; i++) {
        drawBar(p, s, rows[i], i, leaving.has(i));
        drawAway(p, s, rows[i], i);
    }
    drawGhosts(p, s, from, to);
    if (s.hover >= 0) drawEnds(p, s, s.hover);
    p.unclip();
    drawHead(p, s, marks);
}

export const ghostOf = (span: { start: number; finish: number } | null): Ghost | null => (span ? { start: wall(span.start), end: wall(span.finish) } : null);

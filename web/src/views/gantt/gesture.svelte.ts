// What a mouse, a pen or fingers do on the chart: move a bar, pull its end or its due mark, draw a line to another bar, pan, zoom.
// While something is held its consequences are tried (trial.svelte.ts); letting go keeps them, Escape takes them back.
import type { DependencyKind, Id, Task } from '$/api/types.ts';
import { addDays, today } from '$/i18n/index.svelte.ts';
import type { Try } from '$/plan/outcome.ts';
import type { Chart } from './chart.svelte.ts';
import { boxOf, HEAD, type Held, type Link } from './draw.ts';
import { hitAt, type Hit } from './hit.ts';
import { DAY, dayAt, lastDayAt, wallOf, type Scale } from './scale.ts';
import type { GanttRow } from './tree.ts';
import { linkRefused, trial, tryDates } from './trial.svelte.ts';

export interface GestureHost {
    chart: Chart;
    rows: () => GanttRow[];
    links: () => Link[];
    scale: () => Scale;
    height: () => number;
    done: () => void;
    pick: (row: number, link: Id | null) => void;
    open: (id: Id) => void;
    active: () => number;
}
type Kind = 'start' | 'due' | 'estimate';
interface Drag { hit: Hit; x: number; y: number; moved: boolean; left: number; top: number; task: Task | null; }
interface Point { x: number; y: number; clientX: number; clientY: number; }

const LONG_PRESS_MS = 380, EDGE = 36;
const ENDS: Record<string, DependencyKind> = { 'end-start': 'finish_start', 'start-start': 'start_start', 'end-end': 'finish_finish', 'start-end': 'start_finish' };
export const STEP_MIN = 30;

export class Gesture {
    hover = $state(-1);
    tip = $state.raw<{ x: number; y: number } | null>(null);
    held = $state.raw<Held | null>(null);
    cursor = $state('default');
    private drag: Drag | null = null;
    private last: Point | null = null;
    private node: HTMLElement | null = null;
    private scrolling = 0;
    private readonly host: GestureHost;

    constructor(host: GestureHost) {
        this.host = host;
    }

    // ---- changes, for the mouse and the keys alike ----

    /** A row's dates or effort changed by days, or by steps of half an hour. */
    changeOf(row: GanttRow, kind: Kind, by: number): Try | null {
        const task = row.task, bar = row.bar;
        if (!task || !bar) return task && kind === 'due' ? { kind: 'due', task: task.id, due: addDays(task.due ?? today(), by) } : null;
        if (kind === 'due') return { kind: 'due', task: task.id, due: addDays(task.due ?? lastDayAt(bar.end), by) };
        if (kind === 'start') return { kind: 'start', task: task.id, start: addDays(dayAt(bar.start), by) };
        return { kind: 'estimate', task: task.id, minutes: this.minutes(task, by) };
    }
    private minutes(task: Task, by: number) {
        return Math.max(15, Math.round(((task.estimate_min ?? 120) + by * STEP_MIN) / 15) * 15);
    }
    heldOf(row: GanttRow, index: number, kind: Kind, by: number): Held {
        const bar = row.bar!;
        if (kind === 'due') return { row: index, start: bar.start, end: bar.end, due: wallOf(addDays(row.task!.due ?? lastDayAt(bar.end), by)) + DAY };
        if (kind === 'start') return { row: index, start: bar.start + by * DAY, end: bar.end + by * DAY };
        const estimate = row.task!.estimate_min ?? 120;
        return { row: index, start: bar.start, end: bar.start + ((bar.end - bar.start) * this.minutes(row.task!, by)) / estimate };
    }

    // ---- the pointer ----

    listen = (node: HTMLElement) => {
        this.node = node;
        const stop = new AbortController();
        const on = <K extends keyof HTMLElementEventMap>(name: K, run: (event: HTMLElementEventMap[K]) => void, passive = true) =>
            node.addEventListener(name, run, { signal: stop.signal, passive });
        on('wheel', (e) => this.wheel(e), false);
        on('pointermove', (e) => e.pointerType !== 'touch' && this.moved(e));
        on('pointerdown', (e) => e.pointerType !== 'touch' && e.button === 0 && this.pressed(e), false);
        on('pointerup', (e) => e.pointerType !== 'touch' && this.released());
        on('pointercancel', () => this.end());
        on('pointerleave', () => { this.hover = -1; this.tip = null; });
        on('dblclick', (e) => this.opened(e));
        on('touchstart', (e) => this.touched(e));
        on('touchmove', (e) => this.dragged(e), false);
        on('touchend', () => this.lifted());
        on('touchcancel', () => { this.forget(); this.end(); });
        return () => { stop.abort(); this.end(); };
    };
    private isChart = (event: Event) => event.target instanceof HTMLCanvasElement;
    private point(at: { clientX: number; clientY: number }): Point {
        const box = this.node!.querySelector('canvas')!.getBoundingClientRect();
        const { chart } = this.host;
        return { x: at.clientX - box.left + chart.left, y: at.clientY - box.top - HEAD + chart.top, clientX: at.clientX, clientY: at.clientY };
    }
    private hit(p: Point, reach?: number): Hit {
        const { rows, links, height, scale, chart } = this.host;
        if (p.y < chart.top) return { what: 'none', row: -1 };
        return hitAt(p.x, p.y, rows(), links(), height(), scale(), reach);
    }
    private wheel(event: WheelEvent) {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        const box = this.node!.querySelector('canvas')!.getBoundingClientRect();
        void this.host.chart.zoomBy(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0035)), this.host.scale, Math.max(0, event.clientX - box.left));
    }
    private moved(event: PointerEvent) {
        if (this.drag) return this.go(this.point(event));
        if (!this.isChart(event)) {
            this.cursor = 'default';
            this.tip = null;
            return;
        }
        const hit = this.hit(this.point(event));
        this.hover = hit.row;
        this.cursor = { bar: 'grab', end: 'ew-resize', due: 'ew-resize', start: 'ew-resize', from_start: 'crosshair', from_end: 'crosshair', link: 'pointer', row: 'default', none: 'default' }[hit.what];
        const box = this.node!.parentElement!.getBoundingClientRect();
        this.tip = hit.what === 'bar' || hit.what === 'due' || hit.what === 'end' ? { x: event.clientX - box.left, y: event.clientY - box.top } : null;
    }
    private pressed(event: PointerEvent) {
        if (!this.isChart(event)) return;
        // the canvas is no control: the table beside it has the keys
        this.node!.querySelector<HTMLElement>('[role="treegrid"]')?.focus({ preventScroll: true });
        event.preventDefault();
        this.node!.setPointerCapture(event.pointerId);
        this.begin(this.point(event), this.hit(this.point(event)));
    }
    private begin(p: Point, hit: Hit) {
        const row = this.host.rows()[hit.row];
        const fixed = !row?.task || (row.bar?.kind === 'summary' && hit.what !== 'due') || (row.bar?.done && (hit.what === 'bar' || hit.what === 'end'));
        const grips = ['bar', 'end', 'due', 'from_start', 'from_end'].includes(hit.what) && !fixed;
        if (trial.held) trial.cancel();
        this.drag = { hit: grips ? hit : { what: 'none', row: -1 }, x: p.x, y: p.y, moved: false, left: p.clientX + this.host.chart.left, top: p.clientY + this.host.chart.top, task: row?.task ?? null };
        this.last = p;
        this.host.pick(hit.row, hit.what === 'link' ? hit.id : null);
        if (grips) this.cursor = hit.what === 'bar' ? 'grabbing' : this.cursor;
    }
    private go(p: Point) {
        const drag = this.drag!;
        this.last = p;
        if (!drag.moved && Math.hypot(p.x - drag.x, p.y - drag.y) < 4) return;
        drag.moved = true;
        this.tip = null;
        if (drag.hit.what === 'none') {
            const { scroller } = this.host.chart;
            if (scroller) [scroller.scrollLeft, scroller.scrollTop] = [drag.left - p.clientX, drag.top - p.clientY];
            this.cursor = 'grabbing';
            return;
        }
        this.atEdge(p);
        if (drag.hit.what === 'from_start' || drag.hit.what === 'from_end') this.draws(p);
        else this.pulls(p);
    }
    private pulls(p: Point) {
        const { rows, scale } = this.host, { hit, x } = this.drag!;
        const row = rows()[hit.row];
        if (!row?.task || !row.bar) return;
        const days = (p.x - x) / scale().zoom;
        const kind: Kind = hit.what === 'due' || row.bar.kind === 'milestone' ? 'due' : hit.what === 'end' ? 'estimate' : 'start';
        let by = Math.round(days);
        if (kind === 'estimate') {
            const length = row.bar.end - row.bar.start || 15, estimate = row.task.estimate_min ?? 120;
            by = Math.round((((Math.max(1, length + days * DAY) / length) * estimate - estimate) / 15)) * 15 / STEP_MIN;
        }
        this.held = this.heldOf(row, hit.row, kind, by);
        const change = by ? this.changeOf(row, kind, by) : null;
        if (change) tryDates(row.task, change, Math.floor((row.bar.end - 1) / DAY) - Math.floor(row.bar.start / DAY));
        else trial.cancel();
    }
    private draws(p: Point) {
        const { rows, scale, height } = this.host, { hit } = this.drag!;
        const row = rows()[hit.row];
        if (!row?.bar || !row.task) return;
        const box = boxOf(row.bar, row.bar.kind, hit.row, height(), scale());
        const end = hit.what === 'from_end' ? 'end' : 'start';
        const index = Math.floor(p.y / height()), target = rows()[index];
        const line = { x1: end === 'end' ? box.x + box.w : box.x, y1: box.y + box.h / 2, x2: p.x, y2: p.y };
        this.held = { row: hit.row, start: row.bar.start, end: row.bar.end, line };
        if (!target?.task || !target.bar || target.id === row.id) return trial.cancel();
        const to = boxOf(target.bar, target.bar.kind, index, height(), scale());
        if (p.x < to.x - 24 || p.x > to.x + to.w + 24) return trial.cancel();
        const toEnd = p.x > to.x + to.w / 2 && to.w > 8 ? 'end' : 'start';
        line.x2 = toEnd === 'end' ? to.x + to.w : to.x;
        line.y2 = to.y + to.h / 2;
        const refused = linkRefused(target.id, row.id);
        this.held = { ...this.held, line, target: index, refused: !!refused };
        trial.set({ kind: 'dependency', task: target.id, predecessor: row.id, type: ENDS[`${end}-${toEnd}`], lag_min: 0 }, refused);
    }
    /** Near an edge the chart moves on under what is held. */
    private atEdge(p: Point) {
        const box = this.node!.querySelector('canvas')!.getBoundingClientRect();
        const over = (at: number, from: number, to: number) => (at < from + EDGE ? Math.max(-EDGE, at - from - EDGE) : at > to - EDGE ? Math.min(EDGE, at - to + EDGE) : 0);
        const dx = over(p.clientX, box.left, box.right), dy = over(p.clientY, box.top + HEAD, box.bottom);
        cancelAnimationFrame(this.scrolling);
        if (!dx && !dy) return;
        this.scrolling = requestAnimationFrame(() => {
            if (!this.drag?.moved || !this.last) return;
            this.node!.scrollBy(dx * 0.35, dy * 0.35);
            this.go(this.point(this.last));
        });
    }
    private released() {
        const drag = this.drag;
        if (!drag) return;
        const dropped = drag.moved && drag.hit.what !== 'none' && !!trial.change;
        if (!dropped) return this.end();
        // what was seen last is what is kept, also if the engine is still at it
        this.drag = null;
        cancelAnimationFrame(this.scrolling);
        void trial.settled().then(() => {
            const kept = trial.keep();
            this.end();
            if (kept) this.host.done();
        });
    }
    private opened(event: MouseEvent) {
        if (!this.isChart(event)) return;
        const hit = this.hit(this.point(event));
        const task = this.host.rows()[hit.row]?.task;
        if (task && hit.what !== 'link') this.host.open(task.id);
    }
    /** Lets go of what is held; nothing is written. */
    end() {
        cancelAnimationFrame(this.scrolling);
        if (this.drag && trial.change && !trial.held) trial.cancel();
        this.drag = null;
        this.held = null;
        this.last = null;
        this.cursor = 'default';
    }

    // ---- fingers: one pans (the browser does it), one that rests takes hold, two zoom ----

    private press: ReturnType<typeof setTimeout> | undefined;
    private tapped: { p: Point; at: number } | null = null;
    private pinch: { distance: number; x: number } | null = null;

    private forget() {
        clearTimeout(this.press);
        this.tapped = null;
        this.pinch = null;
    }
    private touched(event: TouchEvent) {
        this.forget();
        if (!this.isChart(event)) return;
        const [a, b] = [...event.touches];
        if (b) {
            this.end();
            const box = this.node!.querySelector('canvas')!.getBoundingClientRect();
            this.pinch = { distance: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY), x: (a.clientX + b.clientX) / 2 - box.left };
            return;
        }
        const p = this.point(a), found = this.hit(p, 12);
        // lines are drawn from a bar that was tapped before; a finger is too wide to tell its ends from itself
        const hit: Hit = (found.what === 'from_start' || found.what === 'from_end') && found.row !== this.host.active() ? { what: 'bar', row: found.row } : found;
        this.tapped = { p, at: event.timeStamp };
        if (['bar', 'end', 'due', 'from_start', 'from_end'].includes(hit.what)) {
            this.press = setTimeout(() => {
                this.tapped = null;
                this.begin(p, hit);
                navigator.vibrate?.(12);
                if (this.drag) this.held = { row: hit.row, start: this.host.rows()[hit.row].bar!.start, end: this.host.rows()[hit.row].bar!.end };
            }, LONG_PRESS_MS);
        }
    }
    private dragged(event: TouchEvent) {
        const [a, b] = [...event.touches];
        if (this.pinch && b) {
            event.preventDefault();
            const now = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
            void this.host.chart.zoomBy(now / this.pinch.distance, this.host.scale, this.pinch.x);
            this.pinch.distance = now;
        } else if (this.drag) {
            event.preventDefault();
            this.go(this.point(a));
        } else if (this.tapped && Math.hypot(a.clientX - this.tapped.p.clientX, a.clientY - this.tapped.p.clientY) > 8) this.forget();
    }
    private lifted() {
        if (this.tapped) {
            const hit = this.hit(this.tapped.p, 12);
            this.host.pick(hit.row, hit.what === 'link' ? hit.id : null);
            this.hover = hit.row;
        }
        this.forget();
        if (this.drag) this.released();
    }
}

// What a mouse, a pen or fingers do on the chart: move a bar, pull its end or its due mark, draw a line to another bar, pan, zoom.
// While something is held its consequences are tried (trial.svelte.ts); letting go keeps them, Escape takes them back.
import type { DependencyKind, Id } from '$/api/types.ts';
import type { Chart } from './chart.svelte.ts';
import { AWAY, awayOf, boxOf, HEAD, type Held, type Link } from './draw.ts';
import { hitAt, type Hit } from './hit.ts';
import { canMove, heldOf, STEP_MIN, tryMove, type Kind } from './moves.ts';
import { DAY, type Scale } from './scale.ts';
import type { GanttRow } from './tree.ts';
import { linkRefused, trial } from './trial.svelte.ts';

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
    /** brings a row's bar to where it is seen */
    reveal: (row: number) => void;
}
interface Drag { hit: Hit; x: number; y: number; moved: boolean; left: number; top: number; away: number; }
interface Point { x: number; y: number; clientX: number; clientY: number; }

const LONG_PRESS_MS = 380, EDGE = 36;
const ENDS: Record<string, DependencyKind> = { 'end-start': 'finish_start', 'start-start': 'start_start', 'end-end': 'finish_finish', 'start-end': 'start_finish' };
/** What a grip does to its row; a milestone has nothing but its date. */
const kindOf = (hit: Hit, row: GanttRow): Kind => (hit.what === 'due' || row.bar?.kind === 'milestone' ? 'due' : hit.what === 'end' ? 'estimate' : 'start');

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
        const hit = hitAt(p.x, p.y, rows(), links(), height(), scale(), reach);
        const side = hit.what === 'row' && awayOf(rows()[hit.row], scale(), chart), at = p.x - chart.left;
        return side && (side === 'left' ? at < AWAY : at > chart.width - AWAY) ? { what: 'away', row: hit.row } : hit;
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
        this.cursor = hit.what !== 'link' && hit.what !== 'away' && !this.grips(hit) ? 'default' : { bar: 'grab', end: 'ew-resize', due: 'ew-resize', start: 'ew-resize', from_start: 'crosshair', from_end: 'crosshair', link: 'pointer', away: 'pointer', row: 'default', none: 'default' }[hit.what];
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
    /** Can what is there be taken? */
    private grips(hit: Hit): boolean {
        const row = this.host.rows()[hit.row];
        if (hit.what === 'from_start' || hit.what === 'from_end') return !!row?.task && row.bar?.kind !== 'summary';
        return (hit.what === 'bar' || hit.what === 'end' || hit.what === 'due') && !!row && canMove(row, kindOf(hit, row));
    }
    private begin(p: Point, hit: Hit) {
        const grips = this.grips(hit);
        if (trial.held) trial.cancel();
        this.drag = { hit: grips ? hit : { what: 'none', row: -1 }, x: p.x, y: p.y, moved: false, left: p.clientX + this.host.chart.left, top: p.clientY + this.host.chart.top, away: hit.what === 'away' ? hit.row : -1 };
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
        if (!row) return;
        const days = (p.x - x) / scale().zoom, kind = kindOf(hit, row);
        let by = Math.round(days);
        if (kind === 'estimate') {
            const length = row.bar!.end - row.bar!.start || 15, estimate = row.task!.estimate_min ?? 120;
            by = Math.round((((Math.max(1, length + days * DAY) / length) * estimate - estimate) / 15)) * 15 / STEP_MIN;
        }
        this.held = heldOf(row, hit.row, kind, by);
        if (!by || !tryMove(row, kind, by)) trial.cancel();
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
        trial.set({ kind: 'dependency', task: target.id, predecessor: row.id, type: ENDS[`${end}-${toEnd}`], lag_min: 0 }, { refused: refused ?? undefined });
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
        if (!dropped) {
            this.end();
            if (!drag.moved && drag.away >= 0) this.host.reveal(drag.away);
            return;
        }
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
        if (this.grips(hit)) {
            this.press = setTimeout(() => {
                this.tapped = null;
                this.begin(p, hit);
                navigator.vibrate?.(12);
                this.held = heldOf(this.host.rows()[hit.row], hit.row, hit.what === 'due' ? 'due' : 'start', 0);
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
            if (hit.what === 'away') this.host.reveal(hit.row);
        }
        this.forget();
        if (this.drag) this.released();
    }
}

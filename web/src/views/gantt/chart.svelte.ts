// What the Gantt and the timeline share: colours, words of the axis, days off, the zoom and what is scrolled to.
import { tick } from 'svelte';
import { i18n, t, weekStart } from '$/i18n/index.svelte.ts';
import { session } from '$/state/session.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import type { Day } from '$/api/types.ts';
import { paletteOf, type Palette } from './palette.ts';
import { DAY, Scale, wall, ZOOM_LEAST, ZOOM_MOST, type Words } from './scale.ts';

export const words = (): Words => ({ date: (o) => i18n.f.date(o), quarter: (n) => t('gantt.quarter', { n }), weekStart: weekStart() });

/** Days on which nobody works: by everybody's hours, and holidays that are everybody's. */
export function daysOff(): (day: Day, weekday: number) => boolean {
    const week = store.working_hours.where((h) => !h.member).sort((a, b) => ((a.since ?? '') < (b.since ?? '') ? 1 : -1))[0]?.week;
    const free = new Set(store.holidays.where((h) => !h.members?.length).map((h) => h.date));
    return (day, weekday) => (week ? !week[(weekday + 6) % 7]?.length : weekday === 0 || weekday === 6) || free.has(day);
}
export function loadDaysOff() {
    for (const plural of ['holidays', 'working_hours'] as const) if (!store[plural].size) void session.loadWhole(plural);
}

const kept = (name: string, value: number) => Number(localStorage.getItem(name)) || value;
const PAD_BEFORE = 45 * DAY, PAD_AFTER = 90 * DAY;

export class Chart {
    zoom = $state(0);
    left = $state(0);
    top = $state(0);
    width = $state(0);
    height = $state(0);
    palette = $state.raw<Palette | null>(null);
    now = $state(wall(Date.now()));
    scroller = $state.raw<HTMLElement | null>(null);
    private name: string;

    constructor(name: string) {
        this.name = name;
        this.zoom = kept(`${name}-zoom`, 0);
    }
    /** Colours as they are on screen, also after a change of the theme; the line of now moves on. */
    follow(host: HTMLElement): () => void {
        const read = () => (this.palette = paletteOf(host));
        read();
        const dark = matchMedia('(prefers-color-scheme: dark)');
        dark.addEventListener('change', read);
        const seen = new MutationObserver(read);
        seen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'style', 'data-density'] });
        const clock = setInterval(() => (this.now = wall(Date.now())), 60_000);
        return () => {
            dark.removeEventListener('change', read);
            seen.disconnect();
            clearInterval(clock);
        };
    }
    scaleOf(from: number | null, until: number | null): Scale {
        const zoom = this.zoom || 26;
        const start = Math.min(from ?? this.now, this.now) - PAD_BEFORE;
        const end = Math.max(until ?? this.now, this.now) + PAD_AFTER;
        return new Scale(start, Math.max(end, start + ((this.width + 1) / zoom) * DAY), zoom);
    }
    /** In an effect: what is seen stays where it is when the chart begins earlier or later than before. */
    keepPlace(scale: Scale) {
        const before = this.origin;
        this.origin = scale.from;
        if (before === null || before === scale.from || !this.scroller) return;
        const by = ((before - scale.from) / DAY) * scale.zoom;
        void tick().then(() => { if (this.scroller) this.scroller.scrollLeft += by; });
    }
    private origin: number | null = null;

    /** Another zoom, with what is under `x` (pixels of the chart's window) staying there. */
    async zoomBy(factor: number, scale: () => Scale, x = this.width / 2) {
        const minute = scale().at(this.left + x);
        this.zoom = Math.min(ZOOM_MOST, Math.max(ZOOM_LEAST, (this.zoom || 26) * factor));
        localStorage.setItem(`${this.name}-zoom`, String(this.zoom));
        await this.show(scale, minute, x);
    }
    /** Scrolls so that a minute stands at `x`. */
    async show(scale: () => Scale, minute: number, x = this.width * 0.2) {
        await tick();
        if (!this.scroller) return;
        this.scroller.scrollLeft = this.left = Math.max(0, scale().x(minute) - x);
    }
    async fit(from: number | null, until: number | null, scale: () => Scale) {
        if (from === null || until === null || !this.width) return;
        const days = Math.max(7, (until - from) / DAY) * 1.12;
        this.zoom = Math.min(120, Math.max(ZOOM_LEAST, this.width / days));
        localStorage.setItem(`${this.name}-zoom`, String(this.zoom));
        await this.show(scale, from - (until - from) * 0.04, 0);
    }
}

/** A canvas as sharp as the screen, drawn once a frame. */
export function crisp(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
    const ratio = devicePixelRatio || 1;
    const w = Math.round(width * ratio), h = Math.round(height * ratio);
    if (canvas.width !== w || canvas.height !== h) {
        canvas.width = w;
        canvas.height = h;
    }
    const c = canvas.getContext('2d', { alpha: false })!;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    return c;
}

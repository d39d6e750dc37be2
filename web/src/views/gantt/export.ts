// The whole chart as SVG, as PNG and on paper: the same drawing into a text, with the names at its left.
import './print.css';
import { CanvasPainter, SvgPainter, type Painter } from './paint.ts';
import { paletteOf, type Palette } from './palette.ts';
import { draw, HEAD, type Link, type Scene, type Shown } from './draw.ts';
import { DAY, Scale, lastDayAt, type Words } from './scale.ts';
import type { Day } from '$/api/types.ts';
import { dayMedium, dayText, t, today } from '$/i18n/index.svelte.ts';
import type { GanttRow } from './tree.ts';

export interface Picture {
    rows: GanttRow[];
    links: Link[];
    scale: Scale;
    words: Words;
    today: number;
    isOff: (day: Day, weekday: number) => boolean;
    shown: Shown;
    title: string;
    host: HTMLElement;
    from: number | null;
    until: number | null;
}

export const TITLE = 40;
const NAMES = 300;
const ROW = 24, WIDEST = 12_000;

/** The names of the rows, as the table beside the chart has them. */
function drawNames(p: Painter, rows: GanttRow[], palette: Palette) {
    p.rect(0, 0, NAMES, HEAD + rows.length * ROW, { fill: palette.surface });
    rows.forEach((row, i) => {
        const y = HEAD + i * ROW + ROW / 2, x = 4 + row.depth * 12;
        const weight = row.kind === 'task' ? 400 : 600;
        if (row.kind === 'client') p.rect(x, y - 5, 4, 10, { fill: palette.clients[row.color].solid, radius: 2 });
        const inset = row.kind === 'client' ? 9 : 0;
        p.text(row.label, x + inset, y, row.bar?.done ? palette.text3 : palette.text, { size: 11, weight, most: NAMES - 84 - x - inset });
        if (row.bar) p.text(dayText(lastDayAt(row.bar.end)), NAMES - 10, y, row.bar.late ? palette.late : palette.text2, { size: 11, align: 'end' });
        p.path([0, y + ROW / 2 - 0.5, NAMES, y + ROW / 2 - 0.5], { stroke: palette.line, alpha: 0.6 });
    });
    p.path([0, HEAD - 0.5, NAMES, HEAD - 0.5], { stroke: palette.line });
    p.path([NAMES - 0.5, 0, NAMES - 0.5, HEAD + rows.length * ROW], { stroke: palette.lineStrong });
}

export class Shifted implements Painter {
    private p: Painter;
    private dx: number;
    private dy: number;
    constructor(p: Painter, dx: number, dy: number) {
        this.p = p;
        this.dx = dx;
        this.dy = dy;
    }
    rect: Painter['rect'] = (x, y, w, h, s) => this.p.rect(x + this.dx, y + this.dy, w, h, s);
    path: Painter['path'] = (points, s) => this.p.path(points.map((v, i) => v + (i % 2 ? this.dy : this.dx)), s);
    text: Painter['text'] = (text, x, y, f, l) => this.p.text(text, x + this.dx, y + this.dy, f, l);
    measure: Painter['measure'] = (text, l) => this.p.measure(text, l);
    clip: Painter['clip'] = (x, y, w, h) => this.p.clip(x + this.dx, y + this.dy, w, h);
    unclip: Painter['unclip'] = () => this.p.unclip();
}

export interface Page { width: number; height: number; draw: (p: Painter) => void; }

/** Rows [first, last) in a picture of that width; on paper the time is fitted into it, in a file it is as on screen. */
function pageOf(picture: Picture, palette: Palette, first: number, last: number, width: number, foot = ''): Page {
    const from = Math.min(picture.from ?? picture.today, picture.today), until = Math.max(picture.until ?? picture.today, picture.today) + 6 * DAY;
    const room = width - NAMES;
    const zoom = room / ((until - from) / DAY + 4);
    const scale = new Scale(from - 2 * DAY, until + 2 * DAY, zoom);
    const rows = picture.rows.slice(first, last);
    const links = picture.links.filter((l) => l.from >= first && l.from < last && l.to >= first && l.to < last).map((l) => ({ ...l, from: l.from - first, to: l.to - first }));
    const height = TITLE + HEAD + rows.length * ROW + (foot ? 24 : 8);
    const scene: Scene = {
        rows, links, scale, view: { left: 0, top: 0, width: room, height: HEAD + rows.length * ROW, row: ROW }, palette, words: picture.words, today: picture.today,
        isOff: picture.isOff, shown: picture.shown, active: -1, hover: -1, selected: null, ghosts: new Map(), held: null, names: NAMES,
    };
    return {
        width, height,
        draw(p) {
            p.rect(0, 0, width, height, { fill: palette.surface });
            p.text(picture.title, 4, 16, palette.text, { size: 16, weight: 620, most: width - 220 });
            p.text(dayMedium(today()), width - 8, 16, palette.text3, { size: 11, align: 'end' });
            draw(new Shifted(p, NAMES, TITLE), scene);
            drawNames(new Shifted(p, 0, TITLE), rows, palette);
            if (foot) p.text(foot, width - 8, height - 10, palette.text3, { size: 10, align: 'end' });
        },
    };
}

/** As wide as the chart is at the zoom of the screen, within reason. */
function wholeWidth({ scale, from, until }: Picture): number {
    const days = ((until ?? 0) - (from ?? 0)) / DAY + 14;
    return NAMES + Math.max(700, Math.min(WIDEST, days * scale.zoom));
}
export const wholePage = (picture: Picture): Page => pageOf(picture, paletteOf(picture.host, true), 0, picture.rows.length, wholeWidth(picture));

export function svgOf(page: Page, title: string): string {
    const p = new SvgPainter();
    page.draw(p);
    return p.picture(page.width, page.height, title);
}

function download(blob: Blob, name: string) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
const fileName = (title: string, end: string) => `${title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'chart'}-${today()}.${end}`;

export function downloadSvg(page: Page, title: string) {
    download(new Blob([svgOf(page, title)], { type: 'image/svg+xml' }), fileName(title, 'svg'));
}
export async function downloadPng(page: Page, title: string) {
    // no browser makes larger ones
    const ratio = Math.min(2, 16_000 / page.width, 16_000 / page.height);
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(page.width * ratio);
    canvas.height = Math.round(page.height * ratio);
    const c = canvas.getContext('2d', { alpha: false })!;
    c.scale(ratio, ratio);
    page.draw(new CanvasPainter(c));
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
    if (blob) download(blob, fileName(title, 'png'));
}

// A4 and A3 have the same shape: a sheet of this many rows fills either.
export const SHEET_WIDTH = 1400;
const SHEET_ROWS = 36;

export function sheetsOf(picture: Picture): Page[] {
    const palette = paletteOf(picture.host, true), n = Math.max(1, Math.ceil(picture.rows.length / SHEET_ROWS));
    return Array.from({ length: n }, (_, i) =>
        pageOf(picture, palette, i * SHEET_ROWS, Math.min(picture.rows.length, (i + 1) * SHEET_ROWS), SHEET_WIDTH, t('gantt.sheet', { n: i + 1, of: n })));
}

/** Sheets for the printer, shown to it alone (print.css). */
export function printPages(pages: Page[], title: string) {
    const sheets = document.createElement('div');
    sheets.className = 'print-sheets';
    sheets.setAttribute('aria-hidden', 'true');
    for (const page of pages) {
        const sheet = document.createElement('div');
        sheet.innerHTML = svgOf(page, title);
        sheets.append(sheet);
    }
    document.querySelector('.print-sheets')?.remove();
    document.body.append(sheets);
    document.documentElement.classList.add('prints-chart');
    addEventListener('afterprint', () => {
        sheets.remove();
        document.documentElement.classList.remove('prints-chart');
    }, { once: true });
    print();
}

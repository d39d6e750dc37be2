// Drawing on a canvas, or the same into an SVG text: what is on screen is what is exported and printed.
export interface Shape { fill?: string; stroke?: string; width?: number; dash?: number[]; radius?: number; alpha?: number; }
export interface Letters { size?: number; weight?: number; align?: 'start' | 'center' | 'end'; most?: number; /** a rim in this colour, so that it is read over lines */ rim?: string; }

export interface Painter {
    rect(x: number, y: number, w: number, h: number, shape: Shape): void;
    /** moves are [x, y] pairs; joined, and closed if it is filled */
    path(points: number[], shape: Shape): void;
    text(text: string, x: number, y: number, fill: string, letters?: Letters): void;
    measure(text: string, letters?: Letters): number;
    /** everything until `unclip` stays within */
    clip(x: number, y: number, w: number, h: number): void;
    unclip(): void;
}

export const FONT = "'Inter Variable', Inter, system-ui, sans-serif";
const fontOf = ({ size = 12, weight = 400 }: Letters = {}) => `${weight} ${size}px ${FONT}`;

const widths = new Map<string, number>();
let ruler: CanvasRenderingContext2D | null = null;
function measure(text: string, letters?: Letters): number {
    const font = fontOf(letters), key = `${font}|${text}`;
    let width = widths.get(key);
    if (width === undefined) {
        ruler ??= typeof document !== 'undefined' && document.createElement ? document.createElement('canvas').getContext('2d') : null;
        if (ruler) ruler.font = font;
        width = ruler ? ruler.measureText(text).width : text.length * (letters?.size ?? 12) * 0.55;
        if (widths.size > 20_000) widths.clear();
        widths.set(key, width);
    }
    return width;
}
/** The text, or as much of it as has room. */
export function fitted(text: string, most: number | undefined, letters?: Letters): string {
    if (most === undefined || measure(text, letters) <= most) return text;
    if (most < 14) return '';
    let low = 0, high = text.length;
    while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (measure(`${text.slice(0, middle)}…`, letters) <= most) low = middle;
        else high = middle - 1;
    }
    return low ? `${text.slice(0, low).trimEnd()}…` : '';
}

export class CanvasPainter implements Painter {
    private c: CanvasRenderingContext2D;
    private font = '';

    constructor(context: CanvasRenderingContext2D) {
        this.c = context;
        this.c.textBaseline = 'middle';
    }
    private finish({ fill, stroke, width = 1, dash, alpha = 1 }: Shape) {
        const c = this.c;
        c.globalAlpha = alpha;
        if (fill) {
            c.fillStyle = fill;
            c.fill();
        }
        if (stroke) {
            c.strokeStyle = stroke;
            c.lineWidth = width;
            c.setLineDash(dash ?? []);
            c.stroke();
        }
        c.globalAlpha = 1;
    }
    rect(x: number, y: number, w: number, h: number, shape: Shape) {
        const c = this.c;
        if (!shape.radius && !shape.stroke) {
            c.globalAlpha = shape.alpha ?? 1;
            c.fillStyle = shape.fill!;
            c.fillRect(x, y, w, h);
            c.globalAlpha = 1;
            return;
        }
        c.beginPath();
        c.roundRect(x, y, w, h, Math.min(shape.radius ?? 0, w / 2, h / 2));
        this.finish(shape);
    }
    path(points: number[], shape: Shape) {
        const c = this.c;
        c.beginPath();
        c.moveTo(points[0], points[1]);
        for (let i = 2; i < points.length; i += 2) c.lineTo(points[i], points[i + 1]);
        if (shape.fill) c.closePath();
        this.finish(shape);
    }
    text(text: string, x: number, y: number, fill: string, letters: Letters = {}) {
        const shown = fitted(text, letters.most, letters);
        if (!shown) return;
        const font = fontOf(letters);
        if (font !== this.font) this.c.font = this.font = font;
        this.c.fillStyle = fill;
        this.c.textAlign = letters.align ?? 'start';
        if (letters.rim) {
            this.c.strokeStyle = letters.rim;
            this.c.lineWidth = 4;
            this.c.lineJoin = 'round';
            this.c.setLineDash([]);
            this.c.strokeText(shown, x, y);
        }
        this.c.fillText(shown, x, y);
    }
    measure = measure;
    clip(x: number, y: number, w: number, h: number) {
        this.c.save();
        this.c.beginPath();
        this.c.rect(x, y, w, h);
        this.c.clip();
    }
    unclip() {
        this.c.restore();
        this.font = '';
    }
}

const escape = (text: string) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);
const n = (x: number) => String(Math.round(x * 100) / 100);

/** The parts of an SVG; `picture` puts the frame round them. */
export class SvgPainter implements Painter {
    private parts: string[] = [];
    private clips = 0;
    private attributes({ fill, stroke, width = 1, dash, alpha }: Shape): string {
        return `fill="${fill ?? 'none'}"${stroke ? ` stroke="${stroke}" stroke-width="${n(width)}"` : ''}${dash?.length ? ` stroke-dasharray="${dash.join(' ')}"` : ''}${alpha !== undefined && alpha < 1 ? ` opacity="${n(alpha)}"` : ''}`;
    }
    rect(x: number, y: number, w: number, h: number, shape: Shape) {
        if (w <= 0 || h <= 0) return;
        const radius = shape.radius ? ` rx="${n(Math.min(shape.radius, w / 2, h / 2))}"` : '';
        this.parts.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}"${radius} ${this.attributes(shape)}/>`);
    }
    path(points: number[], shape: Shape) {
        let d = `M${n(points[0])} ${n(points[1])}`;
        for (let i = 2; i < points.length; i += 2) d += `L${n(points[i])} ${n(points[i + 1])}`;
        this.parts.push(`<path d="${d}${shape.fill ? 'Z' : ''}" ${this.attributes(shape)}/>`);
    }
    text(text: string, x: number, y: number, fill: string, letters: Letters = {}) {
        const shown = fitted(text, letters.most, letters);
        if (!shown) return;
        const anchor = { start: '', center: ' text-anchor="middle"', end: ' text-anchor="end"' }[letters.align ?? 'start'];
        this.parts.push(`<text x="${n(x)}" y="${n(y)}" dominant-baseline="central" fill="${fill}" font-size="${letters.size ?? 12}"${letters.weight ? ` font-weight="${letters.weight}"` : ''}${letters.rim ? ` stroke="${letters.rim}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"` : ''}${anchor}>${escape(shown)}</text>`);
    }
    measure = measure;
    clip(x: number, y: number, w: number, h: number) {
        const id = `k${++this.clips}`;
        this.parts.push(`<clipPath id="${id}"><rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}"/></clipPath><g clip-path="url(#${id})">`);
    }
    unclip() {
        this.parts.push('</g>');
    }
    picture(width: number, height: number, title: string): string {
        return `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}" font-family="'Inter Variable', Inter, Helvetica, Arial, sans-serif" role="img"><title>${escape(title)}</title>${this.parts.join('')}</svg>`;
    }
}

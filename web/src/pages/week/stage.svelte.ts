// The grid as those see it who carry something over it: what is under a point, and what would be there if it were dropped now.
import type { Day } from '$/api/types.ts';
import { DAY_MIN, type Span, type Wall } from './geometry.ts';
import type { Item } from './week.svelte.ts';

export interface Ghost extends Span {
    /** the one that is moved or resized; null: something new */
    item: Item | null;
    title: string;
    color: number | undefined;
}

export class Stage {
    /** the columns of the days, from midnight to midnight */
    columns: HTMLElement | null = null;
    scroller: HTMLElement | null = $state(null);
    days: readonly Day[] = [];
    ghost = $state.raw<Ghost | null>(null);
    /** what is carried in from outside, beside the pointer */
    tag = $state.raw<{ x: number; y: number; title: string; color: number | undefined } | null>(null);

    /** The wall time under a point. Outside of the columns the nearest, or with `strict` null. */
    at(x: number, y: number, strict = false): Wall | null {
        const box = this.columns?.getBoundingClientRect(), view = this.scroller?.getBoundingClientRect();
        if (!box || !view || !this.days.length) return null;
        if (strict && (x < box.left || x > box.right || y < view.top || y > view.bottom)) return null;
        const day = Math.max(0, Math.min(this.days.length - 1, Math.floor(((x - box.left) / box.width) * this.days.length)));
        return { day: this.days[day], min: Math.max(0, Math.min(DAY_MIN, ((y - box.top) / box.height) * DAY_MIN)) };
    }
}

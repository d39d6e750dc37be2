// What is under a point of the chart (0, 0 is the corner below the head).
import type { Id } from '$/api/types.ts';
import { boxOf, lineOf, type Link } from './draw.ts';
import type { Scale } from './scale.ts';
import type { GanttRow } from './tree.ts';

export type Hit =
    | { what: 'bar' | 'start' | 'end' | 'due' | 'row'; row: number }
    /** the ends from which links are drawn */
    | { what: 'from_start' | 'from_end'; row: number }
    | { what: 'link'; id: Id; row: number }
    /** the sign at the border of a bar that is not on screen */
    | { what: 'away'; row: number }
    | { what: 'none'; row: -1 };

const near = (a: number, b: number, most: number) => Math.abs(a - b) <= most;

function distance(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
    const dx = x2 - x1, dy = y2 - y1, long = dx * dx + dy * dy;
    const t = long ? Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / long)) : 0;
    return Math.hypot(x - x1 - t * dx, y - y1 - t * dy);
}

/** `reach`: how far a finger or a pointer may be off. */
export function hitAt(x: number, y: number, rows: GanttRow[], links: Link[], height: number, scale: Scale, reach = 5): Hit {
    const index = Math.floor(y / height), row = rows[index];
    if (row && (row.kind === 'task' || row.kind === 'project')) {
        const bar = row.bar;
        const box = bar && boxOf(bar, bar.kind, index, height, scale);
        if (box && row.kind === 'task' && near(y, box.y + box.h / 2, box.h / 2 + 3)) {
            if (near(x, box.x - 7, reach)) return { what: 'from_start', row: index };
            if (near(x, box.x + box.w + 7, reach)) return { what: 'from_end', row: index };
        }
        if (row.due !== null && x >= scale.x(row.due) - reach && x <= scale.x(row.due) + 8 && !(box && bar!.kind === 'milestone' && x <= box.x + box.w && x >= box.x)) {
            if (!box || x > box.x + box.w - 6 || y < box.y || near(x, scale.x(row.due), 3)) return { what: 'due', row: index };
        }
        if (box && near(y, box.y + box.h / 2, box.h / 2 + 3) && x >= box.x && x <= box.x + box.w) {
            if (bar!.kind === 'task' && !bar!.done && x >= box.x + box.w - Math.min(6, box.w / 3)) return { what: 'end', row: index };
            return { what: 'bar', row: index };
        }
    }
    for (const link of links) {
        if (index < Math.min(link.from, link.to) - 1 || index > Math.max(link.from, link.to) + 1) continue;
        const line = lineOf(link, rows, height, scale);
        for (let i = 0; line && i + 3 < line.length; i += 2) {
            if (distance(x, y, line[i], line[i + 1], line[i + 2], line[i + 3]) <= reach - 1) return { what: 'link', id: link.id, row: index };
        }
    }
    return row ? { what: 'row', row: index } : { what: 'none', row: -1 };
}

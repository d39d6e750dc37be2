// Dragging rows of a list: within their group to order them, onto another group to give them its value. One draggable and
// one drop target for the whole list: rows come and go as it scrolls. From the keyboard: Alt and arrows, or `m`, or a cell.
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import type { Id } from '$/api/types.ts';
import type { Line } from './rows.ts';

export interface DropSpot {
    index: number;
    edge: 'top' | 'bottom' | null;
}
export interface Host {
    lines: () => Line[];
    canOrder: () => boolean;
    dragged: (id: Id) => Id[];
    onSpot: (spot: DropSpot | null) => void;
    onDrop: (ids: Id[], line: Line, edge: 'top' | 'bottom' | null) => void;
}

export function dragRows(scroller: HTMLElement, host: Host): () => void {
    const cleanups = new Map<HTMLElement, () => void>();
    // rows are made draggable when the pointer reaches them
    function ready(event: PointerEvent) {
        if (event.pointerType !== 'mouse') return;
        const row = (event.target as Element).closest<HTMLElement>('[data-task]');
        if (!row || cleanups.has(row)) return;
        cleanups.set(row, draggable({
            element: row,
            canDrag: ({ input }) => !document.elementFromPoint(input.clientX, input.clientY)?.closest('input'),
            getInitialData: () => ({ tasks: host.dragged(row.dataset.task!) }),
        }));
        for (const [node, stop] of cleanups) if (!node.isConnected) (stop(), cleanups.delete(node));
    }
    function spotAt(clientY: number, ids: Id[]): DropSpot | null {
        const body = scroller.querySelector<HTMLElement>('.body');
        if (!body) return null;
        const height = body.firstElementChild?.getBoundingClientRect().height ?? 32;
        const y = clientY - body.getBoundingClientRect().top;
        const index = Math.floor(y / height);
        const line = host.lines()[index];
        if (!line) return null;
        const own = host.lines().find((l) => l.type === 'task' && l.id === ids[0])?.group.key === line.group.key;
        if (line.type === 'task' && host.canOrder()) return { index, edge: y - index * height < height / 2 ? 'top' : 'bottom' };
        return own ? null : { index, edge: null };
    }
    scroller.addEventListener('pointerover', ready);
    const stop = combine(
        dropTargetForElements({
            element: scroller,
            canDrop: ({ source }) => Array.isArray(source.data.tasks),
            onDrag: ({ location, source }) => {
                const box = scroller.getBoundingClientRect(), y = location.current.input.clientY;
                if (y < box.top + 48) scroller.scrollTop -= 12;
                else if (y > box.bottom - 48) scroller.scrollTop += 12;
                host.onSpot(spotAt(y, source.data.tasks as Id[]));
            },
            onDragLeave: () => host.onSpot(null),
            onDrop: ({ location, source }) => {
                const spot = spotAt(location.current.input.clientY, source.data.tasks as Id[]);
                host.onSpot(null);
                const line = spot && host.lines()[spot.index];
                if (spot && line) host.onDrop(source.data.tasks as Id[], line, spot.edge);
            },
        }),
    );
    return () => {
        stop();
        scroller.removeEventListener('pointerover', ready);
        for (const cleanup of cleanups.values()) cleanup();
    };
}

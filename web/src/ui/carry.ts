// Carrying something with a pointer. A mouse carries after a few pixels; a finger only after resting on it, so that scrolling
// never moves anything. Escape, or the system taking the pointer away, puts it back. The click that would follow is swallowed.
// Everything carried has another way: keys, and a dialog (WCAG 2.5.7).
const MOVE_PX = 4, SLIP_PX = 10, PRESS_MS = 380, EDGE_PX = 44;

export interface Carrying {
    move(x: number, y: number): void;
    drop(x: number, y: number): void;
    cancel(): void;
    /** scrolls by itself near its upper and lower edge */
    scroller?: HTMLElement | null;
}
/** What is under the pointer when it goes down: null for nothing to carry, else what begins when it is carried. */
export type Pick = (target: HTMLElement, event: PointerEvent) => ((x: number, y: number) => Carrying) | null;

export function carry(node: HTMLElement, pick: Pick): () => void {
    let stop: (() => void) | null = null;
    let carrying: Carrying | null = null;

    function down(event: PointerEvent) {
        if (stop || event.button || !event.isPrimary) return;
        const begin = pick(event.target as HTMLElement, event);
        if (!begin) return;
        const touch = event.pointerType === 'touch', id = event.pointerId;
        const x0 = event.clientX, y0 = event.clientY;
        let x = x0, y = y0, frame = 0;
        const start = () => {
            carrying = begin(x0, y0);
            carrying.move(x, y);
            document.documentElement.classList.add('carrying');
            if (touch) navigator.vibrate?.(8);
            frame = requestAnimationFrame(scroll);
        };
        const timer = touch ? setTimeout(start, PRESS_MS) : undefined;
        const move = (e: PointerEvent) => {
            if (e.pointerId !== id) return;
            x = e.clientX;
            y = e.clientY;
            const far = Math.hypot(x - x0, y - y0);
            if (carrying) carrying.move(x, y);
            else if (touch && far > SLIP_PX) end();
            else if (!touch && far > MOVE_PX) start();
        };
        const up = (e: PointerEvent) => {
            if (e.pointerId !== id) return;
            const it = carrying;
            end();
            if (!it) return;
            swallowClick();
            it.drop(e.clientX, e.clientY);
        };
        const cancel = (e: PointerEvent) => e.pointerId === id && drop();
        const drop = () => {
            const it = carrying;
            end();
            it?.cancel();
        };
        const key = (e: KeyboardEvent) => {
            if (!carrying || e.key !== 'Escape') return;
            e.preventDefault();
            e.stopPropagation();
            swallowClick();
            drop();
        };
        const menu = (e: Event) => touch && e.preventDefault();
        function scroll() {
            const box = carrying?.scroller?.getBoundingClientRect();
            if (box) {
                const by = y < box.top + EDGE_PX ? y - box.top - EDGE_PX : y > box.bottom - EDGE_PX ? y - box.bottom + EDGE_PX : 0;
                const before = carrying!.scroller!.scrollTop;
                if (by && Math.abs(by) < 3 * EDGE_PX) carrying!.scroller!.scrollTop += by / 4;
                if (carrying!.scroller!.scrollTop !== before) carrying!.move(x, y);
            }
            if (carrying) frame = requestAnimationFrame(scroll);
        }
        function end() {
            clearTimeout(timer);
            cancelAnimationFrame(frame);
            carrying = null;
            stop = null;
            document.documentElement.classList.remove('carrying');
            for (const [name, f] of heard) window.removeEventListener(name, f as EventListener, true);
        }
        const heard = [['pointermove', move], ['pointerup', up], ['pointercancel', cancel], ['keydown', key], ['contextmenu', menu]] as const;
        for (const [name, f] of heard) window.addEventListener(name, f as EventListener, true);
        stop = drop;
    }
    // Only a listener that was there before the finger came may keep the page from scrolling.
    const still = (event: TouchEvent) => carrying && event.cancelable && event.preventDefault();
    node.addEventListener('pointerdown', down);
    node.addEventListener('touchmove', still, { passive: false });
    return () => {
        stop?.();
        node.removeEventListener('pointerdown', down);
        node.removeEventListener('touchmove', still);
    };
}

function swallowClick() {
    const swallow = (event: Event) => {
        event.preventDefault();
        event.stopPropagation();
    };
    window.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener('click', swallow, true), 0);
}

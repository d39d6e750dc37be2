// Keys. A part of the screen says what keys do while it is there: `useKeys({ 'j': next, 'Mod k': palette, 'g e': go })`.
// A space between Mod/Shift/Alt and a key means together, between two plain keys one after the other.
// Nothing fires while a person types, except with Mod and Escape; nothing fires under an open dialog or menu.
export type Handler = (event: KeyboardEvent) => void | boolean;

const layers: Record<string, Handler>[] = [];
let pending = '';
let timer: ReturnType<typeof setTimeout> | undefined;

/** Call while a component is made; later ones go first. A handler that returns false lets the key go on. */
export function useKeys(map: Record<string, Handler>) {
    $effect(() => {
        layers.push(map);
        return () => void layers.splice(layers.indexOf(map), 1);
    });
}

const typing = (target: EventTarget | null) =>
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type));

function name(event: KeyboardEvent): string {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const parts: string[] = [];
    if (event.metaKey || event.ctrlKey) parts.push('Mod');
    if (event.altKey) parts.push('Alt');
    // with printable signs the sign itself says it ('?')
    if (event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key) || parts.length)) parts.push('Shift');
    return [...parts, key].join(' ');
}

function fire(keys: string, event: KeyboardEvent): boolean {
    for (const map of layers.toReversed()) {
        const handler = map[keys];
        if (handler && handler(event) !== false) {
            event.preventDefault();
            return true;
        }
    }
    return false;
}

export function handleKey(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing) return;
    const keys = name(event);
    if (typing(event.target) && !keys.startsWith('Mod') && keys !== 'Escape') return;
    // an undo within a text is the text's
    if (typing(event.target) && /^Mod (Shift )?[zyxcva]$/.test(keys)) return;
    if (document.querySelector('[role="dialog"][data-state="open"], [role="menu"][data-state="open"]') && keys !== 'Mod k') return;
    clearTimeout(timer);
    if (pending && fire(`${pending} ${keys}`, event)) {
        pending = '';
        return;
    }
    pending = '';
    if (fire(keys, event)) return;
    if (/^[a-z]$/.test(keys) && layers.some((map) => Object.keys(map).some((k) => k.startsWith(`${keys} `)))) {
        pending = keys;
        timer = setTimeout(() => (pending = ''), 900);
    }
}

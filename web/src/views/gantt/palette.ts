// The colours of styles/tokens.css as what a canvas and any reader of SVG understand: #rrggbb, resolved where they are used.
export interface ClientColors { tint: string; ink: string; solid: string; }
export interface Palette {
    surface: string; ground: string; sunken: string; raised: string; line: string; lineStrong: string; text: string; text2: string; text3: string;
    accent: string; accentSoft: string; selected: string; hover: string; late: string; lateSoft: string; risk: string; well: string;
    clients: ClientColors[];
}

const NAMES = {
    surface: '--surface', ground: '--ground', sunken: '--sunken', raised: '--raised', line: '--line', lineStrong: '--line-strong', text: '--text', text2: '--text-2',
    text3: '--text-3', accent: '--accent', accentSoft: '--accent-soft', selected: '--selected', hover: '--hover', late: '--late', lateSoft: '--late-soft',
    risk: '--risk', well: '--well',
} as const;

/** `light`: as on paper, whatever the screen shows. */
export function paletteOf(host: HTMLElement, light = false): Palette {
    const probe = document.createElement('span');
    probe.hidden = true;
    if (light) probe.style.colorScheme = 'light';
    host.append(probe);
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const c = canvas.getContext('2d', { willReadFrequently: true })!;
    const resolve = (value: string) => {
        probe.style.color = '';
        probe.style.color = value;
        c.clearRect(0, 0, 1, 1);
        c.fillStyle = getComputedStyle(probe).color;
        c.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = c.getImageData(0, 0, 1, 1).data;
        const hex = '#' + [r, g, b].map((x) => x.toString(16).padStart(2, '0')).join('');
        return a === 255 ? hex : `rgba(${r},${g},${b},${(a / 255).toFixed(3)})`;
    };
    const made = Object.fromEntries(Object.entries(NAMES).map(([name, token]) => [name, resolve(`var(${token})`)])) as unknown as Palette;
    made.clients = Array.from({ length: 13 }, (_, i) => {
        probe.dataset.color = String(i || 1);
        return { tint: resolve('var(--tint)'), ink: resolve('var(--ink)'), solid: resolve('var(--solid)') };
    });
    probe.remove();
    return made;
}

// Vite plugin: `import messages from 'virtual:messages/fr'` gives the catalogue of ../locales as a table of strings and
// small functions. ICU MessageFormat is parsed here, at build time, so the browser gets neither parser nor eval.
// Only keys that the sources name are taken: locales/ is shared with the server and has its messages too. What only pages and
// parts loaded later say is a second part, 'virtual:messages/fr/more', so that the first visit does not carry it; the page for
// strangers has its own, 'virtual:messages/fr/book'.
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const PREFIX = 'virtual:messages/';
const root = new URL('../..', import.meta.url).pathname;

export function catalogue(language: string): Record<string, string> {
    return JSON.parse(readFileSync(join(root, 'locales', `${language}.json`), 'utf8'));
}

// values.ts is what the list itself says of a task
const LATER = /\/web\/src\/(pages\/|time\/|task\/(?!values\.ts)|views\/(board|calendar|gantt)\/|shell\/(?:[A-Z]\w*Dialogs?|Dialogs|Palette|ProjectPick|commands)\.)/;
const BOOK = /\/web\/src\/book\//;
type Part = 'core' | 'more' | 'book' | 'app' | 'all';
const among = (path: string, part: Part) => part === 'all' || (part === 'book') === BOOK.test(path) && !(part === 'core' && LATER.test(path));

function sources(folder: string, part: Part): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return entry.name === 'generated' ? [] : sources(path, part);
        if (!/\.(ts|svelte)$/.test(entry.name) || !among(path, part)) return [];
        return [readFileSync(path, 'utf8')];
    });
}

// Keys named in full ('task.new'), and beginnings of keys put together in a template (`priority.${n}`).
export function usedKeys(part: Part = 'all'): { literals: Set<string>; prefixes: Set<string> } {
    const literals = new Set<string>(), prefixes = new Set<string>();
    for (const text of sources(join(root, 'web/src'), part)) {
        for (const m of text.matchAll(/['"`]([a-z][a-z0-9_]*(?:\.[a-zA-Z0-9_]+)+)['"`]/g)) literals.add(m[1]);
        for (const m of text.matchAll(/`([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*\.)\$\{/g)) prefixes.add(m[1]);
    }
    return { literals, prefixes };
}

export function picked(language: string, part: Part = 'all'): [string, string][] {
    const named = (keys: ReturnType<typeof usedKeys>) => (key: string) => keys.literals.has(key) || [...keys.prefixes].some((p) => key.startsWith(p));
    const of = (one: Part) => named(usedKeys(one));
    const app = of('app'), core = of('core'), own = of(part);
    const wanted = part === 'more' ? (key: string) => app(key) && !core(key) : own;
    return Object.entries(catalogue(language)).filter(([key]) => wanted(key));
}

const q = JSON.stringify;

function expression(elements: MessageFormatElement[], plural: boolean): string {
    const parts = elements.map((e): string => {
        switch (e.type) {
            case TYPE.literal:
                return q(e.value);
            case TYPE.argument:
                return `f.s(a[${q(e.value)}])`;
            case TYPE.number:
                return `f.n(a[${q(e.value)}],${q(typeof e.style === 'string' ? e.style : '')})`;
            case TYPE.date:
                return `f.d(a[${q(e.value)}],${q(typeof e.style === 'string' ? e.style : 'medium')})`;
            case TYPE.time:
                return `f.t(a[${q(e.value)}])`;
            case TYPE.pound:
                return plural ? 'f.n(x,"")' : '"#"';
            case TYPE.select:
                return `f.c(a[${q(e.value)}],{${branches(e.options, plural, '()')}})`;
            case TYPE.plural:
                return `f.p(a[${q(e.value)}],${e.offset ?? 0},${q(e.pluralType)},{${branches(e.options, true, 'x')}})`;
            default:
                throw new Error(`unsupported element ${JSON.stringify(e)}`);
        }
    });
    return parts.length ? parts.join('+') : '""';
}

function branches(options: Record<string, { value: MessageFormatElement[] }>, plural: boolean, arg: string): string {
    return Object.entries(options)
        .map(([name, option]) => `${q(name)}:${arg}=>${expression(option.value, plural)}`)
        .join(',');
}

export function compile(key: string, text: string): string {
    const elements = parse(text, { ignoreTag: true, requiresOtherClause: true });
    if (elements.every((e) => e.type === TYPE.literal)) {
        return `${q(key)}:${q(elements.map((e) => (e as { value: string }).value).join(''))}`;
    }
    return `${q(key)}:(a,f)=>${expression(elements, false)}`;
}

export function messages(): Plugin {
    return {
        name: 'messages',
        resolveId: (id) => (id.startsWith(PREFIX) ? '\0' + id : undefined),
        load(id) {
            if (!id.startsWith('\0' + PREFIX)) return;
            const [language, part] = id.slice(PREFIX.length + 1).split('/');
            this.addWatchFile(join(root, 'locales', `${language}.json`));
            const rows = picked(language, part === 'book' ? 'book' : part ? 'more' : 'core').map(([key, text]) => compile(key, text));
            return `export default {${rows.join(',\n')}};`;
        },
    };
}

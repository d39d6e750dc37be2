// First visit: gzip bytes of everything that is fetched before the first task is visible, typeface included, stay under
// 200 kB. Read from the built dist/: the entry, what it imports statically, the English or French words, the Latin typeface.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

const dist = new URL('../dist', import.meta.url).pathname;
const BUDGET = 200_000;

beforeAll(async () => {
    if (existsSync(join(dist, 'index.html'))) return;
    await (await import('vite')).build({ root: new URL('..', import.meta.url).pathname, logLevel: 'error' });
}, 120_000);

function statics(name: string, seen: Set<string>) {
    if (seen.has(name)) return;
    seen.add(name);
    const text = readFileSync(join(dist, name), 'utf8');
    if (name.endsWith('.js')) {
        for (const m of text.matchAll(/(?:import|export)\s*(?:[^"'()]*?from)?\s*["']\.\/([^"']+)["']/g)) statics(`assets/${m[1]}`, seen);
    }
}

test('bytes before the first task', () => {
    const html = readFileSync(join(dist, 'index.html'), 'utf8');
    const files = new Set<string>(['index.html']);
    for (const m of html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) statics(m[1], files);
    expect(files.size).toBeGreaterThan(2);
    const assets = readdirSync(join(dist, 'assets'));
    const one = (pattern: RegExp) => `assets/${assets.find((name) => pattern.test(name))}`;
    files.add(one(/^fr-.*\.js$/));
    files.add(one(/^inter-latin-wght-normal.*\.woff2$/));
    let sum = 0;
    for (const name of files) sum += statSync(join(dist, existsSync(join(dist, `${name}.gz`)) ? `${name}.gz` : name)).size;
    console.log(`${sum} bytes in ${files.size} files`);
    expect(sum).toBeLessThan(BUDGET);
});

// The page for strangers stays under 60 kB: its styles, its scripts and the words of both languages, though one is fetched.
test('bytes of the booking page, whole', () => {
    const files = new Set<string>(['book.html']);
    for (const m of readFileSync(join(dist, 'book.html'), 'utf8').matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) statics(m[1], files);
    for (const name of [...files].filter((n) => n.endsWith('.js')))
        for (const m of readFileSync(join(dist, name), 'utf8').matchAll(/import\(\s*["'`]\.\/([^"'`]+)["'`]/g)) statics(`assets/${m[1]}`, files);
    const sum = [...files].reduce((n, name) => n + statSync(join(dist, `${name}.gz`)).size, 0);
    console.log(`${sum} bytes in ${files.size} files`);
    expect(files.size).toBeGreaterThan(4);
    expect(sum).toBeLessThan(60_000);
    expect(readFileSync(join(dist, 'book.html'), 'utf8')).not.toMatch(/<script(?![^>]*src=)[^>]*>|<style|style=/);
});

test('every text file has its compressed twins, and no page has inline script or style', () => {
    const walk = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? walk(join(folder, e.name)) : [join(folder, e.name)]));
    for (const name of walk(dist).filter((n) => /\.(js|css|html|svg)$/.test(n))) {
        expect(existsSync(`${name}.br`), name).toBe(true);
        expect(existsSync(`${name}.gz`), name).toBe(true);
    }
    const html = readFileSync(join(dist, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*src=)[^>]*>/);
    expect(html).not.toMatch(/<style|style=/);
});

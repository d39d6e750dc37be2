import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { engine } from './scripts/engine.ts';
import { finish } from './scripts/finish.ts';
import { messages } from './scripts/messages.ts';

// `npm run build` writes dist/ whole: hashed names, the service worker with its list of files, .br and .gz twins.
// `npm run dev` serves from memory and hands /api to a running `aplomb serve` (APLOMB_URL=http://127.0.0.1:8080).
export default defineConfig({
    plugins: [messages(), engine(), svelte(), finish()],
    resolve: { alias: { $: fileURLToPath(new URL('./src', import.meta.url)) } },
    build: {
        target: ['chrome123', 'firefox128', 'safari17.5'],
        cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
        // What a later part needs besides its styles it names itself; lists of all that would weigh on the first visit.
        modulePreload: { polyfill: false, resolveDependencies: (_, needs, { hostType }) => (hostType === 'js' ? needs.filter((name) => name.endsWith('.css')) : needs) },
        // The Content-Security-Policy allows no data: scripts or styles, so nothing is inlined.
        assetsInlineLimit: 0,
        // book.html is for strangers: small, and without anything of the team's application.
        rollupOptions: { input: { index: fileURLToPath(new URL('./index.html', import.meta.url)), book: fileURLToPath(new URL('./book.html', import.meta.url)) } },
        sourcemap: false,
    },
    worker: { format: 'es' },
    server: { proxy: { '/api': { target: process.env.APLOMB_URL ?? 'http://127.0.0.1:8080', ws: true } } },
    test: { include: ['test/**/*.test.ts'], environment: 'node' },
});

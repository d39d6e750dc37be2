import { mount } from 'svelte';
import App from './App.svelte';
import '@fontsource-variable/inter/wght.css';
import './styles/base.css';
import { moreWords } from './i18n/index.svelte.ts';
import { session } from './state/session.svelte.ts';

void session.start();
mount(App, { target: document.getElementById('app')! });

// What will be wanted soon is fetched while nothing else happens, so that it opens at once and also without a connection.
const soon = () => void Promise.allSettled([import('./task/TaskPanel.svelte'), import('./shell/Palette.svelte'), import('./shell/Dialogs.svelte'), import('./views/list/CellEditor.svelte'), import('markdown-it'), moreWords()]);
$effect.root(() => {
    $effect(() => {
        if (session.fresh) setTimeout(() => ('requestIdleCallback' in window ? requestIdleCallback(soon) : soon()), 1500);
    });
});
// A newer version was put in place: its parts have other names, so the page is loaded anew, once.
window.addEventListener('vite:preloadError', (event) => {
    event.preventDefault();
    if (!navigator.onLine || sessionStorage.getItem('reloaded') === document.lastModified) return;
    sessionStorage.setItem('reloaded', document.lastModified);
    location.reload();
});

if ('serviceWorker' in navigator && import.meta.env.PROD) {
    window.addEventListener('load', () => void navigator.serviceWorker.register('/sw.js').catch(() => {}));
}

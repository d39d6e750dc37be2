import { mount } from 'svelte';
import App from './App.svelte';
import './styles/base.css';
import { session } from './state/session.svelte.ts';

void session.start();
mount(App, { target: document.getElementById('app')! });

if ('serviceWorker' in navigator && import.meta.env.PROD) {
    window.addEventListener('load', () => void navigator.serviceWorker.register('/sw.js').catch(() => {}));
}

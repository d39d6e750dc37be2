// The service worker: keeps the shell (page, scripts, styles, typeface) so that the application opens without a
// connection. Data is not its business: rows live in IndexedDB, see src/state/cache.ts.
const version = '__VERSION__';
const files = '__FILES__';
const cacheName = `shell-${version}`;

self.addEventListener('install', (event) => {
    event.waitUntil(
        caches
            .open(cacheName)
            .then((cache) => cache.addAll(files.map((file) => (file === '/index.html' ? '/' : file))))
            .then(() => self.skipWaiting()),
    );
});

self.addEventListener('activate', (event) => {
    event.waitUntil(
        caches
            .keys()
            .then((names) => Promise.all(names.filter((n) => n !== cacheName).map((n) => caches.delete(n))))
            .then(() => self.clients.claim()),
    );
});

// Pages: the network first, so that a new version is seen at once; the kept shell when there is no connection.
async function page(request) {
    try {
        return await fetch(request);
    } catch {
        return (await caches.match('/')) ?? Response.error();
    }
}

// Hashed files never change: the kept one, else fetched and kept.
async function asset(request) {
    const kept = await caches.match(request);
    if (kept) return kept;
    const fresh = await fetch(request);
    if (fresh.ok) (await caches.open(cacheName)).put(request, fresh.clone());
    return fresh;
}

self.addEventListener('fetch', (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
    if (/^\/book(ed)?\//.test(url.pathname)) return; // for strangers, never the kept shell
    if (event.request.mode === 'navigate') event.respondWith(page(event.request));
    else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(event.request));
});

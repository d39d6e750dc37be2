// Addresses name what is open. `/c/<key>`, `/p/<id>`, `/l/<id>`, `/everything`, `/v/<id>` are places; `?task=<id>` is the
// panel beside them, `/t/<id>` the task alone; `?view= filter= group= sort=` are how the place is looked at.
import type { Id } from '$/api/types.ts';

export interface Route {
    path: string;
    /** first part: 'everything', 'c', 'p', 'l', 'v', 't', 'portfolio', 'settings', … */
    page: string;
    /** the other parts */
    parts: string[];
    query: URLSearchParams;
}

function parse(): Route {
    const path = location.pathname.replace(/\/+$/, '') || '/';
    const [page = '', ...parts] = path.slice(1).split('/').map(decodeURIComponent);
    return { path, page, parts, query: new URLSearchParams(location.search) };
}

let current = $state.raw(parse());
export const route = {
    get path() { return current.path; },
    get page() { return current.page; },
    get parts() { return current.parts; },
    get query() { return current.query; },
    /** the task open in the panel or on its page */
    get task(): Id | null { return current.page === 't' ? (current.parts[0] ?? null) : current.query.get('task'); },
};

window.addEventListener('popstate', () => (current = parse()));

export function navigate(to: string, { replace = false } = {}) {
    const before = location.pathname + location.search;
    if (to === before) return;
    if (replace) history.replaceState(null, '', to);
    else history.pushState(null, '', to);
    current = parse();
}

/** The present address with parts of its query changed; null takes one out. */
export function withQuery(changes: Record<string, string | null>): string {
    const query = new URLSearchParams(location.search);
    for (const [key, value] of Object.entries(changes)) {
        if (value === null) query.delete(key);
        else query.set(key, value);
    }
    const text = query.toString().replace(/%3A/g, ':').replace(/%2C/g, ',');
    return location.pathname + (text ? `?${text}` : '');
}
export const setQuery = (changes: Record<string, string | null>, replace = true) => navigate(withQuery(changes), { replace });

export const openTask = (id: Id) => navigate(withQuery({ task: id }), { replace: !!current.query.get('task') });
export const closeTask = () => (current.page === 't' ? navigate('/everything') : navigate(withQuery({ task: null })));

/** Links within the application change the page without a load. */
export function catchLinks(event: MouseEvent) {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.('a');
    if (!link || link.target || link.origin !== location.origin || link.hasAttribute('download')) return;
    if (link.pathname.startsWith('/api/')) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
}

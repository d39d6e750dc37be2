// All clients with what the server computes about them, kept fresh: asked for anew a moment after something changed.
import { get, OfflineError } from '$/api/http.ts';
import type { Client, Computed, Health, Id, LiveMessage } from '$/api/types.ts';
import { compareText } from '$/i18n/index.svelte.ts';
import { keep, kept } from '$/state/cache.ts';
import { session } from '$/state/session.svelte.ts';
import { store } from '$/state/store.svelte.ts';
import { Loading } from '$/pages/load.svelte.ts';

export type Entry = Computed & { client: Client };

const AFTER_MS = 600, AT_LAST_MS = 4000;
const CONCERNS = /^(task|project|client|dependenc)/;

class Portfolio {
    private found = $state.raw<ReadonlyMap<Id, Computed>>(new Map());
    private whose = $state('');
    private timer: ReturnType<typeof setTimeout> | undefined;
    private since = 0;

    get some(): boolean {
        return this.whose === session.memberId && this.found.size > 0;
    }
    /** The clients as the store has them, so that an edit shows at once. */
    entries(): Entry[] {
        if (this.whose !== session.memberId) return [];
        return store.clients.where((c) => !c.archived && this.found.has(c.id)).map((client) => ({ client, ...this.found.get(client.id)! }));
    }

    /** Loads and follows until it is closed. */
    open(): { loading: Loading; close: () => void } {
        const loading = new Loading(() => this.load());
        const again = () => {
            clearTimeout(this.timer);
            this.since = 0;
            void loading.run();
            // the projects' counters follow from their tasks and have no events of their own
            void session.loadWhole('projects');
        };
        const stop = session.listen((message: LiveMessage) => {
            if (message.type === 'change' ? !CONCERNS.test(message.resource) : message.type !== 'refetch' && message.type !== 'reset') return;
            const now = Date.now();
            this.since ||= now;
            clearTimeout(this.timer);
            this.timer = setTimeout(again, Math.max(0, Math.min(AFTER_MS, this.since + AT_LAST_MS - now)));
        });
        return { loading, close: () => { stop(); clearTimeout(this.timer); this.since = 0; } };
    }

    private async load() {
        const me = session.memberId;
        try {
            const { items } = await get<{ items: (Client & Computed)[] }>('/portfolio');
            this.take(me, items);
            void keep('portfolio', items);
        } catch (error) {
            if (!(error instanceof OfflineError)) throw error;
            const items = this.some ? undefined : await kept<(Client & Computed)[]>('portfolio');
            if (items) this.take(me, items);
            throw error;
        }
    }
    private take(me: Id, items: (Client & Computed)[]) {
        const found = new Map<Id, Computed>();
        for (const { health, reasons, progress, overdue, open, projects, next_milestone, days_since_contact, ...client } of items) {
            found.set(client.id, { health, reasons, progress, overdue, open, projects, next_milestone, days_since_contact });
            store.clients.put(client);
        }
        this.whose = me;
        this.found = found;
    }
}
export const portfolio = new Portfolio();

// ---- order and groups ----

export const HEALTHS: Health[] = ['late', 'at_risk', 'quiet', 'on_track'];
export const STAGES: Client['stage'][] = ['active', 'quoted', 'prospect', 'paused', 'former'];
export type SortKey = 'name' | 'health' | 'progress' | 'overdue' | 'open' | 'milestone' | 'projects' | 'contact' | 'owner';

const share = (e: Entry) => (e.progress.total ? e.progress.done / e.progress.total : -1);
const owner = (e: Entry) => store.members.peek(e.client.owner)?.name ?? '\uffff';
const name = (a: Entry, b: Entry) => compareText(a.client.name, b.client.name);
const late = '9999-99-99';

const ORDERS: Record<SortKey, (a: Entry, b: Entry) => number> = {
    name,
    health: (a, b) => HEALTHS.indexOf(b.health) - HEALTHS.indexOf(a.health) || a.overdue - b.overdue,
    progress: (a, b) => share(a) - share(b),
    overdue: (a, b) => a.overdue - b.overdue,
    open: (a, b) => a.open - b.open,
    milestone: (a, b) => ((a.next_milestone?.due ?? late) < (b.next_milestone?.due ?? late) ? -1 : 1) * Number(a.next_milestone?.due !== b.next_milestone?.due),
    projects: (a, b) => a.projects - b.projects,
    contact: (a, b) => (a.days_since_contact ?? -1) - (b.days_since_contact ?? -1),
    owner: (a, b) => compareText(owner(a), owner(b)),
};
/** Where the first click should begin with the most, the worst, the longest ago. */
export const DOWNWARDS: SortKey[] = ['health', 'overdue', 'open', 'projects', 'contact'];

/** sort: 'name' or '-health' */
export function ordered(entries: Entry[], sort: string): Entry[] {
    const down = sort.startsWith('-');
    const order = ORDERS[sort.replace('-', '') as SortKey] ?? name;
    return entries.toSorted((a, b) => (down ? order(b, a) : order(a, b)) || Number(a.client.kind === 'internal') - Number(b.client.kind === 'internal') || name(a, b));
}

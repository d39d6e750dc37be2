// Who is signed in, and the life of the store: filled from the cache, then from the server, then kept by the live stream.
import { get, pages, post, ProblemError, setCsrf, setRequestLanguage, OfflineError } from '$/api/http.ts';
import type { Client, Id, LiveMessage, Me, Member, Plural, Row } from '$/api/types.ts';
import { preferredLocale, setLocale, setWeekStart } from '$/i18n/index.svelte.ts';
import { forget, keep, kept, openCache, readCache } from './cache.ts';
import { edits } from './edits.svelte.ts';
import { live } from './live.svelte.ts';
import { pluralOf, store, tableOf, tables } from './store.svelte.ts';

/** Small tables that every page needs whole. Tasks and what hangs on them are loaded by who shows them. */
const REFERENCE: Plural[] = [
    'members', 'clients', 'projects', 'statuses', 'lists', 'activities', 'custom_fields', 'views', 'templates', 'skills', 'equipment',
];

// Not needed to show tasks: they come behind what is.
const LATER: Plural[] = ['lists', 'activities', 'templates', 'skills', 'equipment'];
// Of tables with many rows only what every page needs; ids and times hardly compress.
const FIELDS: Partial<Record<Plural, string>> = {
    templates: 'id,version,name,kind,description,rank',
    statuses: 'id,version,project,name,category,color,rank',
    lists: 'id,version,client,project,name,archived,rank',
};

type Phase = 'starting' | 'setup' | 'signed-out' | 'ready' | 'unreachable';
type Listener = (message: LiveMessage) => void;

class Session {
    phase = $state<Phase>('starting');
    me = $state.raw<Me | null>(null);
    /** the reference tables are as the server has them */
    fresh = $state(false);
    /** raised when everything must be loaded anew */
    generation = $state(0);
    private listeners = new Set<Listener>();

    get memberId(): Id {
        return this.me?.member.id ?? '';
    }
    get member(): Member | undefined {
        return store.members.get(this.memberId) ?? this.me?.member;
    }
    get isManager(): boolean {
        return ['owner', 'admin', 'manager'].includes(this.me?.role ?? '');
    }
    get isAdmin(): boolean {
        return ['owner', 'admin'].includes(this.me?.role ?? '');
    }

    /** Live messages as they come, after the store took them. */
    listen(listener: Listener): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    async start() {
        await this.useLocale(preferredLocale());
        edits.onSignedOut = () => (this.phase = 'signed-out');
        edits.onUndone = () => {
            if (!live.connected) this.generation++;
        };
        const known = localStorage.getItem('member');
        // A known person sees the kept rows at once, while the server is asked.
        if (known) void this.showKept(known);
        try {
            await this.enter(await get<Me>('/me'));
        } catch (error) {
            await this.failed(error);
        }
    }

    private async showKept(member: Id) {
        await openCache(member);
        const me = await kept<Me>('me');
        if (!me || this.me) return;
        await readCache();
        if (this.me) return;
        await this.useLocale(me.member.locale ?? me.workspace.locale);
        this.me = me;
        this.phase = 'ready';
    }

    private async failed(error: unknown) {
        if (error instanceof ProblemError && error.status === 401) {
            let needed = false;
            try {
                needed = (await get<{ needed: boolean }>('/setup')).needed;
            } catch { /* then sign-in is shown, and says what is wrong */ }
            this.me = null;
            this.phase = needed ? 'setup' : 'signed-out';
            return;
        }
        if (error instanceof OfflineError) edits.online = false;
        if (!this.me) this.phase = 'unreachable';
        else void edits.adopt();
        setTimeout(() => void this.retry(), 4000);
    }
    private async retry() {
        try {
            await this.enter(await get<Me>('/me'));
            this.generation++; // what is on screen came from what was kept
        } catch (error) {
            await this.failed(error);
        }
    }

    /** After signing in, setting up, or accepting an invitation. */
    async signedIn() {
        await this.enter(await get<Me>('/me'));
    }

    private async enter(me: Me) {
        const other = localStorage.getItem('member');
        if (other && other !== me.member.id) await forget(other);
        setCsrf(me.csrf);
        edits.online = true;
        await openCache(me.member.id);
        localStorage.setItem('member', me.member.id);
        void keep('me', me);
        await this.useLocale(me.member.locale ?? me.workspace.locale);
        setWeekStart(me.workspace.week_start == null ? null : me.workspace.week_start % 7);
        store.members.put(me.member);
        store.workspaces.put(me.workspace);
        const cold = !this.me;
        this.me = me;
        if (cold && !store.clients.size) await readCache();
        this.phase = 'ready';
        void edits.adopt();
        live.start(me.seq, (message) => this.hear(message));
        await this.loadReference();
    }

    /** The first tasks of this page are on screen: what came behind them may be asked for. */
    showsRows: () => void = () => {};
    private firstRows = new Promise<void>((resolve) => (this.showsRows = resolve));
    private rowsAreThere(): Promise<unknown> | void {
        if (/^\/[lv]\//.test(location.pathname)) return; // a list's own address needs them first
        return Promise.race([this.firstRows, new Promise((go) => setTimeout(go, 1500))]);
    }

    async loadReference() {
        await Promise.all(REFERENCE.filter((plural) => !LATER.includes(plural)).map((plural) => this.loadWhole(plural)));
        await this.rowsAreThere();
        await Promise.all(LATER.map((plural) => this.loadWhole(plural)));
        this.fresh = true;
    }
    /** What is being loaded whole; stale: something of it changed meanwhile, which the answer may not have yet. */
    private loads = new Map<Plural, { stale: boolean }>();
    /** One of the small tables, whole; rows that the server no longer names go, but not those that came while it answered. */
    async loadWhole(plural: Plural) {
        const load = { stale: false };
        this.loads.set(plural, load);
        try {
            const { items, more } = await pages(plural, { fields: FIELDS[plural] });
            const table = tableOf(plural)!;
            table.putAll(items as Row[]);
            if (this.loads.get(plural) !== load) return; // a later one is on its way
            this.loads.delete(plural);
            if (load.stale) setTimeout(() => { if (!this.loads.has(plural)) void this.loadWhole(plural); }, 500);
            else if (!more) table.retain(new Set(items.map((row) => row.id)));
        } catch (error) {
            if (this.loads.get(plural) === load) this.loads.delete(plural);
            if (!(error instanceof OfflineError)) console.error(plural, error);
        }
    }

    private hear(message: LiveMessage) {
        if (message.type === 'change') this.change(message);
        else if (message.type === 'reset') void this.reset();
        else if (message.type === 'refetch') {
            const plural = pluralOf(message.resource);
            if (plural && REFERENCE.includes(plural)) void this.loadWhole(plural);
        }
        for (const listener of this.listeners) listener(message);
    }

    private change(message: Extract<LiveMessage, { type: 'change' }>) {
        const table = tableOf(message.resource);
        if (!table) return;
        const load = this.loads.get(pluralOf(message.resource)!);
        if (load) load.stale = true;
        if (message.verb === 'delete' || message.verb === 'remove') {
            this.count(message, -1);
            table.remove(message.id);
        } else if (message.verb === 'update') {
            if (!table.merge(message.id, message.version, message.row ?? {})) this.appeared(message);
        } else {
            table.put({ ...message.row, id: message.id, version: message.version } as Row);
            this.count(message, 1);
        }
        if (message.resource.startsWith('workspace')) {
            const workspace = store.workspaces.peek(message.id);
            if (workspace && this.me) this.me = { ...this.me, workspace };
        }
    }
    /** An update with the whole row: it came into view. */
    private appeared(message: Extract<LiveMessage, { type: 'change' }>) {
        if (message.row && 'created' in message.row) {
            tableOf(message.resource)!.put({ ...message.row, id: message.id, version: message.version } as Row);
        }
    }
    /** Counters on tasks follow from other rows and have no events of their own. */
    private count(message: Extract<LiveMessage, { type: 'change' }>, by: number) {
        const counter = ({ comments: 'comment_count', attachments: 'attachment_count' } as const)[
            pluralOf(message.resource) as 'comments' | 'attachments'
        ];
        if (!counter) return;
        const row = (message.row ?? tableOf(message.resource)?.peekBase(message.id)) as { task?: Id } | undefined;
        if (row?.task) store.tasks.adjust(row.task, counter, by);
    }

    /** Rights changed, or the stream cannot be resumed: everything anew. */
    private async reset() {
        this.fresh = false;
        try {
            const me = await get<Me>('/me');
            for (const table of tables()) if (!REFERENCE.includes(table.plural) && table.plural !== 'workspaces') table.clear();
            await this.enter(me);
            this.generation++;
        } catch (error) {
            await this.failed(error);
        }
    }

    async useLocale(locale: string) {
        setRequestLanguage(locale);
        await setLocale(locale);
    }

    async signOut() {
        const member = this.memberId;
        try {
            await post('/sign-out');
        } catch { /* the session is over on this machine either way */ }
        live.stop();
        edits.clear();
        for (const table of tables()) table.clear();
        localStorage.removeItem('member');
        await forget(member);
        setCsrf('');
        this.me = null;
        this.fresh = false;
        this.phase = 'signed-out';
    }
}
export const session = new Session();

// ---- focus: the whole application limited to one client (B2) ----

let focused = $state<Id | null>(sessionStorage.getItem('focus'));
export const focus = {
    get client(): Client | undefined { return store.clients.get(focused); },
    get id(): Id | null { return focused && store.clients.get(focused) ? focused : null; },
    set(id: Id | null) {
        focused = id;
        if (id) sessionStorage.setItem('focus', id);
        else sessionStorage.removeItem('focus');
    },
};

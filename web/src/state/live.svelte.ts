// The live stream: one WebSocket for all tabs of a browser. The tab that holds the lock "aplomb-live" has the socket and
// hands each message to the others over a BroadcastChannel; when it closes, another gets the lock. Where there are no
// locks (a page not served over TLS or from this machine) each tab has its own.
// The stream resumes from the last sequence number seen, with growing pauses between attempts.
import { BASE } from '$/api/http.ts';
import type { LiveMessage } from '$/api/types.ts';

type Listener = (message: LiveMessage) => void;
type Passed = { message: LiveMessage } | { connected: boolean } | { ask: true };

const SILENCE_MS = 60_000;

class Live {
    connected = $state(false);
    seq = 0;
    private listener: Listener = () => {};
    private socket: WebSocket | null = null;
    private channel: BroadcastChannel | null = null;
    private leading = false;
    private stopped = true;
    private tries = 0;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private silence: ReturnType<typeof setTimeout> | undefined;
    private release: (() => void) | null = null;

    start(since: number, listener: Listener) {
        this.stop();
        this.stopped = false;
        this.seq = since;
        this.listener = listener;
        this.channel = new BroadcastChannel('aplomb-live');
        this.channel.onmessage = (event: MessageEvent<Passed>) => this.heard(event.data);
        this.channel.postMessage({ ask: true } satisfies Passed);
        if (navigator.locks) {
            const held = new Promise<void>((resolve) => (this.release = resolve));
            void navigator.locks.request('aplomb-live', () => {
                if (this.stopped) return;
                this.lead();
                return held;
            });
        } else this.lead();
    }

    stop() {
        this.stopped = true;
        this.leading = false;
        clearTimeout(this.timer);
        clearTimeout(this.silence);
        this.socket?.close();
        this.socket = null;
        this.channel?.close();
        this.channel = null;
        this.release?.();
        this.release = null;
        this.connected = false;
    }

    /** Try at once instead of waiting for the next attempt. */
    nudge() {
        if (!this.leading || this.connected || this.stopped) return;
        clearTimeout(this.timer);
        this.open();
    }

    private heard(passed: Passed) {
        if ('message' in passed) this.take(passed.message);
        else if ('connected' in passed) this.connected = passed.connected;
        else if (this.leading) this.pass({ connected: this.connected });
    }
    private pass(passed: Passed) {
        this.channel?.postMessage(passed);
    }
    private lead() {
        this.leading = true;
        this.open();
    }

    private open() {
        if (this.stopped) return;
        this.socket?.close();
        const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
        const socket = new WebSocket(`${scheme}//${location.host}${BASE}/live?since=${this.seq}`);
        this.socket = socket;
        socket.onmessage = (event) => {
            this.alive();
            const message = JSON.parse(event.data as string) as LiveMessage;
            if (message.type === 'hello') this.setConnected(true);
            this.take(message);
            if (message.type !== 'ping' && message.type !== 'hello') this.pass({ message });
        };
        socket.onclose = () => {
            if (this.socket !== socket) return;
            this.setConnected(false);
            clearTimeout(this.silence);
            this.tries++;
            const wait = Math.min(30_000, 500 * 2 ** Math.min(this.tries, 6)) * (0.7 + Math.random() * 0.6);
            if (!this.stopped) this.timer = setTimeout(() => this.open(), wait);
        };
        this.alive();
    }
    private alive() {
        clearTimeout(this.silence);
        this.silence = setTimeout(() => this.socket?.close(), SILENCE_MS);
    }
    private setConnected(on: boolean) {
        if (on) this.tries = 0;
        this.connected = on;
        this.pass({ connected: on });
    }
    private take(message: LiveMessage) {
        if (message.type === 'change') {
            if (message.seq <= this.seq) return;
            this.seq = message.seq;
        }
        this.listener(message);
    }
}
export const live = new Live();
if (typeof window !== 'undefined') {
    window.addEventListener('online', () => live.nudge());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && live.nudge());
}

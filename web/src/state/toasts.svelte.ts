// Short messages at the foot of the window. One with an action stays longer, one that reports a failure until it is closed.
export interface Toast {
    id: number;
    text: string;
    kind: 'info' | 'bad';
    action?: { label: string; run: () => void };
}

let next = 1;
class Toasts {
    list = $state.raw<Toast[]>([]);

    show(text: string, options: { kind?: Toast['kind']; action?: Toast['action']; ms?: number } = {}) {
        const toast: Toast = { id: next++, text, kind: options.kind ?? 'info', action: options.action };
        this.list = [...this.list.slice(-3), toast];
        const ms = options.ms ?? (toast.kind === 'bad' ? 12_000 : toast.action ? 8_000 : 4_000);
        setTimeout(() => this.close(toast.id), ms);
        return toast.id;
    }
    close(id: number) {
        this.list = this.list.filter((toast) => toast.id !== id);
    }
}
export const toasts = new Toasts();
export const fail = (text: string) => toasts.show(text, { kind: 'bad' });

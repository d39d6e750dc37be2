// Files on their way to a task, with progress. XMLHttpRequest, because fetch does not tell how far it is.
import { address, csrfToken } from '$/api/http.ts';
import type { Attachment, Id } from '$/api/types.ts';
import { t } from '$/i18n/index.svelte.ts';
import { newId } from '$/state/id.ts';
import { store } from '$/state/store.svelte.ts';
import { fail } from '$/state/toasts.svelte.ts';

const LARGEST = 100 * 1024 * 1024;
export interface Upload { key: string; task: Id; name: string; share: number; }
class Uploads {
    list = $state.raw<Upload[]>([]);
}
export const uploads = new Uploads();

export async function uploadFiles(task: Id, files: File[]) {
    for (const file of files) {
        if (file.size > LARGEST) fail(t('attachment.too_large', { name: file.name }));
        else await uploadOne(task, file);
    }
}

function uploadOne(task: Id, file: File): Promise<void> {
    const key = newId();
    const set = (share: number) => (uploads.list = [...uploads.list.filter((u) => u.key !== key), { key, task, name: file.name, share }]);
    const end = () => (uploads.list = uploads.list.filter((u) => u.key !== key));
    set(0);
    return new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.open('PUT', address('/attachments/upload', { task, name: file.name }));
        request.setRequestHeader('X-CSRF-Token', csrfToken());
        request.setRequestHeader('Idempotency-Key', key);
        request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
        request.upload.onprogress = (e) => set(e.total ? e.loaded / e.total : 0);
        request.onloadend = () => {
            end();
            if (request.status >= 200 && request.status < 300) {
                const row = JSON.parse(request.responseText) as Attachment;
                const known = !!store.attachments.peek(row.id);
                store.attachments.put(row);
                if (!known) store.tasks.adjust(task, 'attachment_count', 1);
            } else {
                let why = t('gate.no_server');
                try {
                    why = (JSON.parse(request.responseText) as { detail?: string; title: string }).detail ?? why;
                } catch { /* no problem document: no answer */ }
                fail(t('attachment.failed', { name: file.name, why }));
            }
            resolve();
        };
        request.send(file);
    });
}

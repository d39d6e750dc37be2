// Files on their way to a task, with progress.
import { ProblemError } from '$/api/http.ts';
import type { Attachment, Id } from '$/api/types.ts';
import { putFile } from '$/api/upload.ts';
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

async function uploadOne(task: Id, file: File): Promise<void> {
    const key = newId();
    const set = (share: number) => (uploads.list = [...uploads.list.filter((u) => u.key !== key), { key, task, name: file.name, share }]);
    const end = () => (uploads.list = uploads.list.filter((u) => u.key !== key));
    set(0);
    try {
        const row = await putFile<Attachment>('/attachments/upload', { task, name: file.name }, file, key, set);
        const known = !!store.attachments.peek(row.id);
        store.attachments.put(row);
        if (!known) store.tasks.adjust(task, 'attachment_count', 1);
    } catch (e) {
        fail(t('attachment.failed', { name: file.name, why: e instanceof ProblemError ? e.message : t('gate.no_server') }));
    }
    end();
}

// A file as the body of a PUT, with progress. XMLHttpRequest, because fetch does not tell how far it is.
import { address, csrfToken, OfflineError, ProblemError, type Options } from './http.ts';
import type { Problem } from './types.ts';

export function putFile<T>(path: string, query: Options['query'], file: File, key: string, onprogress: (share: number) => void, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open('PUT', address(path, query));
        request.setRequestHeader('X-CSRF-Token', csrfToken());
        request.setRequestHeader('Idempotency-Key', key);
        request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
        request.upload.onprogress = (e) => onprogress(e.total ? e.loaded / e.total : 0);
        request.onloadend = () => {
            if (request.status >= 200 && request.status < 300) return resolve(JSON.parse(request.responseText) as T);
            try {
                reject(new ProblemError(JSON.parse(request.responseText) as Problem));
            } catch {
                reject(new OfflineError(`HTTP ${request.status}`));
            }
        };
        signal?.addEventListener('abort', () => request.abort());
        request.send(file);
    });
}

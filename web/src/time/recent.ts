// What a person worked on of late, each once, the latest first.
import type { Entry } from '$/api/time.ts';
import type { Work } from './WorkPick.svelte';

export function recentWork(entries: Entry[], without: (string | null)[] = [], most = 6): Work[] {
    const seen = new Set(without);
    const when = (e: Entry) => e.start ?? `${e.date}T12`;
    const found: Work[] = [];
    for (const { task, project, client } of [...entries].sort((a, b) => when(b).localeCompare(when(a)))) {
        const key = task ?? project ?? client;
        if (seen.has(key)) continue;
        seen.add(key);
        found.push({ task, project, client });
        if (found.length === most) break;
    }
    return found;
}

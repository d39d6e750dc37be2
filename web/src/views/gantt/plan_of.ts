// Where a task stands: what was just dropped, else the server's plan, else the engine's own run.
import type { Id } from '$/api/types.ts';
import { planner } from '$/plan/planner.svelte.ts';
import { planned } from '$/state/plan.svelte.ts';
import type { PlanDates } from './tree.ts';

const instant = (text: string | null) => (text === null ? null : Date.parse(text));

export function planOf(id: Id): PlanDates | undefined {
    const row = planned.get(id);
    const span = planner.pending.has(id) ? planner.pending.get(id) : row ? { start: instant(row.start), finish: instant(row.finish) } : planner.span(id);
    if (!row && span === undefined) return undefined;
    return {
        start: span?.start ?? null, finish: span?.finish ?? null, p50: row?.p50 ?? null, p80: row?.p80 ?? null, p95: row?.p95 ?? null, slack_min: row?.slack_min ?? 0,
        critical: row?.critical ?? false, late: row?.late ?? false,
    };
}

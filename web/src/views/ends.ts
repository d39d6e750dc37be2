// The day on which a task ends: it was done, or the plan says so.
import type { PlanTask } from '$/api/plan.ts';
import type { Day, Task } from '$/api/types.ts';
import { dayOf } from '$/i18n/index.svelte.ts';

export function endsOn(task: Task | undefined, plan: PlanTask | undefined): Day | null {
    if (task?.category === 'cancelled') return null;
    const at = task?.completed ?? plan?.finish;
    // what ends at midnight ends on the day before
    return at ? dayOf(new Date(Date.parse(at) - 1)) : null;
}

// The order of work while weights are being moved: each term counts in proportion to its weight. The server says the terms; this
// shows what another weight would make of them before it is saved.
import type { PlanWeights, Priority, WeightKey } from '$/api/plan.ts';

export const WEIGHTS: WeightKey[] = ['client', 'project', 'impact', 'urgency', 'effort'];
export const USUAL = 50;
const CLASSES: Priority['class'][] = ['pinned', 'hard', 'normal'];

export const weightOf = (weights: PlanWeights | null | undefined, key: WeightKey) => weights?.[key] ?? USUAL;

/** Which weight a term goes by; the nearness of a date goes by that of urgency. */
const WEIGHT_OF: Record<string, WeightKey> = { client: 'client', project: 'project', impact: 'impact', priority: 'urgency', near: 'urgency', effort: 'effort' };

/** The score under other weights than those it was made with. A term of weight 0 has lost what it was: it stays out. */
export function scoreWith(one: Priority, made: PlanWeights | null | undefined, now: PlanWeights): number {
    let score = one.score;
    for (const term of one.terms) {
        const key = WEIGHT_OF[term.key];
        if (!key) continue;
        const before = weightOf(made, key);
        if (before) score += term.value * (weightOf(now, key) / before - 1);
    }
    return score;
}
export function reorder(items: Priority[], made: PlanWeights | null | undefined, now: PlanWeights): Priority[] {
    return items.map((one) => ({ ...one, score: scoreWith(one, made, now) }))
        .sort((a, b) => CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class) || b.score - a.score);
}

export type Quadrant = 'do' | 'plan' | 'hand' | 'later';
export const QUADRANTS: Quadrant[] = ['do', 'plan', 'hand', 'later'];
export const quadrantOf = (one: Pick<Priority, 'important' | 'urgent'>): Quadrant => (one.important ? (one.urgent ? 'do' : 'plan') : one.urgent ? 'hand' : 'later');
export const sidesOf = (q: Quadrant) => ({ important: q === 'do' || q === 'plan', urgent: q === 'do' || q === 'hand' });

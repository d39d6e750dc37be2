// What the server works out about the plan: answers of /plan/… that are not rows. Dates are civil days or instants; what the
// reader may not see is left out or counted.
import type { ToldLoad } from './days.ts';
import type { Day, Id, Instant } from './types.ts';

/** 'client', 'project', … → 0..100 */
export type PlanWeights = Partial<Record<WeightKey, number>>;
export type WeightKey = 'client' | 'project' | 'impact' | 'urgency' | 'effort';

export type Change =
    | { kind: 'due'; task?: Id; project?: Id; due: Day | null; hard?: boolean }
    | { kind: 'start'; task: Id; start: Day | null }
    | { kind: 'assign'; task: Id; member: Id }
    | { kind: 'split'; task: Id; members: Id[] }
    | { kind: 'estimate'; task: Id; minutes: number }
    | { kind: 'pin'; task: Id; pinned: boolean }
    | { kind: 'away'; member: Id; first: Day; last: Day }
    | { kind: 'overtime'; member: Id; first: Day; last: Day; day_min: number }
    | { kind: 'share'; client: Id; percent: number | null }
    | { kind: 'add_project'; template: Id; client: Id; name: string; start: Day }
    | { kind: 'hold'; project: Id }
    | { kind: 'dependency'; task: Id; predecessor: Id; type: string; lag_min: number };
export type ChangeKind = Change['kind'];
export const CHANGES_MAX = 50;

export interface Finding { key: string; text: string; resource?: string | null; id?: Id | null; }
export interface PlanInfo {
    hash: string; made: Instant | null; seq: number; from: Day | null; until: Day | null; auto_plan: boolean; gaps: number;
    findings: Finding[]; moved: number; nervousness: number;
}

export interface PlanTask {
    task: Id; member: Id | null; start: Instant | null; finish: Instant | null; p50: Day | null; p80: Day | null; p95: Day | null;
    slack_min: number | null; critical: boolean; late: boolean; score: number | null;
}
/** The newest baseline of each project: what was agreed; now: when all of it ends by the plan in force. */
export interface Agreed {
    items: { task: Id; start: Day | null; finish: Day | null }[];
    projects: { project: Id; baseline: Id; name: string; taken: Instant; finish: Day | null; now: Day | null }[];
}
export interface Term { key: string; value: number; text: string; }
export interface Earlier { text: string; changes: Change[]; gain_days: number; p80: Day | null; }
export interface Why {
    task: Id; start: Instant | null; finish: Instant | null; p50: Day | null; p80: Day | null; p95: Day | null;
    reasons: { key: string; text: string; task?: Id | null }[];
    earlier: Earlier[];
    gaps: Gap[];
}
export interface Gap {
    kind: string; resource: string; id: Id; title: string; client: Id | null; project: Id | null; assumed: string | null; text: string;
}

/** Instants, or days. late: planned to end after it is due; at_risk: not that, but more than one time in five it would be. */
export interface Standing { finish: Instant | null; p50: Instant | Day | null; p80: Instant | Day | null; late: boolean; at_risk?: boolean; }
export interface PromiseChange {
    /** id null: it would be made; before null: it is not there yet */
    resource: 'task' | 'project'; id: Id | null; client: Id; project?: Id | null; kind?: 'project' | 'milestone' | 'deliverable' | 'task'; title: string; due: Day | null;
    hard: boolean; before: Standing | null; after: Standing; days: number;
}
export interface WhatIf {
    promises: PromiseChange[];
    hidden: { clients: number; later: number; earlier: number; worst_days: number };
    /** how many promises would be late */
    late?: number;
    feasible: boolean;
    bottleneck: string | null;
    text: string;
}

export interface Option { key: string; text: string; changes: Change[]; }
export interface Side { client: Id | null; project: Id | null; task: Id | null; title: string; due: Day | null; hard: boolean; late: boolean; finish: Instant | null; p80: Instant | Day | null; }
export interface PlanConflict {
    id: string; from: Day; until: Day; member?: Id | null; equipment?: Id | null; sides: Side[]; text: string; options: Option[];
}

/** limit: what may be planned, the rest is kept free; wanted: what the week would have to hold to keep every date; actual is not told of others */
export interface WorkWeek { capacity_min: number; limit_min: number; planned_min: number; wanted_min: number; actual_min: number | null; off_min: number; outside_min: number; over: boolean; }
export interface Workload {
    weeks: Day[];
    items: { member: Id; weeks: WorkWeek[]; wellbeing?: ToldLoad | null }[];
    roles: { role?: string | null; equipment?: Id | null; allocation?: Id; client?: Id; project?: Id; weeks: number[] }[];
}
export interface WorkloadWhy {
    items: { client: Id | null; project: Id | null; task: Id | null; title: string | null; planned_min: number; actual_min: number }[];
    text: string;
}

export interface ShareWeek { promised_min: number; planned_min: number; given_min: number; }
export interface Shares {
    weeks: Day[];
    items: { client: Id; weeks: ShareWeek[]; warning: string | null }[];
    feasible: boolean;
    short: { text: string }[];
}

export interface Priority {
    task: Id; title: string; client: Id; project: Id; score: number; class: 'pinned' | 'hard' | 'normal'; important: boolean; urgent: boolean; terms: Term[];
}

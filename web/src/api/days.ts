// Days as they were planned, against what was done; and what a person is told about their own load.
import type { Day, Id, Instant } from './types.ts';

export interface DoneWork { task: Id | null; client: Id | null; project: Id | null; title: string | null; worked_min: number; finished: boolean; }
export interface KeptItem extends DoneWork {
    block: Id | null;
    kind: 'task' | 'batch' | 'check_in';
    source: 'plan' | 'proposal' | 'hand';
    start: Instant;
    planned_min: number;
    state: 'done' | 'partly' | 'not' | 'open';
}
export interface KeptDay {
    date: Day;
    /** null: no list was kept */
    kept: Instant | null;
    late: boolean;
    planned_min: number;
    as_planned_min: number;
    unplanned_min: number;
    worked_min: number;
    items: KeptItem[];
    unplanned: DoneWork[];
}
export interface KeptDays { member: Id; items: KeptDay[]; }

export type NoteKind = 'after_hours' | 'overload' | 'clients';
export interface WellbeingNote { kind: NoteKind; text: string; why: string[]; help: string; managers_from: Day | null; managers_see: boolean; hidden_until: Day | null; }
export interface WellbeingAnswer { notes: WellbeingNote[]; }
/** What managers are told: of the last `weeks` weeks those over, and minutes a week after hours. */
export interface ToldLoad { weeks: number; weeks_over: number; after_hours_min: number; }

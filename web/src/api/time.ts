// Rows of time (calendars, blocks, entries, timesheets) and the answers about a day and a week.
import type { Day, Id, Instant, Row } from './types.ts';

/** Monday first: ranges [from, to] of each weekday, in minutes of the day, rising, quarter hours. */
export type WeekRanges = [number, number][][];

export interface WorkingHours extends Row {
    /** null: everybody without own hours */
    member: Id | null;
    /** in force from this day on; null: since ever */
    since: Day | null;
    week: WeekRanges;
    focus: WeekRanges | null;
    quiet: WeekRanges | null;
    day_most_min: number | null;
    load_percent: number;
    projects_most: number | null;
    clients_most: number | null;
    block_least_min: number;
    block_preferred_min: number;
    block_most_min: number;
}
export interface Holiday extends Row { date: Day; name: string; country: string | null; members: Id[]; }
export type TimeOffKind = 'vacation' | 'sick' | 'training' | 'other';
export interface TimeOff extends Row { member: Id; first: Day; last: Day; part: 'all' | 'morning' | 'afternoon'; kind: TimeOffKind; note: string | null; }
export interface Overtime extends Row { member: Id; first: Day; last: Day; day_min: number; note: string | null; }
export type BlockKind = 'task' | 'batch' | 'routine' | 'check_in' | 'busy';
/** What stands in a calendar by hand; what the planner proposes is a PlannedBlock. */
export interface Block extends Row {
    member: Id;
    start: Instant;
    end: Instant;
    kind: BlockKind;
    task: Id | null;
    client: Id | null;
    project: Id | null;
    title: string | null;
    activity: Id | null;
    /** of a batch: the small tasks that are done in it */
    tasks?: Id[];
    locked: boolean;
    state: 'planned' | 'done';
    note: string | null;
}
export const MONTH_WEEKS = ['first', 'second', 'third', 'fourth', 'last'] as const;
export type MonthWeek = (typeof MONTH_WEEKS)[number];
export interface Routine extends Row {
    member: Id;
    name: string;
    kind: 'routine' | 'deep_work' | 'admin';
    /** 1 Monday … 7 Sunday */
    days: number[];
    /** of a month only the first … of these; null: every week */
    month_week: MonthWeek | null;
    from_min: number;
    to_min: number;
    activity: Id | null;
    client: Id | null;
    first: Day | null;
    last: Day | null;
    active: boolean;
}
/** Time spent. `end` null: the running timer, one a member. */
export interface Entry extends Row {
    member: Id;
    task: Id | null;
    client: Id;
    project: Id | null;
    activity: Id | null;
    start: Instant | null;
    end: Instant | null;
    minutes: number | null;
    date: Day;
    billable: boolean;
    note: string | null;
    block: Id | null;
}
/** Hours that a person offers at an address. */
export interface BookingPage extends Row {
    member: Id;
    title: string;
    client: Id | null;
    minutes: number;
    /** null: the person's working hours */
    week: WeekRanges | null;
    notice_min: number;
    days: number;
    buffer_min: number;
    /** null: the visitor's */
    language: string | null;
    active: boolean;
    token: string;
}
export interface Booking extends Row {
    member: Id;
    page: Id;
    client: Id | null;
    name: string;
    email: string;
    note: string | null;
    start: Instant;
    end: Instant;
    state: 'booked' | 'cancelled';
    block: Id | null;
}
export type SheetState = 'open' | 'submitted' | 'approved' | 'rejected';
export interface TimesheetRow extends Row {
    member: Id;
    week: Day;
    state: SheetState;
    submitted: Instant | null;
    decided: Instant | null;
    decided_by: Id | null;
    note: string | null;
}
export interface OutsideCalendar extends Row {
    member: Id;
    name: string;
    /** of its address, which is not shown again */
    host: string;
    color: number | null;
    active: boolean;
    fetched: Instant | null;
    changed: Instant | null;
    /** key of a message */
    problem: string | null;
}

// ---- answers ----

export interface PlannedBlock {
    block: Id | null;
    member: Id;
    task?: Id | null;
    client?: Id | null;
    project?: Id | null;
    title?: string | null;
    tasks?: Id[];
    start: Instant;
    end: Instant;
    setup_min?: number;
    kind: BlockKind | 'deep_work' | 'admin';
    /** proposed: the person has not said yes to the planner */
    state?: 'proposed' | 'planned' | 'done';
    locked?: boolean;
    source?: 'plan' | 'hand' | 'routine' | 'outside' | 'time_off';
    /** why it is not earlier */
    why?: string | null;
    /** why now */
    now?: string | null;
    terms?: { key: string; value: number; text: string }[];
}
export interface TodayAnswer {
    date: Day;
    blocks: PlannedBlock[];
    next: { task: Id; title: string; client: Id; project: Id | null; due: Day | null; now: string | null }[];
    timer: Entry | null;
    capacity_min: number;
    planned_min: number;
    done_min: number;
    logged_min: number;
    approvals: number;
    limits: { key: string; text: string }[];
}
export interface SheetLine {
    client: Id;
    project: Id | null;
    task: Id | null;
    activity: Id | null;
    billable: boolean;
    min: number[];
    entries: Id[][];
}
export type SheetAction = 'submit' | 'approve' | 'reject' | 'reopen';
export interface SheetAnswer {
    week: Day;
    member: Id;
    state: SheetState;
    timesheet: Id | null;
    note?: string | null;
    days: Day[];
    rows: SheetLine[];
    totals: number[];
    capacity: number[];
    overlaps: { a: Id; b: Id }[];
    allowed: SheetAction[];
}

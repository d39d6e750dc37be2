// What imports say: docs/import.md.
import type { Category, Day, Id, ImportRun } from '$/api/types.ts';

export interface Line { row: number | null; what: string; reason: string; text: string }
export type Outcome = 'created' | 'updated' | 'unchanged' | 'skipped';
export interface Report {
    source: string;
    file: string;
    dry_run: boolean;
    rows: number;
    created: number;
    updated: number;
    unchanged: number;
    by_resource: Record<string, Record<Outcome, number>>;
    skipped: Line[];
    skipped_more: number;
    notes: Line[];
    notes_more: number;
    questions: { name: 'dates' | 'decimal'; column: string; sample: string; choices: string[]; chosen: string }[];
    columns: { name: string; target: string | null; cells: number; sample: string }[];
    /** instead of all the rest, when it failed */
    error?: string;
}
export interface Proposal {
    clients: { name: string; as: string; id: Id | null; left_out: boolean }[];
    projects: { name: string; client: string; tasks: number; id: Id | null; left_out: boolean }[];
    people: { name: string; email: string; uses: number; id: Id | null; left_out: boolean }[];
    statuses: { name: string; category: Category; sure: boolean }[];
    sample: { row: number; title: string; client: string; project: string; list: string; status: string; start: Day | null; due: Day | null; assignees: string[] }[];
}
type Target = string | null | { id?: Id; name?: string; client?: string };
export interface Mapping {
    clients?: Record<string, Target>;
    projects?: Record<string, Target>;
    people?: Record<string, Target>;
    statuses?: Record<string, string>;
    columns?: Record<string, string>;
    unmatched?: 'leave_out';
    dates?: string;
    decimal?: string;
}
export type Run = Omit<ImportRun, 'report' | 'mapping'> & { report: Report | null; mapping: Mapping | null };

export const RUNNING = ['waiting', 'running'];
/** In the order in which they are told. */
export const RESOURCES = ['client', 'project', 'list', 'status', 'task', 'comment', 'attachment', 'dependency', 'custom_field', 'member'];

/** Lines by their reason, the most frequent first. */
export function byReason(lines: Line[]): { reason: string; lines: Line[] }[] {
    const found = new Map<string, Line[]>();
    for (const line of lines) found.set(line.reason, [...(found.get(line.reason) ?? []), line]);
    return [...found].map(([reason, some]) => ({ reason, lines: some })).sort((a, b) => b.lines.length - a.lines.length);
}

/** A cell of CSV; what a spreadsheet would run as a formula is made harmless, as the server does. */
const cell = (text: string) => {
    const safe = /^[=+\-@\t\r]|^'[=+\-@]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
export const linesAsCsv = (head: string[], lines: Line[]) =>
    '\ufeff' + [head, ...lines.map((l) => [l.row === null ? '' : String(l.row), l.what, l.reason, l.text])].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';

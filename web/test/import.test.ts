// Rows that an import did not take: by reason, and as a table that a spreadsheet does not run.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { byReason, linesAsCsv, type Line } from '../src/pages/import/types.ts';
import { catalogue } from '../scripts/messages.ts';

const line = (row: number | null, reason: string, text: string): Line => ({ row, what: `T${row}`, reason, text });

test('the most frequent reason comes first, each with its rows in order', () => {
    const groups = byReason([line(2, 'date', 'a'), line(3, 'parent_missing', 'b'), line(4, 'parent_missing', 'c')]);
    expect(groups.map((g) => [g.reason, g.lines.map((l) => l.row)])).toEqual([['parent_missing', [3, 4]], ['date', [2]]]);
});

test('cells are quoted where needed, and formulas made harmless', () => {
    const text = linesAsCsv(['Row', 'What'], [{ row: 7, what: '=1+1', reason: 'date', text: 'says "x",\nthen y' }, { row: null, what: '-3', reason: 'value', text: 'é' }]);
    expect(text).toBe('\ufeffRow,What\r\n7,\'=1+1,date,"says ""x"",\nthen y"\r\n,\'-3,value,é\r\n');
});

test('every reason that the server gives has its words, in both languages', () => {
    const files = ['plan.c', 'plan_finish.c', 'clickup.c', 'trello.c', 'jira.c', 'anycsv.c', 'columns.c', 'run.c', 'run_steps.c', 'run_match.c'];
    const found = new Set<string>();
    for (const name of files) {
        const source = readFileSync(new URL(`../../src/exchange/${name}`, import.meta.url), 'utf8');
        for (const m of source.matchAll(/"import\.note\.([a-z_]+)"/g)) found.add(m[1]);
    }
    expect(found.size).toBeGreaterThan(20);
    for (const language of ['en', 'fr']) {
        const messages = catalogue(language);
        expect([...found].filter((reason) => !messages[`import_reason.${reason}`])).toEqual([]);
    }
});

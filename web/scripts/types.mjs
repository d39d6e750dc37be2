// The API's types from the program's own OpenAPI: src/api/generated/schema.ts. APLOMB names the program; else ../build/aplomb.
// The build does not need them (types are erased); the type check does.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const here = new URL('..', import.meta.url).pathname;
const program = process.env.APLOMB ?? `${here}../build/aplomb`;
const target = `${here}src/api/generated/schema.ts`;

const document = JSON.parse(execFileSync(program, ['openapi'], { maxBuffer: 1 << 26 }));
const text = `/* Made by scripts/types.mjs from \`aplomb openapi\`. */\n${astToString(await openapiTS(document))}`;
mkdirSync(`${here}src/api/generated`, { recursive: true });
let before = '';
try {
    before = readFileSync(target, 'utf8');
} catch { /* the first time */ }
if (before !== text) writeFileSync(target, text);

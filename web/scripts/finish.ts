// Vite plugin for the end of a build: writes sw.js with the list of what the shell needs, and a .br and .gz twin of every
// file that text compression helps. The server picks the twin by Accept-Encoding; it never compresses files itself.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSED = /\.(html|js|css|svg|json|webmanifest|wasm)$/;

function walk(folder: string, below = ''): string[] {
    return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? walk(folder, `${below}${entry.name}/`) : [below + entry.name],
    );
}

export function finish(): Plugin {
    let out = 'dist', root = '.';
    return {
        name: 'finish',
        apply: 'build',
        configResolved(config) {
            root = config.root;
            out = join(config.root, config.build.outDir);
        },
        closeBundle() {
            const files = walk(out).filter((name) => !/\.(br|gz)$/.test(name) && name !== 'sw.js').sort();
            const version = createHash('sha256').update(files.join('\n')).update(readFileSync(join(out, 'index.html')));
            // Latin subset of the typeface only; other subsets are fetched and then kept when a text needs them.
            // The page for strangers is not kept.
            const shell = files.filter((name) => !/^(assets\/)?book[-.]/.test(name)).filter((name) => !/\.(woff2|map)$/.test(name) || /inter-latin-wght-normal/.test(name));
            const worker = readFileSync(join(root, 'src/sw/sw.js'), 'utf8')
                .replace("'__VERSION__'", JSON.stringify(version.digest('hex').slice(0, 16)))
                .replace("'__FILES__'", JSON.stringify(shell.map((name) => `/${name}`)));
            writeFileSync(join(out, 'sw.js'), worker);
            for (const name of [...files, 'sw.js'].filter((n) => COMPRESSED.test(n))) {
                const bytes = readFileSync(join(out, name));
                writeFileSync(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
                const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
                writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes, { params }));
            }
        },
    };
}

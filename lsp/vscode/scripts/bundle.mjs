// Bundles the extension into one file.

import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function bundle() {
    await build({
        absWorkingDir: root,
        entryPoints: ['src/extension.ts'],
        outfile: 'dist/extension.js',
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        external: ['vscode'],
        minify: true,
        legalComments: 'linked',
        logLevel: 'warning',
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    await bundle();
}

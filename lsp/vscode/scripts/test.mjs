// Bundles the tests, which need no editor, and runs them.

import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = path.join(root, 'dist-test');
const tests = readdirSync(path.join(root, 'test')).filter((name) => name.endsWith('.test.ts'));

rmSync(out, { recursive: true, force: true });
await build({
    absWorkingDir: root,
    entryPoints: tests.map((name) => path.join('test', name)),
    outdir: out,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode-oniguruma', 'vscode-textmate'],
    logLevel: 'warning',
    define: { ROOT: JSON.stringify(root) },
});
const files = tests.map((name) => path.join(out, name.replace(/\.ts$/, '.js')));
process.exit(spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit', cwd: root }).status ?? 1);

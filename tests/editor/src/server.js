// A code-server of its own for one session: fresh settings, the VSIX installed, a folder to work in. Gone without a trace afterwards.

import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { entry, node } from './setup.js';

const SETTINGS = {
    'security.workspace.trust.enabled': false,
    'telemetry.telemetryLevel': 'off',
    'workbench.startupEditor': 'none',
    'workbench.tips.enabled': false,
    'workbench.enableExperiments': false,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'chat.commandCenter.enabled': false,
    'chat.disableAIFeatures': true,
    'extensions.autoUpdate': false,
    'extensions.autoCheckUpdates': false,
    'extensions.ignoreRecommendations': true,
    'update.mode': 'none',
    'git.enabled': false,
    'files.autoSave': 'off',
    'editor.accessibilitySupport': 'off',
    'editor.hover.delay': 100,
    // Names and sizes of the screenshots' text do not depend on the machine.
    'editor.fontFamily': 'DejaVu Sans Mono',
    'editor.minimap.enabled': false,
    'files.simpleDialog.enable': true,
};

const extension = fileURLToPath(new URL('../../../lsp/vscode', import.meta.url));

/** The VSIX of the extension: packing leaves one. */
function vsix() {
    const found = readdirSync(extension).filter((name) => name.endsWith('.vsix'));
    if (found.length !== 1) {
        throw new Error('there is not one VSIX: `npm run package` in lsp/vscode makes it');
    }
    return path.join(extension, found[0]);
}

/** Starts it: its address, the folder that is opened, the program in the extension, and its end. */
export async function start() {
    const data = mkdtempSync(path.join(tmpdir(), 'mam-editor-'));
    const workspace = path.join(data, 'policies');
    mkdirSync(workspace);
    mkdirSync(path.join(data, 'user', 'User'), { recursive: true });
    writeFileSync(path.join(data, 'user', 'User', 'settings.json'), JSON.stringify(SETTINGS, null, 4));
    // Without these it would write into the home of whoever runs the test.
    const env = { ...process.env, XDG_CONFIG_HOME: path.join(data, 'config'), XDG_DATA_HOME: path.join(data, 'data') };
    const common = ['--user-data-dir', path.join(data, 'user'), '--extensions-dir', path.join(data, 'extensions')];
    await promisify(execFile)(node, [entry, ...common, '--install-extension', vsix()], { env });

    const quiet = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override'];
    const child = spawn(node, [entry, ...quiet, '--bind-addr', '127.0.0.1:0', ...common], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const log = [];
    const port = await new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`code-server is not up after 60 seconds:\n${log.join('')}`)), 60_000);
        child.on('exit', (code) => reject(new Error(`code-server ended with ${code}:\n${log.join('')}`)));
        const read = (part) => {
            log.push(part.toString());
            const found = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(log.join(''));
            if (found) {
                clearTimeout(late);
                resolve(Number(found[1]));
            }
        };
        child.stdout.on('data', read);
        child.stderr.on('data', read);
    });
    const stop = async () => {
        child.removeAllListeners('exit');
        const ended = new Promise((resolve) => child.on('exit', resolve));
        child.kill();
        await ended;
        // Its extension hosts end a moment after it, and still write.
        rmSync(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    };
    const url = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`;
    const [installed] = readdirSync(path.join(data, 'extensions')).filter((name) => name.startsWith('mam-language.mam'));
    return { url, workspace, program: path.join(data, 'extensions', installed, 'server', 'mam'), stop };
}

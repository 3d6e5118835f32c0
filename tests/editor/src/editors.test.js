// The recipes for other editors in lsp/README.md, tried as they stand there: the editor itself, without a window, opens an example, shows
// its problems and finds a definition.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { nvim } from './setup.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const programs = path.dirname(process.env.MAM ?? path.join(repository, 'target', 'release', 'mam'));

/** The recipe for an editor: the code under its heading. */
function recipe(editor) {
    const readme = readFileSync(path.join(repository, 'lsp', 'README.md'), 'utf8');
    const section = readme.split(`\n### ${editor}\n`)[1] ?? '';
    const code = /```\w+\n([\s\S]*?)```/.exec(section)?.[1];
    assert.ok(code, `lsp/README.md has no recipe for ${editor}`);
    return code;
}

/** Runs an editor on an example, with a recipe and what drives it; what it printed. */
function drive(command, args, files) {
    const folder = mkdtempSync(path.join(tmpdir(), 'mam-editors-'));
    try {
        cpSync(path.join(repository, 'examples', 'byod'), path.join(folder, 'byod'), { recursive: true });
        Object.entries(files).forEach(([name, text]) => writeFileSync(path.join(folder, name), text));
        // Settings of whoever runs the test are not read.
        const env = { ...process.env, PATH: `${programs}${path.delimiter}${process.env.PATH}`, HOME: folder, XDG_CONFIG_HOME: folder, XDG_STATE_HOME: folder, XDG_DATA_HOME: folder };
        const done = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8', timeout: 60_000 });
        const said = `${done.stdout}${done.stderr}`;
        assert.equal(done.status, 0, `${command} ended with ${done.status ?? done.signal}:\n${said}`);
        return said;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** The first line of what a program says of its version; undefined when there is none. */
function version(command) {
    const asked = spawnSync(command, ['--version'], { encoding: 'utf8' });
    return asked.status === 0 ? asked.stdout.split('\n')[0] : undefined;
}

const PROBLEM = /ignored phishing warnings and rogue Wi-Fi networks are reported as low/;

test('the recipe for Neovim', (context) => {
    const found = version(nvim);
    const [, major, minor] = /v(\d+)\.(\d+)/.exec(found ?? '') ?? [];
    if (found === undefined || Number(major) * 100 + Number(minor) < 11) {
        context.skip(`SKIPPED: Neovim 0.11 is not here (${found ?? 'nor any other'})`);
        return;
    }
    const said = drive(nvim, ['--headless', '--clean', '-u', 'init.lua', '-c', 'luafile drive.lua'], {
        'init.lua': recipe('Neovim'),
        'drive.lua': `
local ok, err = pcall(function()
  vim.cmd.edit('byod/byod.mam')
  local buf = vim.api.nvim_get_current_buf()
  assert(vim.wait(20000, function() return #vim.diagnostic.get(buf) > 10 end, 20), 'no problems')
  for _, found in ipairs(vim.diagnostic.get(buf)) do print(found.message) end
  vim.fn.search('include enhanced')
  vim.cmd('normal! w')
  vim.lsp.buf.definition()
  local there = function() return vim.api.nvim_buf_get_name(0):match('std/levels.mam') ~= nil end
  assert(vim.wait(20000, there, 20), 'no definition')
  print('definition: ' .. vim.api.nvim_get_current_line())
  for _, client in ipairs(vim.lsp.get_clients()) do client:stop() end
  assert(vim.wait(10000, function() return #vim.lsp.get_clients() == 0 end, 20), 'the server does not stop')
end)
if not ok then print(err) end
vim.cmd(ok and 'qa!' or 'cquit 1')`,
    });
    assert.match(said, PROBLEM);
    assert.match(said, /definition: baseline enhanced for android, ios \{/);
});

test('the recipe for Emacs', (context) => {
    const found = version('emacs');
    if (found === undefined) {
        context.skip('SKIPPED: Emacs is not here');
        return;
    }
    const said = drive('emacs', ['--batch', '--load', 'drive.el'], {
        'drive.el': `
(package-initialize)
(require 'eglot)
(require 'flymake)
(setq eglot-sync-connect 20 vc-handled-backends nil)
${recipe('Emacs')}
(find-file "byod/byod.mam")
;; Without a window nothing comes after the command that opens a file, for which it waits.
(unless (eglot-current-server) (apply #'eglot (eglot--guess-contact)))
(defvar rounds 0)
(while (and (< rounds 200) (null (flymake-diagnostics)))
  (accept-process-output nil 0.1)
  (when (= 0 (mod rounds 10)) (flymake-start))
  (setq rounds (1+ rounds)))
(dolist (found (flymake-diagnostics)) (message "%s" (flymake-diagnostic-text found)))
(message "mode: %s" major-mode)
(eglot-shutdown (eglot-current-server))
(kill-emacs 0)`,
    });
    assert.match(said, PROBLEM);
    assert.match(said, /mode: mam-mode/);
});

test('the program that the recipes start is built', () => {
    assert.ok(existsSync(path.join(programs, 'mam')), `there is no mam in ${programs}: cargo build --release makes one`);
});

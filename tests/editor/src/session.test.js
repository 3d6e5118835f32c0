// A person's first session with the extension, from an empty folder to JSON, and what they see on the way.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { start } from './server.js';
import { Workbench } from './workbench.js';

const SHOTS = process.env.SCREENSHOTS ?? fileURLToPath(new URL('../screenshots', import.meta.url));
const FILE = 'policies.mam';

let server;
let vscode;
let failed = false;

before(async () => {
    server = await start();
    vscode = await Workbench.open(server, SHOTS);
});

after(async () => {
    await vscode?.close();
    await server?.stop();
});

/** One step of the session: what comes after a failed one would only fail, too. */
function step(name, run) {
    test(name, async (context) => {
        if (failed) {
            context.skip('an earlier step failed');
            return;
        }
        try {
            await run();
            await vscode.shot(name.replace(/[^a-z]+/gi, '-').toLowerCase().slice(0, 50));
        } catch (error) {
            failed = true;
            await vscode.shot(`failed-${name.replace(/[^a-z]+/gi, '-').toLowerCase().slice(0, 40)}`);
            throw error;
        }
    });
}

step('the walkthrough says how to begin', async () => {
    await vscode.command('mam: First Policy in Five Minutes');
    const page = vscode.page.locator('.gettingStartedContainer');
    await vscode.until('its steps', async () => (await page.innerText({ timeout: 500 })).includes('Begin with a template'));
    const text = await page.innerText();
    for (const title of ['Open a folder for your policies', 'Choose words', 'Let mam look for mistakes', 'See what will be sent']) {
        assert.ok(text.includes(title), `the step "${title}" is not there:\n${text}`);
    }
    await page.getByText('Begin with a template').first().click();
    await vscode.until('the step’s picture', async () => (await vscode.webview('personal phones read company mail safely')) !== undefined);
});

step('a template asks, and makes a policy without a mistake', async () => {
    await vscode.page.getByRole('button', { name: 'New policy from a template' }).click();
    await vscode.asked('What do you want to reach?');
    await vscode.shot('the templates');
    await vscode.choose('What do you want to reach?', 'A whole project');
    await vscode.answer('For which phones');
    await vscode.choose('How strict?', 'Level 2, enhanced');
    await vscode.answer('Which group of people');
    await vscode.answer('emergency accounts');
    await vscode.answer('What do you call your tenant?', 'Contoso Ltd');
    await vscode.answer('Small letters', 'contoso');
    await vscode.answer('tenant\'s id');
    await vscode.tab(FILE).waitFor();
    await vscode.status('all is well');
    assert.match(vscode.content(FILE), /tenant contoso \{/);
    await vscode.until('the policy', async () => (await vscode.lines()).includes('app protection "Personal phones" for android, ios {'));
});

step('a mistake is underlined, and Problems says what is wrong', async () => {
    await vscode.gotoText(FILE, '    include enhanced');
    await vscode.press('Enter');
    await vscode.type('requre pin length 6');
    await vscode.press('Escape');
    await vscode.squiggles('error').first().waitFor();
    const rows = await vscode.until('the problem', async () => {
        const found = await vscode.problems();
        return found.find((row) => /requre|MAM02/.test(row)) && found;
    });
    assert.match(rows.join('\n'), /MAM0\d\d/);
    await vscode.status('1 error');
});

step('the hover on the mistake says what is expected', async () => {
    await vscode.page.locator('.view-line', { hasText: 'requre' }).click();
    const said = await vscode.hover();
    assert.match(said, /require/);
    assert.match(said, /MAM0\d\d/);
});

step('the quick fix mends it', async () => {
    await vscode.press('Escape');
    await vscode.page.locator('.view-line', { hasText: 'requre' }).getByText('requre').click();
    await vscode.press('Control+.');
    const menu = vscode.page.locator('.action-widget').first();
    await menu.waitFor();
    await vscode.until('the repair', async () => /require/.test(await menu.innerText({ timeout: 500 })));
    await vscode.shot('the repairs');
    await menu.locator('.monaco-list-row.action', { hasText: 'require' }).first().click();
    await vscode.until('no mistake', async () => (await vscode.squiggles('error').count()) === 0);
    await vscode.until('the sentence', async () => (await vscode.lines()).includes('require pin length 6'));
    await vscode.status('all is well');
});

step('completion offers the sentences that fit', async () => {
    await vscode.save();
    await vscode.gotoText(FILE, '    require pin length 6');
    await vscode.press('Enter');
    await vscode.type('block pri');
    const offers = await vscode.offers();
    assert.ok(offers.includes('printing'), `offered is ${offers.join(', ')}`);
});

step('an accepted completion stands in the policy', async () => {
    await vscode.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'printing' }).first().click();
    await vscode.until('the sentence', async () => (await vscode.lines()).includes('block printing'));
    await vscode.save();
    assert.match(vscode.content(FILE), /^    block printing$/m);
});

step('the hover on a sentence says what it means and what it writes', async () => {
    await vscode.gotoText(FILE, '    block printing', 6);
    const said = await vscode.hover();
    assert.match(said, /printBlocked/);
    assert.match(said, /Data protection/);
});

step('formatting brings the one layout', async () => {
    await vscode.press('Escape');
    await vscode.gotoText(FILE, '    block printing', 0);
    await vscode.type('      ');
    await vscode.save();
    assert.match(vscode.content(FILE), /^ {10}block printing$/m);
    await vscode.press('Control+Shift+i');
    await vscode.until('the layout', async () => {
        await vscode.save();
        return /^    block printing$/m.test(vscode.content(FILE));
    });
});

step('definition leads into what comes with mam', async () => {
    await vscode.gotoText(FILE, '    include enhanced', 14);
    await vscode.press('F12');
    await vscode.tab('levels.mam').waitFor();
    await vscode.until('the baseline', async () => (await vscode.lines()).includes('baseline enhanced'));
});

step('the JSON stands beside, with the sentence and its property lit', async () => {
    await vscode.tab(FILE).click();
    await vscode.gotoText(FILE, '    require pin length 6', 12);
    await vscode.command('mam: Show Graph JSON Beside');
    await vscode.tab('policies.graph.jsonc').waitFor();
    await vscode.until('the property', async () => (await vscode.lines(1)).includes('"minimumPinLength": 6'));
    await vscode.until('its light', async () => (await vscode.editor(1).locator('.view-overlays [class*="ced-"]').count()) > 0);
});

step('the JSON follows what is typed', async () => {
    await vscode.gotoText(FILE, '    require pin length 6');
    await vscode.press('Backspace');
    await vscode.type('8');
    await vscode.press('Escape');
    await vscode.until('the new value', async () => (await vscode.lines(1)).includes('"minimumPinLength": 8'));
    await vscode.save();
});

step('the lens says what tells a policy from its level', async () => {
    const lens = (text) => vscode.editor(0).locator('.codelens-decoration a', { hasText: text });
    await lens('compiles to 2 objects').first().waitFor();
    await lens('from level 2').first().click();
    await vscode.asked('Choose one to go to its sentence');
    await vscode.until('the sentence', async () => /require\s+pin\s+length\s+4\s*levels\.mam,\s+line\s+\d/.test(await vscode.quickText()));
    await vscode.shot('what tells it from level 2');
    await vscode.press('Escape');
});

step('the hint says what a sentence overrides', async () => {
    await vscode.gotoText(FILE, '    require pin length 8');
    await vscode.until('the hint', async () => /instead of/.test(await vscode.lines(0)));
});

step('a name is renamed everywhere', async () => {
    await vscode.gotoText(FILE, 'param staff', 8);
    await vscode.press('F2');
    const box = vscode.page.locator('.rename-box input');
    await box.waitFor();
    await box.fill('everybody');
    await vscode.shot('the new name');
    await vscode.press('Enter');
    await vscode.until('the new name', async () => (await vscode.lines(0)).includes('assign to everybody'));
    await vscode.save();
    const text = vscode.content(FILE);
    assert.ok(!/\bstaff\b/.test(text.replace('"All staff"', '')), text);
    assert.match(text, /^param everybody: group$/m);
    assert.match(text, /^    everybody = group "All staff"$/m);
    await vscode.status('all is well');
});

step('a sentence is found by its name in the admin centre', async () => {
    await vscode.gotoText(FILE, '    block printing');
    await vscode.command('mam: Find a Sentence by Its Name');
    await vscode.asked('Its name in the admin centre');
    await vscode.quick.locator('input').first().fill('backup org data');
    await vscode.quickRows.filter({ hasText: 'Backup org data' }).first().waitFor();
    await vscode.shot('sentences found');
    await vscode.press('Enter');
    await vscode.until('the sentence', async () => (await vscode.lines(0)).includes('block backup of org data'));
    await vscode.save();
    assert.match(vscode.content(FILE), /^    block backup of org data$/m);
});

step('the report lists what is made, and what is open', async () => {
    await vscode.command('mam: Show Report');
    const { said } = await vscode.webview('Names to look up in the tenant');
    assert.match(said, /Tenant contoso/);
    assert.match(said, /Personal phones \(Android\)/);
    assert.match(said, /All staff/);
    assert.match(said, /3 objects/);
});

step('a code is explained as a page', async () => {
    await vscode.tab(FILE).click();
    await vscode.command('mam: Explain the Code of a Problem');
    await vscode.choose('Which code?', 'MAM107');
    await vscode.webview('a single alert removes the account');
});

step('the task lists the problems of files that are not open', async () => {
    writeFileSync(path.join(server.workspace, 'closed.mam'), 'app protection "Closed" for ios {\n    requre pin\n}\n');
    await vscode.tab(FILE).click();
    await vscode.command('Tasks: Run Build Task');
    await vscode.choose('Select the build task', 'mam: check');
    await vscode.until('the problem', async () => (await vscode.problems()).some((row) => row.includes('closed.mam')));
    assert.match((await vscode.problems()).join('\n'), /closed\.mam[\s\S]*no sentence reads like this mam MAM020 \[Ln 2, Col 5\]/);
});

step('an export is imported', async () => {
    const policy = { '@odata.type': '#microsoft.graph.iosManagedAppProtection', displayName: 'Old phones', pinRequired: true, minimumPinLength: 6 };
    writeFileSync(path.join(server.workspace, 'old.json'), JSON.stringify(policy));
    await vscode.command('mam: Import Exported Policies');
    await vscode.choose('What do you have?', 'Files');
    await chooseFile(path.join(server.workspace, 'old.json'));
    await vscode.choose('Where shall the sources go?', 'policies/imported');
    await vscode.answer('What do you call the tenant');
    await vscode.webview('What the import found');
    assert.match(vscode.content('imported/policies.mam'), /app protection "Old phones" for ios \{/);
});

step('a program that is none is said, with what to do', async () => {
    await chooseProgram(path.join(server.workspace, 'old.json'));
    const message = vscode.page.locator('.notification-toast', { hasText: 'cannot be run' });
    await message.waitFor();
    assert.match(await message.innerText(), /The setting "mam\.path" names .*old\.json, which is a file that cannot be run/);
    assert.match(await message.innerText(), /Choose the program/);
    await vscode.status('mam is not running');
});

step('and mam runs again with one that is', async () => {
    await chooseProgram(server.program);
    await vscode.until('no message', async () => (await vscode.page.locator('.notification-toast', { hasText: 'cannot be run' }).count()) === 0);
    await vscode.status('error');
    await vscode.tab(FILE).first().click();
    await vscode.gotoText(FILE, '    block printing', 6);
    assert.match(await vscode.hover(), /printBlocked/);
});

step('a server that ends by itself is started again', async () => {
    const before = running();
    assert.equal(before.length, 1);
    process.kill(before[0], 'SIGKILL');
    await vscode.until('another one', () => running().some((pid) => pid !== before[0]));
    await vscode.gotoText(FILE, '    block printing', 7);
    await vscode.until('an answer', async () => /printBlocked/.test(await vscode.hover()));
});

/** The processes of the server in this session: of Linux, as the VS Code that is tested here. */
function running() {
    const commands = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
        try {
            return { pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
        } catch {
            return { pid: 0, command: '' };
        }
    });
    return commands.filter(({ command }) => command.startsWith(`${server.program}\0`)).map(({ pid }) => pid);
}

async function chooseProgram(file) {
    await vscode.command('mam: Choose the Program');
    await chooseFile(file);
}

/** Answers VS Code's question for a file. It completes paths while one types, and takes an Enter too early for the folder. */
async function chooseFile(file) {
    const input = vscode.quick.locator('input').first();
    const asks = async () => (await input.count()) > 0 && (await input.inputValue({ timeout: 500 })).startsWith('/');
    await vscode.until('the question for a file', asks);
    await vscode.until('the file chosen', async () => {
        await input.fill(file);
        await vscode.page.waitForTimeout(300);
        await vscode.press('Enter');
        await vscode.page.waitForTimeout(300);
        return !(await asks());
    });
}

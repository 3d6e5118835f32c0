// VS Code as a person sees it: what can be pressed, and what can be read. Everything waits for what it speaks of to appear.

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { browser } from './setup.js';

/** So long something may take to appear, on a machine that does other things. */
const PATIENCE = 30_000;

export class Workbench {
    /** Opens a window on a running server. */
    static async open(server, shots) {
        mkdirSync(shots, { recursive: true });
        const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
        const opened = await chromium.launch({ executablePath: browser(), headless: true, args });
        const context = await opened.newContext({ viewport: { width: 1400, height: 900 } });
        context.setDefaultTimeout(PATIENCE);
        const page = await context.newPage();
        // Nothing outside of this machine is asked.
        await page.route('**/*', (route) => {
            const { hostname, protocol } = new URL(route.request().url());
            const here = hostname === '127.0.0.1' || protocol === 'data:' || protocol === 'blob:' || hostname.endsWith('.vscode-resource.vscode-cdn.net');
            return here ? route.continue() : route.abort();
        });
        await page.goto(server.url, { waitUntil: 'domcontentloaded' });
        await page.waitForSelector('.monaco-workbench .part.editor');
        return new Workbench(opened, page, server, shots);
    }

    constructor(opened, page, server, shots) {
        Object.assign(this, { opened, page, server, shots, number: 0 });
    }

    async close() {
        await this.opened.close();
    }

    /** Keeps what is seen. */
    async shot(name) {
        this.number += 1;
        // Fades and popups come to rest.
        await this.page.waitForTimeout(250);
        await this.page.screenshot({ path: path.join(this.shots, `${String(this.number).padStart(2, '0')}-${name}.png`) });
    }

    /** Waits until a question about the window is answered by something that is true; that. */
    async until(what, ask, patience = PATIENCE) {
        const end = Date.now() + patience;
        let last;
        for (;;) {
            try {
                last = await ask();
            } catch (error) {
                last = error;
            }
            if (last && !(last instanceof Error)) {
                return last;
            }
            if (Date.now() > end) {
                throw new Error(`${what}: not within ${patience / 1000} seconds${last instanceof Error ? ` (${last.message.split('\n')[0]})` : ''}`);
            }
            await this.page.waitForTimeout(50);
        }
    }

    async press(...keys) {
        for (const key of keys) {
            await this.page.keyboard.press(key);
        }
    }

    /** Types as a person does, one key after the other. */
    async type(text) {
        await this.page.keyboard.type(text, { delay: 15 });
    }

    // ---- commands and questions

    /** The box for commands and questions. */
    get quick() {
        return this.page.locator('.quick-input-widget:visible');
    }

    get quickRows() {
        return this.quick.locator('.monaco-list-row');
    }

    /** Runs a command of the palette by its title. */
    async command(title) {
        const row = this.quickRows.filter({ hasText: title }).first();
        // The palette of a window that has just been opened does not know the commands of extensions, nor does it learn of them.
        await this.until(`the command "${title}"`, async () => {
            await this.press('Escape', 'F1');
            await this.quick.locator('input').first().fill(`>${title}`, { timeout: 1000 });
            await row.click({ timeout: 1000 });
            return true;
        });
    }

    /** Waits for a question, and gives its text. */
    async asked(text) {
        await this.until(`the question "${text}"`, async () => (await this.quickText()).includes(text));
    }

    async quickText() {
        const box = this.quick;
        const placeholder = (await box.locator('input').first().getAttribute('placeholder', { timeout: 500 })) ?? '';
        return `${await box.innerText({ timeout: 500 })} ${placeholder}`;
    }

    /** Takes one of the answers to a question: by typing it, since the rows still move while the list grows. */
    async choose(question, text) {
        await this.asked(question);
        await this.quick.locator('input').first().fill(text);
        await this.quick.locator('.monaco-list-row.focused', { hasText: text }).waitFor();
        await this.press('Enter');
    }

    /** Answers with what is proposed, or with a text. */
    async answer(question, text) {
        await this.asked(question);
        if (text !== undefined) {
            await this.quick.locator('input[type="text"], input:not([type="checkbox"])').first().fill(text);
        }
        await this.press('Enter');
    }

    // ---- editors

    /** The tab of an editor. */
    tab(name) {
        return this.page.locator('.tab', { hasText: name });
    }

    /** The editor that has the focus, or the one of a group from the left. */
    editor(group) {
        return group === undefined
            ? this.page.locator('.editor-group-container.active .monaco-editor[role="code"], .editor-group-container.active .editor-instance .monaco-editor').first()
            : this.page.locator('.editor-group-container').nth(group).locator('.editor-instance .monaco-editor').first();
    }

    /** The lines that are seen in an editor. */
    async lines(group) {
        return (await this.editor(group).locator('.view-lines').innerText()).replaceAll('\u00a0', ' ');
    }

    /** Puts the cursor to a line and a column from 1. */
    async goto(line, column = 1) {
        await this.press('Control+g');
        await this.quick.locator('input').first().waitFor();
        await this.quick.locator('input').first().fill(`:${line}:${column}`);
        await this.press('Enter');
        await this.quick.waitFor({ state: 'hidden' });
        await this.until('the cursor at its place', async () => (await this.statusText()).includes(`Ln ${line}, Col ${column}`));
    }

    /** Puts the cursor behind (or `into`) a text of the file as it is saved. */
    async gotoText(file, text, into = text.length) {
        const at = this.content(file).indexOf(text);
        if (at < 0) {
            throw new Error(`${file} does not say "${text}":\n${this.content(file)}`);
        }
        const before = this.content(file).slice(0, at + into).split('\n');
        await this.goto(before.length, before[before.length - 1].length + 1);
    }

    /** Saves, and waits until the disk has it. */
    async save() {
        await this.press('Control+s');
        await this.until('everything saved', async () => (await this.page.locator('.editor-group-container.active .tab.active.dirty').count()) === 0);
    }

    /** A file of the workspace. */
    content(file) {
        const full = path.join(this.server.workspace, file);
        return existsSync(full) ? readFileSync(full, 'utf8') : '';
    }

    /** The squiggles of a kind: error, warning, info. */
    squiggles(kind) {
        return this.editor().locator(`.squiggly-${kind}`);
    }

    // ---- panels and popups

    async statusText() {
        return (await this.page.locator('.part.statusbar').innerText()).replace(/\s+/g, ' ');
    }

    /** What the item of mam in the status bar says. */
    async status(text) {
        const item = this.page.locator('.part.statusbar .statusbar-item', { hasText: 'mam' }).first();
        await this.until(`"${text}" in the status bar`, async () => (await item.innerText({ timeout: 500 })).includes(text));
    }

    /** The rows of the Problems panel. */
    async problems() {
        if ((await this.page.locator('.markers-panel:visible').count()) === 0) {
            await this.press('Control+Shift+m');
            await this.page.locator('.markers-panel').waitFor();
        }
        const rows = await this.page.locator('.markers-panel .monaco-list-row').allInnerTexts();
        return rows.map((row) => row.replace(/\s+/g, ' '));
    }

    /** Shows what the editor says about the place of the cursor. */
    async hover() {
        await this.press('Escape');
        await this.press('Control+k', 'Control+i');
        const box = this.page.locator('.monaco-hover:not(.hidden):visible').first();
        return this.until('a hover', async () => (await box.innerText({ timeout: 500 })).replace(/\s+/g, ' ').trim());
    }

    /** The offers of completion. */
    async offers() {
        const rows = this.page.locator('.suggest-widget.visible .monaco-list-row');
        await rows.first().waitFor();
        return (await rows.allInnerTexts()).map((row) => row.split('\n')[0].trim());
    }

    /** The text of a webview that says something. */
    async webview(text) {
        return this.until(`a panel that says "${text}"`, async () => {
            for (const frame of this.page.frames()) {
                const said = await frame.evaluate(() => document.body?.innerText ?? '').catch(() => '');
                if (said.includes(text) && frame !== this.page.mainFrame()) {
                    return { said, frame };
                }
            }
            return undefined;
        });
    }
}

// What package.json promises is there.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import manifest from '../package.json';
import { extension, read } from './root';

const { contributes } = manifest;
const commands = new Set(contributes.commands.map(({ command }) => command));

/** All texts in a value. */
function texts(value: unknown): string[] {
    if (typeof value === 'string') {
        return [value];
    }
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

test('every command is registered, and every registered one of ours can be found', () => {
    const source = read(extension, 'src', 'extension.ts');
    const registered = new Set([...source.matchAll(/^ {8}'(mam\.\w+)':/gm)].map(([, name]) => name));
    assert.deepEqual([...registered].sort(), [...commands].sort());
});

test('every command that is spoken of is there', () => {
    const said = texts(contributes).flatMap((text) => [...text.matchAll(/(?:command:|onCommand:)(mam\.\w+)/g)].map(([, name = '']) => name));
    const menus = Object.values(contributes.menus).flat().map(({ command }) => command);
    const keys = contributes.keybindings.map(({ command }) => command);
    assert.ok(said.length > 5);
    for (const name of [...said, ...menus, ...keys]) {
        assert.ok(commands.has(name), `there is no command ${name}`);
    }
});

test('every file that is spoken of is there', () => {
    const steps = contributes.walkthroughs.flatMap(({ steps }) => steps).flatMap(({ media }) => ('svg' in media ? media.svg : media.markdown));
    const others = [...contributes.grammars, ...contributes.snippets].map((one) => one.path);
    const icons = [manifest.icon, ...contributes.languages.flatMap((language) => [language.configuration, language.icon.light, language.icon.dark])];
    for (const file of [...steps, ...others, ...icons]) {
        assert.ok(existsSync(path.join(extension, file ?? '')), `${file} is not there`);
    }
    const media = readdirSync(path.join(extension, 'media', 'walkthrough')).map((name) => `media/walkthrough/${name}`);
    assert.deepEqual([...new Set(steps)].sort(), media.sort());
});

test('every setting is described, and one that names a program is not taken from a folder that nobody trusts', () => {
    for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
        assert.ok('description' in setting || 'markdownDescription' in setting, name);
    }
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, ['mam.path']);
});

test('the lock file names no registry', () => {
    assert.ok(!/"resolved"|https?:\/\/[^"]*\.tgz/.test(read(extension, 'package-lock.json')));
});

test('the configuration of the language is valid, and indents after a brace that is not in a comment', () => {
    const configuration = JSON.parse(read(extension, 'language-configuration.json')) as { indentationRules: Record<string, string>; wordPattern: string; onEnterRules: { beforeText: string }[] };
    const increase = new RegExp(configuration.indentationRules['increaseIndentPattern'] ?? '');
    assert.ok(increase.test('app protection "A" for ios {'));
    assert.ok(increase.test('    on android { // phones'));
    assert.ok(!increase.test('// app protection {'));
    assert.ok(!increase.test('    set x = {}'));
    const word = new RegExp(configuration.wordPattern, 'gu');
    assert.deepEqual('block sign-out über 2026-06-01'.match(word), ['block', 'sign-out', 'über', '2026-06-01']);
    const documentation = configuration.onEnterRules.map(({ beforeText }) => new RegExp(beforeText)).findIndex((rule) => rule.test('    /// What it is.'));
    assert.equal(documentation, 0);
});

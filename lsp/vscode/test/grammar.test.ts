// The colours before the server is up: what the grammar makes of an example, and whether it knows every keyword of the compiler.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import * as oniguruma from 'vscode-oniguruma';
import * as textmate from 'vscode-textmate';
import { extension, read, repository, snapshot } from './root';

async function grammar(): Promise<textmate.IGrammar> {
    const wasm = readFileSync(path.join(extension, 'node_modules', 'vscode-oniguruma', 'release', 'onig.wasm'));
    await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
    const registry = new textmate.Registry({
        onigLib: Promise.resolve({
            createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
            createOnigString: (text) => new oniguruma.OnigString(text),
        }),
        loadGrammar: async () => textmate.parseRawGrammar(read(extension, 'syntaxes', 'mam.tmLanguage.json'), 'mam.json'),
    });
    const loaded = await registry.loadGrammar('source.mam');
    assert.ok(loaded);
    return loaded;
}

const loading = grammar();

/** Each token of a text with its innermost scope. */
async function colours(text: string): Promise<[string, string][][]> {
    const mam = await loading;
    let state = textmate.INITIAL;
    return text.split(/\r?\n/).map((line) => {
        const { tokens, ruleStack } = mam.tokenizeLine(line, state);
        state = ruleStack;
        return tokens.map(({ startIndex, endIndex, scopes }) => [line.slice(startIndex, endIndex), scopes.slice(1).join(' ')]);
    });
}

/** The scope of a piece of a line. */
async function scope(line: string, piece: string): Promise<string> {
    const found = (await colours(line))[0]?.find(([text]) => text === piece);
    return found?.[1] ?? `no token ${piece}`;
}

test('an example has the colours of its snapshot', async () => {
    const source = read(repository, 'examples', 'byod', 'byod.mam');
    const lines = (await colours(source)).map((tokens) =>
        tokens.filter(([text]) => text.trim() !== '').map(([text, scopes]) => `  ${text.trim().padEnd(40)} ${scopes || '-'}`).join('\n'),
    );
    const made = `${source.split('\n').map((line, at) => `${line}\n${lines[at]}`).join('\n').replace(/\n+/g, '\n')}\n`;
    snapshot('byod.txt', made);
});

/** The quoted words of the compiler's grammar: with the rule that each stands in. */
function keywords(): { rule: string; words: string }[] {
    const pest = read(repository, 'compiler', 'core', 'src', 'syntax', 'grammar.pest').replace(/^\s*\/\/.*$/gm, '');
    const rules = pest.split(/^(?=\w+\s*=)/m).filter((rule) => /^\w+\s*=/.test(rule));
    return rules.flatMap((rule) => {
        const name = /^\w+/.exec(rule)?.[0] ?? '';
        // Two words with space between them are one keyword: `app protection`.
        const joined = rule.replace(/"([a-z]+)" ~ \(" " \| "\\t"\)\+ ~ "([a-z]+)"/g, '"$1 $2"');
        return [...joined.matchAll(/"([a-z]+(?: [a-z]+)?)"/g)].map(([, words = '']) => ({ rule: name, words }));
    });
}

test('every keyword of the compiler is coloured as one', async () => {
    const found = keywords();
    const declarations = found.filter(({ rule }) => rule.endsWith('_declaration'));
    assert.ok(declarations.length > 20, 'the declarations of grammar.pest are not found: does it look different now?');
    for (const { rule, words } of found) {
        const wrong = `"${words}" of the rule ${rule} of grammar.pest`;
        if (rule.endsWith('_declaration')) {
            assert.match(await scope(`${words} thing {`, words), /storage\.type\.declaration/, wrong);
        } else if (rule === 'duration') {
            const plural = words === 's' ? '2 weeks' : `2 ${words}`;
            assert.match(await scope(`    wait ${plural}`, plural), /constant\.numeric\.duration/, wrong);
        } else if (rule === 'before_empty') {
            assert.match(await scope(`    graph x ${words} {}`, words), /keyword\.other/, wrong);
        } else if (rule === 'json_lexeme') {
            assert.match(await scope(`    set x = [${words}]`, words), /constant\.language\.json/, wrong);
        } else if (['joining', 'comma_turn', 'block_on', 'on_item', 'on_turn', 'on_comma_turn', 'turn'].includes(rule)) {
            assert.match(await scope(`    require pin ${words} 6`, words), /keyword\.control\.joining/, wrong);
            assert.match(await scope(`        ${words} 6`, words), /keyword\.control\.joining/, `${wrong}, at the beginning of a line`);
        } else if (!['e', 'E'].includes(words)) {
            assert.fail(`${wrong} is a keyword that this test does not know: where is it coloured?`);
        }
    }
});

test('every platform and device state of the vocabulary is coloured as one', async () => {
    for (const platform of ['android', 'ios', 'windows']) {
        assert.match(await scope(`    require pin on ${platform}`, platform), /constant\.language\.platform/);
    }
    assert.match(await scope('app protection "A" for unmanaged ios {', 'unmanaged'), /storage\.modifier\.state/);
});

test('a word that only begins like a keyword is none', async () => {
    assert.doesNotMatch(await scope('applications x', 'applications'), /storage\.type/);
    assert.match(await scope('    require android-like pin', 'android-like'), /meta\.word/);
    assert.match(await scope('    require on_call pin', 'on_call'), /meta\.word/);
});

test('an app of the block is no declaration', async () => {
    assert.match(await scope('    app version at least 4.2', 'app'), /support\.function\.phrase/);
});

test('a text that is not closed ends at the end of its line, and before the brace of its block', async () => {
    const lines = await colours('app protection "Open for ios {\n    require pin\n    because "open\n    block printing');
    assert.deepEqual(lines[0]?.at(-1), ['{', 'punctuation.section.mam']);
    assert.equal(lines[1]?.[1]?.[1], 'support.function.phrase.mam');
    assert.equal(lines[3]?.[1]?.[1], 'support.function.phrase.mam');
});

test('comments end sentences, and documentation is told apart', async () => {
    assert.match(await scope('    require pin // why', '// why'), /comment\.line/);
    assert.match(await scope('/// What it is.', '/// What it is.'), /comment\.block\.documentation\.mam/);
    assert.match(await scope('//! Of the file.', '//! Of the file.'), /comment\.block\.documentation\.file/);
    assert.match(await scope('    "not // a comment"', 'not // a comment'), /string\.quoted/);
});

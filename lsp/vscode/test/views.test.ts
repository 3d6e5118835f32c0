// The JSON beside the source, the report, the page of a sentence, the report of an import, and the colours that are kept.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { without } from '../src/colours';
import { type Imported, page as importPage } from '../src/imported';
import { around, type GraphJson, lay, written } from '../src/json/layout';
import { html, type Manifest, type Page, type Problem } from '../src/report/model';
import { page as sentencePage, type Sentence } from '../src/sentences';
import { program, read, repository, snapshot } from './root';

function mam<T>(...args: string[]): T {
    return JSON.parse(spawnSync(program(), [...args, '--format', 'json'], { cwd: repository, encoding: 'utf8', maxBuffer: 1 << 26 }).stdout) as T;
}

const at = (line: number, character: number) => ({ line, character });
const sentence = { uri: 'file:///a.mam', range: { start: at(3, 4), end: at(3, 20) } };

function answer(json: string, more: Partial<GraphJson> = {}): GraphJson {
    const span = { range: { start: at(1, 2), end: at(1, 22) }, property: 'minimumPinLength', sentence, via: null, current: true };
    const object = { title: 'A (iOS)', tenant: 'contoso', path: 'app-protection/a-ios.json', entity: 'iosManagedAppProtection', api: 'beta', method: 'POST', endpoint: '/x', source: sentence, json, spans: [span], actions: [{ name: 'assign', json: '{}', spans: [] }] };
    return { reason: null, tenants: ['contoso'], title: 'A', omitted: 0, objects: [object], ...more };
}

test('the objects become one JSON document, and each span keeps its text', () => {
    const json = '{\n  "minimumPinLength": 6\n}';
    const { text, spans, headings } = lay(answer(json));
    const parsed: unknown = JSON.parse(text);
    assert.deepEqual(parsed, { 'app-protection/a-ios.json': { minimumPinLength: 6 }, 'app-protection/a-ios.json then assign': {} });
    const range = spans[0]?.range;
    assert.ok(range);
    assert.equal(text.split('\n')[range.start.line]?.slice(range.start.character), '"minimumPinLength": 6');
    assert.deepEqual(headings.map(({ line }) => text.split('\n')[line]?.trim().slice(0, 6)), ['"app-p', '"app-p']);
});

test('a reason stands above, and alone when there is nothing else', () => {
    const reason = 'The project has errors:\nlook at the problems.';
    assert.match(lay(answer('{}', { reason })).text, /^\/\/ The project has errors:\n\/\/ look at the problems\.\n\{\n/);
    assert.equal(lay({ reason, tenants: [], title: null, omitted: 0, objects: [] }).text, '// The project has errors:\n// look at the problems.\n');
});

test('what a sentence writes is found from both sides', () => {
    const { spans } = lay(answer('{\n  "minimumPinLength": 6\n}'));
    assert.equal(written(spans, 'file:///a.mam', at(3, 10)).length, 1);
    assert.equal(written(spans, 'file:///a.mam', at(4, 10)).length, 0);
    assert.equal(written(spans, 'file:///b.mam', at(3, 10)).length, 0);
    const start = spans[0]?.range.start;
    assert.ok(start);
    assert.deepEqual(around(spans, start)[0]?.sentence, sentence);
});

test('an include lights what it brings, unless a sentence stands there', () => {
    const include = { uri: 'file:///a.mam', range: { start: at(9, 4), end: at(9, 20) } };
    const { spans } = lay(answer('{\n  "minimumPinLength": 6\n}'));
    const brought = spans.map((span) => ({ ...span, via: include }));
    assert.equal(written(brought, 'file:///a.mam', at(9, 5)).length, 1);
});

const view: Page = {
    style: 'report.css',
    source: 'vscode-resource:',
    open: (file, line, column) => `command:open?${encodeURIComponent(JSON.stringify([file, line, column]))}`,
    explain: (code) => `command:explain?${code}`,
    command: (name) => `command:${name}`,
};

test('the report says what is made, in which order, what is left to look up, and what is wrong', () => {
    const out = mkdtempSync(path.join(tmpdir(), 'mam-test-'));
    const { diagnostics } = mam<{ diagnostics: Problem[] }>('compile', 'examples/byod', '--out', path.join(out, 'out'));
    const manifest = JSON.parse(read(out, 'out', 'contoso', 'manifest.json')) as Manifest;
    const made = html({ project: 'byod', manifests: [manifest], problems: diagnostics, failure: undefined }, view);
    const rows = manifest.objects.map(({ name }) => made.indexOf(`<b>${name}</b>`));
    assert.ok(rows.every((row) => row > 0));
    assert.deepEqual(rows, [...rows].sort((one, other) => one - other));
    assert.match(made, /Names to look up in the tenant[\s\S]*<b>All staff<\/b>/);
    assert.match(made, /<li class="warning"><a class="code" href="command:explain\?MAM107">/);
    assert.match(made, /1 warning/);
});

test('nothing that a policy says becomes markup, and no script may run', () => {
    const hostile = '<script>alert("x")</script>\'';
    const object = { path: 'a', name: hostile, source: { file: hostile, line: 1, column: 1 }, api: 'beta', method: 'POST', endpoint: hostile, needs: [hostile], references: [{ pointer: '', kind: 'group', name: hostile }] };
    const problem = { code: 'MAM001', severity: 'error', message: hostile, file: hostile, range: null, help: hostile };
    const made = html({ project: hostile, manifests: [{ tenant: { name: hostile, id: hostile }, objects: [object] }], problems: [problem], failure: hostile }, view);
    assert.ok(!made.includes('<script'));
    assert.match(made, /Content-Security-Policy" content="default-src &#39;none&#39;; style-src vscode-resource:"/);
});

test('every sentence of the vocabulary has a page', () => {
    const { sentences } = mam<{ sentences: Sentence[] }>('vocabulary');
    assert.ok(sentences.length > 200);
    for (const sentence of sentences) {
        const made = sentencePage(sentence);
        assert.ok(made.includes(sentence.phrase) && !/undefined|\[object/.test(made), made);
    }
    const pin = sentences.find(({ phrase }) => phrase === 'require pin length {length}');
    assert.ok(pin);
    snapshot('pin-length.md', sentencePage(pin));
});

test('the report of an import names what is to be looked at', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mam-test-'));
    const policy = { '@odata.type': '#microsoft.graph.iosManagedAppProtection', displayName: 'Old phones', pinRequired: true, minimumPinLength: 6, madeUpProperty: 'x' };
    writeFileSync(path.join(folder, 'old.json'), JSON.stringify(policy));
    writeFileSync(path.join(folder, 'broken.json'), '{ "displayName": ');
    const imported = mam<Imported>('import', folder, '--out', path.join(folder, 'out'));
    snapshot('import.md', importPage(imported).replaceAll(folder, '…'));
});

test('tokens of a type are left out, and the others stay where they are', () => {
    const data = Uint32Array.from([0, 0, 3, 0, 0, 0, 4, 5, 1, 0, 1, 2, 3, 0, 0, 0, 6, 2, 1, 1, 2, 1, 1, 1, 0]);
    assert.deepEqual([...without(data, 0)], [0, 4, 5, 1, 0, 1, 8, 2, 1, 1, 2, 1, 1, 1, 0]);
    assert.deepEqual([...without(data, -1)], [...data]);
});

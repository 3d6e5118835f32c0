// The templates and the snippets make sources that the command compiles, in the layout of `mam fmt`.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fill, proposal, question, slug, type Template, templates, wrong } from '../src/templates';
import { extension, program, read } from './root';

const source = (template: Template) => read(extension, 'templates', `${template.id}.mam`);

function compiles(text: string, what: string): void {
    const folder = mkdtempSync(path.join(tmpdir(), 'mam-test-'));
    writeFileSync(path.join(folder, 'policy.mam'), text);
    const compiled = spawnSync(program(), ['compile', '.', '--out', 'out'], { cwd: folder, encoding: 'utf8' });
    assert.equal(compiled.status, 0, `${what} does not compile:\n${compiled.stderr}\n${text}`);
    const formatted = spawnSync(program(), ['fmt', '--check', '.'], { cwd: folder, encoding: 'utf8' });
    assert.equal(formatted.status, 0, `${what} is not in the one layout:\n${formatted.stdout}${formatted.stderr}`);
}

/** Every single choice of a template's questions, the others as proposed. */
function variants(template: Template): Record<string, string[]>[] {
    const choices = template.asks.flatMap((name) => (question(name, template).options ?? []).map(({ value }) => ({ [name]: [value] })));
    return [{}, ...choices];
}

for (const template of templates) {
    test(`the template "${template.title}" compiles, whatever is chosen`, () => {
        for (const answers of variants(template)) {
            compiles(fill(source(template), template, answers), `${template.id} with ${JSON.stringify(answers)}`);
        }
    });

    test(`the template "${template.title}" asks for what it needs, and for nothing else`, () => {
        const used = new Set([...source(template).matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name));
        assert.deepEqual([...used].sort(), [...template.asks].sort());
        for (const name of template.asks) {
            const asked = question(name, template);
            assert.equal(wrong(asked, proposal(asked)), undefined, `what is proposed for ${name} is refused`);
        }
    });
}

test('every template file is offered', () => {
    const files = readdirSync(path.join(extension, 'templates')).filter((name) => name.endsWith('.mam'));
    assert.deepEqual(files.sort(), templates.map(({ id }) => `${id}.mam`).sort());
});

test('what people type cannot leave its place', () => {
    const template = templates.find(({ id }) => id === 'app-protection');
    assert.ok(template);
    const hostile = 'A "B" \\ {{staff}} $& // é\u2028';
    compiles(fill(source(template), template, { name: [hostile], staff: [hostile] }), 'a name with quotes');
});

test('answers that could not compile are refused', () => {
    const of = (kind: string) => ({ kind, title: '' });
    assert.equal(wrong(of('guid'), ['7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11']), undefined);
    assert.ok(wrong(of('guid'), ['contoso']));
    assert.ok(wrong(of('name'), ['Contoso Ltd']));
    assert.equal(wrong(of('countries'), ['at, CH;"DE"']), undefined);
    assert.ok(wrong(of('countries'), ['Austria']));
    assert.ok(wrong(of('text'), ['  ']));
    assert.ok(wrong(of('many'), []));
});

test('a file is named as every disk takes it', () => {
    assert.equal(slug('Móvil: »Teachers\' phones«'), 'movil-teachers-phones');
    assert.equal(slug('日本'), 'policy');
});

/** A snippet as it stands when every tab stop is left as it is. */
function plain(body: string[]): string {
    const values = new Map<string, string>();
    const text = body.join('\n').replace(/\\,/g, '\u0000');
    const filled = text.replace(/\$\{(\d+)\|([^,|]*)[^|]*\|\}|\$\{(\d+):([^}]*)\}/g, (_, choice, first, stop, usual) => {
        values.set(choice ?? stop, first ?? usual);
        return first ?? usual;
    });
    return filled.replace(/\$\{(\d+)\}/g, (_, stop: string) => values.get(stop) ?? '').replace(/^\s*\$0\n?/gm, '').replaceAll('\u0000', ',');
}

const snippets = JSON.parse(read(extension, 'snippets', 'mam.json')) as Record<string, { body: string[] }>;
for (const [name, { body }] of Object.entries(snippets)) {
    test(`the snippet "${name}" compiles as it is`, () => compiles(`${plain(body).trimEnd()}\n`, name));
}

// The problem matcher, on what the command really prints.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import manifest from '../package.json';
import { program, repository } from './root';

const pattern = manifest.contributes.problemPatterns[0];
assert.ok(pattern);
const matcher = new RegExp(pattern.regexp);

function problems(cwd: string, ...paths: string[]): Record<string, string | undefined>[] {
    const { stdout } = spawnSync(program(), ['check', ...paths, '--format', 'github'], { cwd, encoding: 'utf8' });
    const lines = stdout.split(/\r?\n/).filter((line) => line !== '');
    return lines.map((line) => {
        const found = matcher.exec(line);
        assert.ok(found, `the matcher does not read ${line}`);
        const part = (number: number) => found[number];
        return {
            severity: part(pattern!.severity),
            file: part(pattern!.file),
            line: part(pattern!.line),
            column: part(pattern!.column),
            endLine: part(pattern!.endLine),
            endColumn: part(pattern!.endColumn),
            code: part(pattern!.code),
            message: part(pattern!.message),
        };
    });
}

test('every problem of every example is read', () => {
    const found = problems(repository, 'examples/byod');
    assert.ok(found.length > 10);
    for (const { severity, file, code, message } of found) {
        assert.ok(['error', 'warning', 'notice'].includes(severity ?? ''));
        assert.equal(file, 'examples/byod/byod.mam');
        assert.match(code ?? '', /^MAM\d{3}$/);
        assert.ok(message !== undefined && message !== '' && !message.includes('%0A'));
    }
});

test('a problem has its place, its code, and its message without the help', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mam-test-'));
    writeFileSync(path.join(folder, 'a b.mam'), 'app protection "100%: a, b" for ios {\n    requre pin\n}\n');
    const found = problems(folder, '.');
    const error = found.find(({ severity }) => severity === 'error');
    assert.deepEqual({ ...error, message: undefined, code: undefined }, {
        severity: 'error',
        file: 'a b.mam',
        line: '2',
        column: '5',
        endLine: '2',
        endColumn: error?.['endColumn'],
        code: undefined,
        message: undefined,
    });
});

test('a problem over several lines is read, too', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'mam-test-'));
    writeFileSync(path.join(folder, 'a.mam'), 'app protection "A" for ios {\n    apps core microsoft\n');
    assert.ok(problems(folder, '.').length > 0);
});

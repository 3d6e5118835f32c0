// Where the extension and the repository are; the bundler puts the path in.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

declare const ROOT: string;

export const extension = ROOT;
export const repository = path.join(ROOT, '..', '..');

export function read(...parts: string[]): string {
    return readFileSync(path.join(...parts), 'utf8');
}

/** The built command. A missing one is an error: half of what is tested here is what it prints. */
export function program(): string {
    const name = process.platform === 'win32' ? 'mam.exe' : 'mam';
    const named = process.env['MAM'];
    const places = named === undefined ? ['release', 'debug'].map((profile) => path.join(repository, 'target', profile, name)) : [named];
    const found = places.find((place) => existsSync(place));
    if (found === undefined) {
        throw new Error(`these tests run the command: build it with \`cargo build --release\` (looked at ${places.join(', ')})`);
    }
    return found;
}

/** Compares with a snapshot; `UPDATE=1 npm test` writes it anew. */
export function snapshot(name: string, made: string): void {
    const folder = path.join(extension, 'test', 'snapshots');
    if (process.env['UPDATE'] !== undefined) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(path.join(folder, name), made);
    }
    assert.equal(made, read(folder, name), `test/snapshots/${name} says otherwise; UPDATE=1 npm test writes it anew`);
}

// Where the program is looked for, on machines of every kind.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, type Machine } from '../src/find';

function machine(platform: NodeJS.Platform, there: Record<string, 'program' | 'folder' | 'file'>, env: NodeJS.ProcessEnv = {}): Machine {
    return { platform, env, home: platform === 'win32' ? 'C:\\Users\\ada' : '/h/ada', look: (path) => there[path] };
}

const linux = { setting: '', extension: '/ext', workspace: '/policies' };
const windows = { setting: '', extension: 'C:\\ext', workspace: 'D:\\policies' };

test('the one that comes with the extension is taken before the one on the PATH', () => {
    const there = { '/ext/server/mam': 'program', '/usr/bin/mam': 'program' } as const;
    assert.deepEqual(find(linux, machine('linux', there, { PATH: '/usr/bin' })), { program: '/ext/server/mam', origin: 'extension' });
});

test('the setting is taken before both', () => {
    const there = { '/opt/mam': 'program', '/ext/server/mam': 'program' } as const;
    assert.deepEqual(find({ ...linux, setting: ' /opt/mam ' }, machine('linux', there)), { program: '/opt/mam', origin: 'setting' });
});

test('a setting may name the folder, begin at home, or at the opened folder', () => {
    const there = { '/h/ada/tools': 'folder', '/h/ada/tools/mam': 'program', '/policies/bin/mam': 'program' } as const;
    const settings = ['~/tools', 'bin/mam', '${workspaceFolder}/bin/mam'];
    const found = settings.map((setting) => find({ ...linux, setting }, machine('linux', there)));
    assert.deepEqual(found.map((one) => ('program' in one ? one.program : one.message)), ['/h/ada/tools/mam', '/policies/bin/mam', '/policies/bin/mam']);
});

test('a setting that leads nowhere is said, though another program is there', () => {
    const found = find({ ...linux, setting: '/gone/mam' }, machine('linux', { '/ext/server/mam': 'program' }));
    assert.deepEqual(found, { missing: true, message: 'The setting "mam.path" names /gone/mam, and nothing is there.' });
});

test('a file that cannot be run is no program', () => {
    const found = find({ ...linux, setting: '/opt/mam' }, machine('linux', { '/opt/mam': 'file' }));
    assert.deepEqual(found, { missing: true, message: 'The setting "mam.path" names /opt/mam, which is a file that cannot be run.' });
    assert.ok('missing' in find(linux, machine('linux', { '/ext/server/mam': 'file' })));
});

test('on Windows it is mam.exe, and the variable is called Path', () => {
    const there = { 'C:\\Tools\\mam.exe': 'program' } as const;
    const found = find(windows, machine('win32', there, { Path: 'C:\\Windows;"C:\\Tools"' }));
    assert.deepEqual(found, { program: 'C:\\Tools\\mam.exe', origin: 'path' });
    const bundled = find(windows, machine('win32', { 'C:\\ext\\server\\mam.exe': 'program' }));
    assert.deepEqual(bundled, { program: 'C:\\ext\\server\\mam.exe', origin: 'extension' });
    const named = find({ ...windows, setting: '~\\mam.exe' }, machine('win32', { 'C:\\Users\\ada\\mam.exe': 'program' }));
    assert.deepEqual(named, { program: 'C:\\Users\\ada\\mam.exe', origin: 'setting' });
});

test('when there is none, the message says where it was looked for', () => {
    const found = find(linux, machine('linux', {}, { PATH: '/usr/bin::' }));
    assert.ok('missing' in found && /brings none, and the PATH has none/.test(found.message));
});

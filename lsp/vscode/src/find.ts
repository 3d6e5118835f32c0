// Where the program `mam` is: in the setting, in the extension, or on the PATH. Must not know the editor, so that it can be tested.

import * as path from 'node:path';

/** What is asked of the machine. */
export interface Machine {
    platform: NodeJS.Platform;
    env: NodeJS.ProcessEnv;
    home: string;
    /** Whether a file that can be run is there, or a folder. */
    look(path: string): 'program' | 'folder' | 'file' | undefined;
}

export interface Places {
    /** What the setting says; empty when it says nothing. */
    setting: string;
    /** The folder of the extension. */
    extension: string;
    /** The folder that relative paths of the setting start from. */
    workspace: string | undefined;
}

export type Found =
    | { program: string; origin: 'setting' | 'extension' | 'path' }
    | { missing: true; message: string };

/** The program. A setting that leads nowhere is said, not passed over: whoever wrote it wants that one. */
export function find(places: Places, machine: Machine): Found {
    const name = machine.platform === 'win32' ? 'mam.exe' : 'mam';
    const paths = machine.platform === 'win32' ? path.win32 : path.posix;
    const setting = places.setting.trim();
    if (setting !== '') {
        const named = absolute(setting, places, machine, paths);
        const program = machine.look(named) === 'folder' ? paths.join(named, name) : named;
        switch (machine.look(program)) {
            case 'program':
                return { program, origin: 'setting' };
            case 'file':
                return missing(`The setting "mam.path" names ${program}, which is a file that cannot be run.`);
            default:
                return missing(`The setting "mam.path" names ${program}, and nothing is there.`);
        }
    }
    const bundled = paths.join(places.extension, 'server', name);
    if (machine.look(bundled) === 'program') {
        return { program: bundled, origin: 'extension' };
    }
    // Windows spells the variable `Path`; its own lookup does not mind, ours of a copy of the environment would.
    const key = Object.keys(machine.env).find((key) => key.toUpperCase() === 'PATH');
    const folders = (key === undefined ? '' : machine.env[key] ?? '').split(paths.delimiter);
    for (const folder of folders.filter((folder) => folder !== '')) {
        const program = paths.join(folder.replace(/^"(.*)"$/, '$1'), name);
        if (machine.look(program) === 'program') {
            return { program, origin: 'path' };
        }
    }
    return missing(`The program ${name} is not on this machine: this build of the extension brings none, and the PATH has none.`);
}

function missing(message: string): Found {
    return { missing: true, message };
}

function absolute(setting: string, places: Places, machine: Machine, paths: path.PlatformPath): string {
    const home = setting.replace(/^~(?=$|[\\/])/, () => machine.home);
    const folder = places.workspace ?? machine.home;
    const named = home.replaceAll('${workspaceFolder}', () => folder);
    return paths.isAbsolute(named) ? paths.normalize(named) : paths.join(folder, named);
}

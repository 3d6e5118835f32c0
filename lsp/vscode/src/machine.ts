// This machine, as `find.ts` asks for it.

import * as fs from 'node:fs';
import * as os from 'node:os';
import type { Machine } from './find';

export const machine: Machine = {
    platform: process.platform,
    env: process.env,
    home: os.homedir(),
    look(path) {
        try {
            if (fs.statSync(path).isDirectory()) {
                return 'folder';
            }
        } catch {
            return undefined;
        }
        try {
            fs.accessSync(path, fs.constants.X_OK);
            return 'program';
        } catch {
            return 'file';
        }
    },
};

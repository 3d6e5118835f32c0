// Runs `mam` for one answer. Must not know the editor.

import { spawn } from 'node:child_process';

export interface Answer {
    code: number;
    stdout: string;
    stderr: string;
}

/** Runs the program to its end. A program that cannot be started is an error; one that ends with a code of its own is an answer. */
export function run(program: string, args: string[], cwd: string | undefined, signal?: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
        // Nothing waits for input here: a `-` among the paths must not wait for ever.
        const child = spawn(program, args, { cwd, signal, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] });
        const stdout: Buffer[] = [];
        const stderr: Buffer[] = [];
        child.stdout.on('data', (part: Buffer) => stdout.push(part));
        child.stderr.on('data', (part: Buffer) => stderr.push(part));
        child.on('error', reject);
        child.on('close', (code, ended) => {
            const answer = { stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') };
            if (code === null) {
                reject(new Error(`mam was ended by the signal ${ended ?? 'of another program'}`));
            } else {
                resolve({ code, ...answer });
            }
        });
    });
}

/** The JSON document that `--format json` printed. */
export function document<T>(answer: Answer): T & { failure?: string } {
    try {
        return JSON.parse(answer.stdout) as T & { failure?: string };
    } catch {
        const said = answer.stderr.trim() || answer.stdout.trim() || `it ended with code ${answer.code} and said nothing`;
        throw new Error(`mam did not answer as expected: ${said}`);
    }
}

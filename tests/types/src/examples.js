// Compiles the examples.

import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Compiles every example into a folder of its own. 
 *
 * @param {string} root of the workspace @param {string} out @param {string | undefined} mam the built command; else it is built
 */
export function compileExamples(root, out, mam) {
    rmSync(out, { recursive: true, force: true });
    const [command, ...before] = mam
        ? [mam]
        : ["cargo", "run", "--release", "--quiet", "--package", "mam", "--"];
    const examples = readdirSync(join(root, "examples"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of examples) {
        const run = spawnSync(command, [...before, "compile", join("examples", name), "--out", join(out, name)], {
            cwd: root,
            encoding: "utf8",
        });
        if (run.error) throw new Error(`${command}: ${run.error.message}`);
        if (run.status !== 0) throw new Error(`examples/${name} does not compile:\n${run.stderr}${run.stdout}`);
    }
}

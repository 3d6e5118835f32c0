// Runs the compiler of TypeScript over a project, and says what it found about which payload.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

/** @typedef {import("./project.js").Project} Project */
/** @typedef {import("./project.js").Problem} Problem */

const package_ = createRequire(import.meta.url).resolve("typescript/package.json");
const TSC = join(package_, "..", JSON.parse(readFileSync(package_, "utf8")).bin.tsc);

const PLACE = /^(.+?)\((\d+),\d+\): error (TS\d+: .*)$/;

/** Whose constant a line belongs to. @param {Project} project @param {string} file @param {number} line */
function labels(project, file, line) {
    const starts = project.starts.get(basename(file)) ?? [];
    return starts.findLast((start) => start.line <= line)?.labels ?? [basename(file)];
}

/**
 * What tsc refuses. Every payload that a refused constant is part of gets its own problem.
 *
 * @param {Project} project
 * @returns {Problem[]}
 */
export function check(project) {
    const run = spawnSync(process.execPath, [TSC, "--project", project.folder, "--pretty", "false"], {
        cwd: project.folder,
        encoding: "utf8",
        maxBuffer: 1 << 30,
    });
    if (run.error) throw run.error;
    /** @type {Problem[]} */
    const problems = [];
    let last = /** @type {Problem[]} */ ([]);
    for (const line of run.stdout.split("\n").filter((line) => line.trim() !== "")) {
        const found = PLACE.exec(line);
        if (found?.[1] && found[2] && found[3]) {
            const [, file, at, text] = found;
            last = labels(project, file, Number(at)).map((label) => ({ label, text: `${text} [${basename(file)}:${at}]` }));
            problems.push(...last);
        } else if (line.startsWith(" ") && last.length > 0) {
            for (const problem of last) problem.text += `\n${line}`;
        } else {
            problems.push({ label: "tsc", text: line });
        }
    }
    if (run.status !== 0 && problems.length === 0) {
        problems.push({ label: "tsc", text: `ended with ${run.status ?? run.signal}: ${run.stderr}` });
    }
    return problems;
}

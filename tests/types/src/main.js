// Type-checks payloads: `npm test -- [FOLDER…]`, each of which `mam compile --out` wrote. The examples are always among them, compiled
// by the command that `MAM` names, else by one that is built here. `npm test -- --complete KEPT` checks all that there are, with what the
// tests in Rust kept below this folder: then an origin that lacks is an error, and so is an exemption that no payload needs.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import { declareActions } from "./actions.js";
import { compileExamples } from "./examples.js";
import { Exemptions } from "./exemptions.js";
import { readGraphTypes } from "./graph-types.js";
import { keptOrigins, originOf } from "./origins.js";
import { writeProject } from "./project.js";
import { proveRefusals } from "./refused.js";
import { check } from "./tsc.js";

/** @typedef {import("./payloads.js").Payload} Payload */
/** @typedef {import("./project.js").Problem} Problem */

const HERE = fileURLToPath(new URL("..", import.meta.url));
const ROOT = resolve(HERE, "../..");
const GENERATED = join(HERE, "generated");

/** How many problems are shown of each kind of payload: one mistake in the compiler is found in thousands. */
const SHOWN = 5;

/** A path as the person meant it: npm itself goes to the folder of the package. @param {string} path */
const given = (path) => resolve(process.env["INIT_CWD"] ?? ".", path);

/** @param {Payload} payload */
const kind = ({ entity, version, action }) => `${entity}${action === null ? "" : ` ${action}`} (${version})`;

/** @template T @param {T[]} list @param {(item: T) => string} by @returns {[string, T[]][]} */
function grouped(list, by) {
    const groups = new Map();
    for (const item of list) groups.set(by(item), [...(groups.get(by(item)) ?? []), item]);
    return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Prints a table of the payloads, and the problems. @param {Payload[]} payloads @param {Problem[]} problems */
function report(payloads, problems) {
    const wrong = new Set(problems.map(({ label }) => label));
    for (const [name, group] of grouped(payloads, kind)) {
        const refused = group.filter(({ label }) => wrong.has(label)).length;
        console.log(`${String(group.length).padStart(7)}  ${name}${refused > 0 ? `: ${refused} refused` : ""}`);
    }
    const kinds = new Map(payloads.map((payload) => [payload.label, kind(payload)]));
    for (const [name, group] of grouped(problems, ({ label }) => kinds.get(label) ?? "")) {
        if (name !== "") console.log(`\n${name}`);
        for (const { label, text } of group.slice(0, SHOWN)) console.log(`${label}\n    ${text.replaceAll("\n", "\n    ")}`);
        if (group.length > SHOWN) console.log(`… and ${group.length - SHOWN} more`);
    }
}

const COMPLETE = "--complete";

/** @param {string[]} words @returns {number} the exit code */
function main(words) {
    const folders = words.filter((word) => word !== COMPLETE);
    const complete = words.includes(COMPLETE);
    const stranger = folders.find((word) => word.startsWith("-"));
    if (stranger !== undefined) throw new Error(`${stranger}: expected folders, and ${COMPLETE} at most`);
    if (complete && folders.length !== 1) throw new Error(`${COMPLETE}: expected the one folder with what the tests in Rust kept`);
    const types = { "v1.0": readGraphTypes("v1.0"), beta: readGraphTypes("beta") };
    Object.values(types).forEach(declareActions);

    const proofs = proveRefusals(join(GENERATED, "refused"), types, ROOT);
    console.log(`${proofs.count} payloads that must be refused or accepted: ${proofs.problems.length || "none"} came out otherwise`);

    const examples = join(GENERATED, "examples");
    compileExamples(ROOT, examples, process.env["MAM"] && given(process.env["MAM"]));
    const others = folders.map(given).flatMap((folder) => (complete ? keptOrigins(folder, ROOT) : [originOf(folder)]));
    const origins = [originOf(examples), ...others];
    const payloads = origins.flatMap(({ payloads }) => payloads);
    const exemptions = new Exemptions(JSON.parse(readFileSync(join(HERE, "exemptions.json"), "utf8")));
    const wrong = exemptions.problems(types, ROOT).map((text) => ({ label: "exemptions.json", text }));
    const project = writeProject(join(GENERATED, "payloads"), payloads, types, exemptions);
    const start = performance.now();
    const found = check(project);
    const took = ((performance.now() - start) / 1000).toFixed(1);
    const unused = (complete ? exemptions.unused(ROOT) : []).map((text) => ({ label: "exemptions.json", text }));
    const problems = [...proofs.problems, ...wrong, ...unused, ...project.problems, ...found];
    report(payloads, problems);
    console.log("");
    for (const { name, payloads } of origins) console.log(`${String(payloads.length).padStart(7)}  from ${name}`);
    console.log(`\n${payloads.length} payloads, ${problems.length} problems, tsc took ${took} s`);
    return problems.length === 0 ? 0 : 1;
}

try {
    process.exitCode = main(process.argv.slice(2));
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}

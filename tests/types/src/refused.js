// Proves that the check can fail: payloads with one mistake each, which must be refused for that mistake, and their sound twins.

import { readFileSync, readdirSync } from "node:fs";
import { Exemptions } from "./exemptions.js";
import { payloadsOf } from "./payloads.js";
import { writeProject } from "./project.js";
import { check } from "./tsc.js";

/** @typedef {import("./graph-types.js").GraphTypes} GraphTypes */
/** @typedef {import("./graph-types.js").Version} Version */
/** @typedef {import("./project.js").Problem} Problem */
/**
 * @typedef {object} Case
 * @property {string} name
 * @property {string} entity
 * @property {Version} api
 * @property {unknown} body
 * @property {Record<string, unknown>} [actions]
 * @property {string[]} [refused] what the complaint holds; without it, the payload must be accepted
 */

const FOLDER = new URL("../refused/", import.meta.url);

/** @param {string} path @returns {any} */
const read = (path) => JSON.parse(readFileSync(new URL(path, FOLDER), "utf8"));

/** @type {import("./exemptions.js").Lists & { refused: string[] }} */
const EXEMPTIONS = read("exemptions.json");

/** @type {Case[]} */
const CASES = readdirSync(new URL("cases/", FOLDER))
    .sort()
    .flatMap((file) => read(`cases/${file}`));

/** @param {Case} one @param {Problem[]} problems */
function judge(one, problems) {
    const own = problems.filter(({ label }) => label === one.name || label.startsWith(`${one.name} (`));
    const said = own.map(({ text }) => text).join("\n");
    if (one.refused === undefined) return own.length === 0 ? [] : [`must be accepted:\n${said}`];
    if (own.length === 0) return ["must be refused, and is accepted"];
    return one.refused.filter((words) => !said.includes(words)).map((words) => `the refusal must say \`${words}\`:\n${said}`);
}

/** Proves that the list of exemptions is checked, too. @param {Exemptions} exemptions @param {Record<Version, GraphTypes>} types @param {string} root */
function judgeExemptions(exemptions, types, root) {
    const said = [...exemptions.problems(types, root), ...exemptions.unused(root)];
    const expected = EXEMPTIONS.refused;
    const wrong = expected.filter((words) => !said.some((text) => text.includes(words))).map((words) => `must say \`${words}\``);
    const extra = said.filter((text) => !expected.some((words) => text.includes(words)));
    return [...wrong, ...extra];
}

/**
 * @param {string} folder to write to @param {Record<Version, GraphTypes>} types @param {string} root of the workspace
 * @returns {{ count: number, problems: Problem[] }}
 */
export function proveRefusals(folder, types, root) {
    const exemptions = new Exemptions(EXEMPTIONS);
    const payloads = CASES.flatMap((one) => payloadsOf(one, one.name, one.body));
    const project = writeProject(folder, payloads, types, exemptions);
    const found = [...project.problems, ...check(project)];
    const names = new Set(payloads.map(({ label }) => label));
    const strangers = found.filter(({ label }) => !names.has(label));
    const cases = CASES.flatMap((one) => judge(one, found).map((text) => ({ label: one.name, text })));
    const list = judgeExemptions(exemptions, types, root).map((text) => ({ label: "refused/exemptions.json", text }));
    return { count: CASES.length, problems: [...strangers, ...cases, ...list] };
}

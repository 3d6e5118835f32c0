// Reads what `mam compile` wrote: every body, and every body of an action, with the entity and the API version that it is for.

import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** @typedef {import("./graph-types.js").Version} Version */
/**
 * @typedef {object} Payload
 * @property {string} label where it comes from, for people
 * @property {string} entity
 * @property {Version} version
 * @property {string | null} action null for the object itself
 * @property {unknown} body
 */

/** The manifests below a folder, in a fixed order. @param {string} folder @returns {string[]} */
function manifests(folder) {
    const own = join(folder, "manifest.json");
    const below = readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
        .flatMap((name) => manifests(join(folder, name)));
    return existsSync(own) ? [own, ...below] : below;
}

/** @param {string} path @returns {any} */
function json(path) {
    try {
        return JSON.parse(readFileSync(path, "utf8"));
    } catch (error) {
        throw new Error(`${path}: ${error instanceof Error ? error.message : error}`);
    }
}

/** @param {any} entry @param {string} label @param {unknown} body @returns {Payload[]} */
export function payloadsOf(entry, label, body) {
    const { entity, api } = entry;
    if (typeof entity !== "string" || (api !== "v1.0" && api !== "beta")) {
        throw new Error(`${label}: expected an entity, and v1.0 or beta as its API version; found ${entity} and ${api}`);
    }
    const common = { entity, version: /** @type {Version} */ (api) };
    const actions = Object.entries(entry.actions ?? {}).map(([action, body]) => ({
        ...common,
        label: `${label} (${action})`,
        action,
        body,
    }));
    return [{ ...common, label, action: null, body }, ...actions];
}

/**
 * Every payload below a folder, which may be one tenant's, or hold those of many.
 *
 * @param {string} folder
 * @returns {Payload[]}
 */
export function readPayloads(folder) {
    if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`);
    const found = manifests(folder);
    if (found.length === 0) throw new Error(`${folder}: no manifest.json in it: expected what \`mam compile --out\` writes`);
    return found.flatMap((manifest) => {
        const { mam, objects } = json(manifest);
        if (mam !== 1 || !Array.isArray(objects)) throw new Error(`${manifest}: no manifest of the form that is known here`);
        return objects.flatMap((entry) => {
            const path = join(dirname(manifest), String(entry.path));
            return payloadsOf(entry, relative(dirname(folder), path), json(path));
        });
    });
}

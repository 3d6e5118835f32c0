// Where payloads come from, counted apart: that one of them brings nothing must not go unseen.

import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { readPayloads } from "./payloads.js";

/** @typedef {import("./payloads.js").Payload} Payload */
/** @typedef {{ name: string, payloads: Payload[] }} Origin */

/** What the tests in Rust keep, as `tests/support/kept.rs` has it: their own sources, policies of others, generated ones. */
const KEPT = ["tests", "corpus", "generated"];

/** Policies of others, from the root of the workspace: they are not in it, and a machine may not have them. */
const CORPUS = "../shared/corpus";

/**
 * The payloads below a folder, as one origin.
 *
 * @param {string} folder @returns {Origin}
 */
export const originOf = (folder) => ({ name: basename(folder), payloads: readPayloads(folder) });

/**
 * All that the tests in Rust kept below a folder. One that lacks an origin is refused.
 *
 * @param {string} folder @param {string} root of the workspace @returns {Origin[]}
 */
export function keptOrigins(folder, root) {
    return KEPT.flatMap((name) => {
        const kept = join(folder, name);
        if (existsSync(kept)) return [originOf(kept)];
        if (name === "corpus" && !existsSync(join(root, CORPUS))) {
            console.log(`SKIPPED the imported policies of others: ${CORPUS} is not there`);
            return [];
        }
        throw new Error(`${kept} is not there: run the tests in Rust with MAM_KEEP=${folder} first`);
    });
}

// The bodies of actions, which Microsoft's packages leave out.

import { readFileSync } from "node:fs";
import { capital, element } from "./graph-types.js";

/** @typedef {import("./graph-types.js").GraphTypes} GraphTypes */
/** @typedef {{ action: string, on: string[], properties: Record<string, string>, source: string }} Row */

/** @type {Row[]} */
const ROWS = JSON.parse(readFileSync(new URL("../actions.json", import.meta.url), "utf8"));

/** The interface of an action's body. @param {string} action @param {string} on */
const bodyName = (action, on) => `${capital(action)}Of${capital(on)}`;

/**
 * Adds the bodies of actions to the types, so that they are taken apart like any other type.
 *
 * @param {GraphTypes} types
 */
export function declareActions(types) {
    for (const { action, on, properties } of ROWS) {
        const known = on.filter((entity) => types.interfaces.has(capital(entity)));
        const first = known[0];
        if (first === undefined) continue;
        const name = bodyName(action, first);
        const lines = Object.entries(properties).map(([property, type]) => {
            const declared = types.interfaces.has(element(type)) || types.enums.has(element(type));
            if (!declared) throw new Error(`actions.json: ${types.package} has no type ${type}, of ${action}`);
            return `    ${property}: graph.${type};`;
        });
        const plain = Object.entries(properties).map(([property, type]) => /** @type {const} */ ([property.replace("?", ""), type]));
        types.interfaces.set(name, { base: null, properties: new Map(plain) });
        types.bodies.push(`export interface ${name} {\n${lines.join("\n")}\n}`);
    }
}

/**
 * The interface of the body of an action on an entity.
 *
 * @param {GraphTypes} types @param {string} action @param {string} entity an interface
 */
export function actionBody(types, action, entity) {
    const lineage = new Set(types.lineage(entity));
    for (const row of ROWS) {
        const known = row.on.filter((on) => types.interfaces.has(capital(on)));
        if (row.action === action && known[0] !== undefined && known.some((on) => lineage.has(capital(on)))) {
            return bodyName(action, known[0]);
        }
    }
    return undefined;
}

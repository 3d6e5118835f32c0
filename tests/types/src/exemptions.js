// Properties that a real export shows and Microsoft's types lack: each is declared beside the types, with the file that shows it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { capital } from "./graph-types.js";

/** @typedef {import("./graph-types.js").GraphTypes} GraphTypes */
/** @typedef {import("./graph-types.js").Version} Version */
/**
 * @typedef {object} Exemption
 * @property {Version} version
 * @property {string} entity
 * @property {string} property
 * @property {string} type a primitive, or the members of an enum, as TypeScript writes them
 * @property {string} reason
 * @property {string} shown the file that shows it, from the root of the workspace or beside it
 */

const ITEM = `(?:string|boolean|number|"\\w+"(?: \\| "\\w+")*)`;
const TYPE = new RegExp(`^(?:${ITEM}|\\(${ITEM}\\)\\[\\])(?: \\| null)?$`);
const KEYS = ["version", "entity", "property", "type", "reason", "shown"];

export class Exemptions {
    /** @param {Exemption[]} list */
    constructor(list) {
        this.list = list;
        /** @type {Set<Exemption>} */
        this.used = new Set();
    }

    /** Notes that a payload needs an exemption, if there is one. @param {GraphTypes} types @param {string} type @param {string} property */
    use(types, type, property) {
        const lineage = types.lineage(type);
        const found = this.list.find(
            (one) => one.version === types.version && one.property === property && lineage.includes(capital(one.entity)),
        );
        if (found) this.used.add(found);
        return undefined;
    }

    /** What an API version's exemptions add to its types. @param {GraphTypes} types */
    declarations(types) {
        return this.list
            .filter((one) => one.version === types.version)
            .map((one) => `    interface ${capital(one.entity)} {\n        ${one.property}?: ${one.type};\n    }`);
    }

    /** What is wrong with the list itself. @param {Record<Version, GraphTypes>} all @param {string} root of the workspace */
    problems(all, root) {
        return this.list.flatMap((one) => {
            const missing = KEYS.filter((key) => typeof Reflect.get(one, key) !== "string" || Reflect.get(one, key) === "");
            const name = `exemption ${one.entity}.${one.property} (${one.version})`;
            if (missing.length > 0) return [`${name}: \`${missing.join("`, `")}\` must be said`];
            const types = all[one.version];
            if (!types) return [`${name}: the version is v1.0 or beta`];
            if (!types.interfaces.has(capital(one.entity))) return [`${name}: ${types.package} has no such entity`];
            const wrong = [];
            if (types.property(capital(one.entity), one.property) !== undefined) {
                wrong.push(`${name}: ${types.package} knows the property by now: take the exemption out`);
            }
            if (!/^\w+$/.test(one.property)) wrong.push(`${name}: the property must be a plain name`);
            if (!TYPE.test(one.type)) wrong.push(`${name}: \`${one.type}\` is neither a primitive nor a list of members`);
            return [...wrong, ...this.shown(one, name, root)];
        });
    }

    /** Whether the file shows the property. One that is not there proves nothing either way. @param {Exemption} one @param {string} name @param {string} root */
    shown(one, name, root) {
        const file = join(root, one.shown);
        if (!existsSync(file)) {
            console.log(`SKIPPED ${name}: ${one.shown} is not there`);
            return [];
        }
        return readFileSync(file, "utf8").includes(`"${one.property}"`) ? [] : [`${name}: ${one.shown} does not show it`];
    }

    /** Those that no payload needed. */
    unused() {
        return this.list
            .filter((one) => !this.used.has(one))
            .map((one) => `exemption ${one.entity}.${one.property} (${one.version}): no payload needs it: take it out`);
    }
}

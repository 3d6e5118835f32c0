// What a real export or Microsoft's reference shows and Microsoft's types lack: each is declared beside the types, with the file that
// shows it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { capital } from "./graph-types.js";

/** @typedef {import("./graph-types.js").GraphTypes} GraphTypes */
/** @typedef {import("./graph-types.js").Version} Version */
/** @typedef {{ version: Version, reason: string, shown: string }} Common `shown` is a file, from the root of the workspace */
/** @typedef {Common & { entity: string, property: string, type: string }} Property `type` as TypeScript writes it */
/** @typedef {Common & { enum: string, member: string }} Member */
/** @typedef {{ properties: Property[], members: Member[] }} Lists */

const ITEM = `(?:string|boolean|number|[A-Z]\\w+|"\\w+"(?: \\| "\\w+")*)`;
const VALUE = `(?:${ITEM}|\\(${ITEM}\\)\\[\\])(?: \\| null)?`;
const FIELD = `\\w+\\?: ${VALUE}`;
const TYPE = new RegExp(`^(?:${VALUE}|\\{ ${FIELD}(?:; ${FIELD})* \\}(?: \\| null)?)$`);

/** @param {Property | Member} one */
const name = (one) => {
    const what = "member" in one ? `${one.enum} "${one.member}"` : `${one.entity}.${one.property}`;
    return `exemption ${what} (${one.version})`;
};

export class Exemptions {
    /** @param {Lists} lists */
    constructor({ properties, members }) {
        this.properties = properties;
        this.members = members;
        /** @type {Set<Property | Member>} */
        this.used = new Set();
    }

    /** Notes that a payload needs the exemption of a property. @param {GraphTypes} types @param {string} type @param {string} property */
    needProperty(types, type, property) {
        const lineage = types.lineage(type);
        for (const one of this.properties.filter((one) => one.version === types.version && one.property === property)) {
            if (lineage.includes(capital(one.entity))) this.used.add(one);
        }
    }

    /** Notes that a payload needs the exemption of a member. @param {GraphTypes} types @param {string} type @param {string} text */
    needMember(types, type, text) {
        const said = text.split(",");
        for (const one of this.members.filter((one) => one.version === types.version && capital(one.enum) === type)) {
            if (said.includes(one.member)) this.used.add(one);
        }
    }

    /** The members that an API version's types lack, by their enum. @param {GraphTypes} types @returns {Map<string, string[]>} */
    lacking(types) {
        const out = new Map();
        const known = this.members.filter((one) => one.version === types.version && types.enums.has(capital(one.enum)));
        for (const one of known) {
            out.set(capital(one.enum), [...(out.get(capital(one.enum)) ?? []), one.member]);
        }
        return out;
    }

    /** The properties that an API version's types lack, as declarations. @param {GraphTypes} types */
    declarations(types) {
        return this.properties
            .filter((one) => one.version === types.version)
            .map((one) => `    interface ${capital(one.entity)} {\n        ${one.property}?: ${one.type};\n    }`);
    }

    /** What is wrong with the lists themselves. @param {Record<Version, GraphTypes>} all @param {string} root of the workspace */
    problems(all, root) {
        const properties = this.properties.flatMap((one) => property(one, all[one.version]));
        const members = this.members.flatMap((one) => member(one, all[one.version]));
        return [...properties, ...members, ...[...this.properties, ...this.members].flatMap((one) => shown(one, root))];
    }

    /** Those that no payload needed. One whose file is not there may be needed by payloads that are not there either. @param {string} root */
    unused(root) {
        const all = [...this.properties, ...this.members];
        const idle = all.filter((one) => !this.used.has(one) && existsSync(join(root, one.shown ?? "")));
        return idle.map((one) => `${name(one)}: no payload needs it: take it out`);
    }
}

/** @param {Property} one @param {GraphTypes | undefined} types */
function property(one, types) {
    if (!types) return [`${name(one)}: the version is v1.0 or beta`];
    const entity = capital(one.entity);
    if (!types.interfaces.has(entity)) return [`${name(one)}: ${types.package} has no such entity`];
    const wrong = [];
    if (types.property(entity, one.property)) {
        wrong.push(`${name(one)}: ${types.package} knows the property by now: take the exemption out`);
    }
    if (!/^\w+$/.test(one.property)) wrong.push(`${name(one)}: the property must be a plain name`);
    if (!TYPE.test(one.type)) wrong.push(`${name(one)}: \`${one.type}\` is no primitive, no members, no list and no object of these`);
    return wrong;
}

/** @param {Member} one @param {GraphTypes | undefined} types */
function member(one, types) {
    if (!types) return [`${name(one)}: the version is v1.0 or beta`];
    const known = types.enums.get(capital(one.enum));
    if (!known) return [`${name(one)}: ${types.package} has no such enum`];
    if (known.has(one.member)) return [`${name(one)}: ${types.package} knows the member by now: take the exemption out`];
    return [];
}

/** What is wrong with the proof. A file that is not there proves nothing either way. @param {Property | Member} one @param {string} root */
function shown(one, root) {
    if (!one.reason) return [`${name(one)}: the reason must be said`];
    if (!one.shown) return [`${name(one)}: the file that shows it must be said`];
    const file = join(root, one.shown);
    if (!existsSync(file)) {
        console.log(`SKIPPED ${name(one)}: ${one.shown} is not there`);
        return [];
    }
    const text = "member" in one ? one.member : one.property;
    return readFileSync(file, "utf8").includes(`"${text}"`) ? [] : [`${name(one)}: ${one.shown} does not show it`];
}

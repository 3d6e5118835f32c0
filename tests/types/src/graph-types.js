// What Microsoft's types declare, as far as a payload has to be taken apart by it. The checking itself is tsc's.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The packages, by the API version that they describe. */
export const PACKAGES = /** @type {const} */ ({
    "v1.0": "@microsoft/microsoft-graph-types",
    beta: "@microsoft/microsoft-graph-types-beta",
});

/** @typedef {keyof typeof PACKAGES} Version */
/** @typedef {{ base: string | null, properties: Map<string, string> }} Interface */

const ODATA = "#microsoft.graph.";

/** `iosMobileAppIdentifier` is `IosMobileAppIdentifier` in TypeScript. @param {string} name */
export const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);

/** @param {string} name */
const lower = (name) => name.charAt(0).toLowerCase() + name.slice(1);

/** The `@odata.type` of an interface. @param {string} name */
export const odataType = (name) => ODATA + lower(name);

/** The type of an item or a value: `NullableOption<Foo[]>` is `Foo`. @param {string} type */
export const element = (type) => type.replace(/^NullableOption<(.*)>$/, "$1").replace(/\[\]$/, "");

/** Types of one API version. */
export class GraphTypes {
    /** @param {Version} version @param {Map<string, Interface>} interfaces @param {Map<string, Set<string>>} enums */
    constructor(version, interfaces, enums) {
        this.version = version;
        this.package = PACKAGES[version];
        this.interfaces = interfaces;
        this.enums = enums;
        /** @type {string[]} The declarations of the bodies of actions. */
        this.bodies = [];
        /** @type {Map<string, string[]>} An interface with all that derive from it. */
        this.family = new Map([...interfaces.keys()].map((name) => [name, []]));
        for (const name of interfaces.keys()) {
            for (const above of this.lineage(name)) this.family.get(above)?.push(name);
        }
    }

    /** An interface and what it derives from, nearest first. @param {string} name */
    lineage(name) {
        const out = [];
        for (let next = /** @type {string | null} */ (name); next !== null; ) {
            out.push(next);
            next = this.interfaces.get(next)?.base ?? null;
        }
        return out;
    }

    /** The declared type of a property, inherited ones included. @param {string} name @param {string} property */
    property(name, property) {
        for (const above of this.lineage(name)) {
            const type = this.interfaces.get(above)?.properties.get(property);
            if (type !== undefined) return type;
        }
        return undefined;
    }

    /** The interface that `@odata.type` names. @param {string} text */
    named(text) {
        const name = text.startsWith(ODATA) ? capital(text.slice(ODATA.length)) : "";
        return this.interfaces.has(name) && odataType(name) === text ? name : undefined;
    }
}

/**
 * Reads a package. Its declarations are generated, one a line; those in namespaces are indented, and mam writes none of them.
 *
 * @param {Version} version
 */
export function readGraphTypes(version) {
    const manifest = createRequire(import.meta.url).resolve(`${PACKAGES[version]}/package.json`);
    const file = manifest.replace(/package\.json$/, "microsoft-graph.d.ts");
    /** @type {Map<string, Interface>} */
    const interfaces = new Map();
    let open = /** @type {Interface | null} */ (null);
    const text = readFileSync(file, "utf8");
    for (const line of text.split(/\r?\n/)) {
        const head = /^(?:export )?interface (\w+) (?:extends (\w+) )?\{(\})?$/.exec(line);
        const property = /^ {4}(\w+)\??: (.+);$/.exec(line);
        if (head?.[1]) {
            open = { base: head[2] ?? null, properties: new Map() };
            interfaces.set(head[1], open);
            if (head[3]) open = null;
        } else if (line.startsWith("}")) {
            open = null;
        } else if (open && property?.[1] && property[2]) {
            open.properties.set(property[1], property[2]);
        }
    }
    if (interfaces.size === 0) throw new Error(`${file} has no interface that can be read: has its layout changed?`);
    return new GraphTypes(version, interfaces, readEnums(text));
}

/** The members of each enum. @param {string} text @returns {Map<string, Set<string>>} */
function readEnums(text) {
    const found = text.matchAll(/^export type (\w+) =([^;]+);/gm);
    return new Map([...found].map(([, name, members]) => [
        String(name),
        new Set([...String(members).matchAll(/"(\w+)"/g)].map(([, member]) => String(member))),
    ]));
}

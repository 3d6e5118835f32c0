// Prints a payload as TypeScript: the JSON as it is, with its parts of a type of their own taken out into constants.

import { element } from "./graph-types.js";

/** @typedef {import("./graph-types.js").GraphTypes} GraphTypes */
/** @typedef {import("./exemptions.js").Exemptions} Exemptions */
/**
 * @typedef {object} Sink what printing a payload finds
 * @property {(type: string, text: string) => string} constant declares a part and gives its name
 * @property {(type: string, value: string) => void} text a text, and the type of the place where it stands
 * @property {(path: string, problem: string) => void} problem something that tsc would not see
 */

const INDENT = "    ";

/** A key as a property; in brackets where the plain one would not declare a property. @param {string} key */
const printKey = (key) => (key === "__proto__" ? `["__proto__"]` : JSON.stringify(key));

export class Printer {
    /** @param {GraphTypes} types @param {Exemptions} exemptions @param {Sink} sink */
    constructor(types, exemptions, sink) {
        this.types = types;
        this.exemptions = exemptions;
        this.sink = sink;
    }

    /**
     * Prints the object that a constant of this interface holds.
     *
     * @param {string} type an interface @param {Record<string, unknown>} value @param {string} path @param {string} indent
     * @returns {string}
     */
    object(type, value, path, indent) {
        const inner = indent + INDENT;
        const lines = Object.entries(value).map(([key, item]) => {
            const text = this.value(this.declared(type, key, path), item, `${path}/${key}`, inner);
            return `${inner}${printKey(key)}: ${text},\n`;
        });
        return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`;
    }

    /** The type of a property; undefined where tsc will say that there is none. @param {string} type @param {string} key @param {string} path */
    declared(type, key, path) {
        const known = this.types.property(type, key);
        if (known === undefined) return void this.exemptions.needProperty(this.types, type, key);
        // A namespace's types are not read, and everything fits `any`: nothing would be checked there.
        if (/\bany\b|\./.test(known)) this.sink.problem(`${path}/${key}`, `is not checked: its type is ${known}`);
        return element(known);
    }

    /** @param {string | undefined} type @param {unknown} value @param {string} path @param {string} indent @returns {string} */
    value(type, value, path, indent) {
        if (Array.isArray(value)) {
            const inner = indent + INDENT;
            const items = value.map((item, at) => `${inner}${this.value(type, item, `${path}/${at}`, inner)},\n`);
            return items.length === 0 ? "[]" : `[\n${items.join("")}${indent}]`;
        }
        if (typeof value === "object" && value !== null) {
            return this.part(type, /** @type {Record<string, unknown>} */ (value), path, indent);
        }
        if (type !== undefined && typeof value === "string") this.sink.text(type, value);
        return JSON.stringify(value);
    }

    /**
     * An object inside another one. One that says its type becomes a constant of that type: as a literal it would be held
     * against the declared type of its place, which may be a base of it that lacks its properties. tsc still compares the
     * constant with the place, by `@odata.type`.
     *
     * @param {string | undefined} type @param {Record<string, unknown>} value @param {string} path @param {string} indent
     */
    part(type, value, path, indent) {
        const said = value["@odata.type"];
        if (typeof said === "string") {
            const named = this.types.named(said);
            if (named !== undefined) return this.sink.constant(named, this.object(named, value, path, ""));
            this.sink.problem(`${path}/@odata.type`, `${this.types.package} has no type ${said}`);
        }
        return this.object(type ?? "", value, path, indent);
    }
}

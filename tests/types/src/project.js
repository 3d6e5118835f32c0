// Writes payloads as a TypeScript project.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { actionBody } from "./actions.js";
import { FLAGS, declarations } from "./declarations.js";
import { capital } from "./graph-types.js";
import { Printer } from "./print.js";

/** @typedef {import("./graph-types.js").GraphTypes} GraphTypes */
/** @typedef {import("./graph-types.js").Version} Version */
/** @typedef {import("./exemptions.js").Exemptions} Exemptions */
/** @typedef {import("./payloads.js").Payload} Payload */
/** @typedef {{ label: string, text: string }} Problem */
/** @typedef {{ line: number, labels: string[] }} Start where a constant begins, and whose it is */
/** @typedef {{ folder: string, starts: Map<string, Start[]>, problems: Problem[] }} Project */

/** Payloads in one file: few enough for tsc to share the files among its threads, and to share what they have in common. */
const CHUNK = 100;

const OPTIONS = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    skipLibCheck: false,
    types: [],
};

/** One file: constants, of which equal ones are written once. */
class Chunk {
    constructor() {
        /** @type {string[]} */
        this.lines = [];
        /** @type {Start[]} */
        this.starts = [];
        /** @type {Map<string, { name: string, start: Start }>} */
        this.parts = new Map();
    }

    /** @param {string} name @param {string} type @param {string} text @param {string} label @returns {Start} */
    declare(name, type, text, label) {
        const start = { line: this.lines.length + 1, labels: [label] };
        this.starts.push(start);
        this.lines.push(...`// ${JSON.stringify(label)}\nexport const ${name}: Sent<${type}> = ${text};\n`.split("\n"));
        return start;
    }

    /** @param {string} type @param {string} text @param {string} label */
    part(type, text, label) {
        const key = `${type} ${text}`;
        const known = this.parts.get(key);
        if (known) {
            if (!known.start.labels.includes(label)) known.start.labels.push(label);
            return known.name;
        }
        const name = `part${this.parts.size + 1}`;
        this.parts.set(key, { name, start: this.declare(name, `graph.${type}`, text, label) });
        return name;
    }
}

/** The payloads of one API version. */
class Part {
    /** @param {GraphTypes} types @param {Exemptions} exemptions */
    constructor(types, exemptions) {
        this.types = types;
        this.exemptions = exemptions;
        /** @type {Map<string, Set<string>>} */
        this.joined = new Map();
        /** @type {Problem[]} */
        this.problems = [];
    }

    /** The type of a payload, as it is written. @param {Payload} payload */
    type(payload) {
        const entity = capital(payload.entity);
        if (!this.types.interfaces.has(entity)) return { problem: `${this.types.package} has no entity ${payload.entity}` };
        if (payload.action === null) return { name: entity, text: `graph.${entity}` };
        const body = actionBody(this.types, payload.action, entity);
        if (body === undefined) return { problem: `${payload.entity} has no action ${payload.action} in ${this.types.version}` };
        return { name: body, text: `actions.${body}` };
    }

    /** @param {Chunk} chunk @param {Payload} payload @param {number} number */
    add(chunk, payload, number) {
        const { label, body } = payload;
        const problem = (/** @type {string} */ text) => void this.problems.push({ label, text });
        const type = this.type(payload);
        if (type.problem !== undefined) return problem(type.problem);
        if (typeof body !== "object" || body === null || Array.isArray(body)) return problem("is no object");
        const printer = new Printer(this.types, this.exemptions, {
            constant: (type, text) => chunk.part(type, text, label),
            text: (type, value) => this.text(type, value),
            problem: (path, text) => problem(`${path}: ${text}`),
        });
        const text = printer.object(type.name, /** @type {Record<string, unknown>} */ (body), "", "");
        chunk.declare(`payload${number}`, type.text, text, label);
    }

    /** A text, and the type of its place. @param {string} type @param {string} value */
    text(type, value) {
        this.exemptions.needMember(this.types, type, value);
        if (!value.includes(",") || !FLAGS.has(type)) return;
        this.joined.set(type, (this.joined.get(type) ?? new Set()).add(value));
    }
}

/**
 * Writes payloads to a folder, each as a constant of its type. The folder is begun anew.
 *
 * @param {string} folder @param {Payload[]} payloads @param {Record<Version, GraphTypes>} types @param {Exemptions} exemptions
 * @returns {Project}
 */
export function writeProject(folder, payloads, types, exemptions) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, include: ["."] }, null, 4));
    const sent = relative(folder, fileURLToPath(new URL("./sent.ts", import.meta.url))).replaceAll("\\", "/");
    const project = { folder, starts: new Map(), problems: /** @type {Problem[]} */ ([]) };
    for (const own of Object.values(types)) {
        writeVersion(project, payloads.filter((payload) => payload.version === own.version), new Part(own, exemptions), sent);
    }
    return project;
}

/** @param {Project} project @param {Payload[]} payloads @param {Part} part @param {string} sent */
function writeVersion(project, payloads, part, sent) {
    const { version, package: name } = part.types;
    const head = [`import type * as graph from "${name}";`, `import type * as actions from "./types-${version}.ts";`];
    for (let at = 0; at < payloads.length; at += CHUNK) {
        const chunk = new Chunk();
        chunk.lines.push(...head, `import type { Sent } from "./types-${version}.ts";`, "");
        payloads.slice(at, at + CHUNK).forEach((payload, index) => part.add(chunk, payload, at + index + 1));
        const file = `${version}-${String(at / CHUNK + 1).padStart(4, "0")}.ts`;
        writeFileSync(join(project.folder, file), chunk.lines.join("\n"));
        project.starts.set(file, chunk.starts);
    }
    const text = declarations(part.types, part.exemptions, part.joined, sent);
    writeFileSync(join(project.folder, `types-${version}.ts`), text);
    project.problems.push(...part.problems);
}

// The module that the payloads of one API version take their types from: Microsoft's, and what these leave out.

import { readFileSync } from "node:fs";
import { capital, odataType } from "./graph-types.js";

/** @typedef {import("./graph-types.js").GraphTypes} GraphTypes */
/** @typedef {import("./exemptions.js").Exemptions} Exemptions */

/** @type {{ enums: Record<string, { flags?: boolean }> }} */
const SCHEMA = JSON.parse(readFileSync(new URL("../../../stdlib/graph/schema.json", import.meta.url), "utf8"));

/** The enums of which Graph takes several members at once. */
export const FLAGS = new Set(
    Object.entries(SCHEMA.enums)
        .filter(([, known]) => known.flags)
        .map(([name]) => capital(name)),
);

/**
 * `@odata.type` of every interface: its own, or that of one that derives from it. It also tells apart types that have the same
 * properties, or none, and which would otherwise fit each other.
 *
 * @param {GraphTypes} types
 */
function discriminators(types) {
    return [...types.family].map(([name, family]) => {
        const members = family.map((one) => `"${odataType(one)}"`).join(" | ");
        return `    interface ${name} {\n        "@odata.type"?: ${members};\n    }`;
    });
}

/**
 * The enums that take more than a member that the types know.
 *
 * @param {Map<string, Set<string>>} joined the values of several members, by their enum @param {Map<string, string[]>} lacking the
 * members that are exempted, by their enum
 */
function wider(joined, lacking) {
    const union = (/** @type {Iterable<string>} */ values) => [...values].sort().map((value) => JSON.stringify(value)).join(" | ");
    const rows = [...new Set([...joined.keys(), ...lacking.keys()])].sort().map((type) => {
        const [more, several] = [union(lacking.get(type) ?? []), union(joined.get(type) ?? [])];
        return `    | { members: graph.${type}; lacking: ${more || "never"}; several: ${several || "never"} }`;
    });
    return rows.length === 0 ? "never" : `\n${rows.join("\n")}`;
}

/**
 * The declarations of one API version. What they add to properties and members are exemptions alone.
 *
 * @param {GraphTypes} types @param {Exemptions} exemptions @param {Map<string, Set<string>>} joined @param {string} sent the module
 * with the type of what is sent
 */
export function declarations(types, exemptions, joined, sent) {
    return `import type * as graph from "${types.package}";
import type { Sent as SentWith } from "${sent}";

declare module "${types.package}" {
${[...discriminators(types), ...exemptions.declarations(types)].join("\n")}
}

${types.bodies.join("\n\n")}

type Enums = ${wider(joined, exemptions.lacking(types))};

/** A type of Graph as it is sent. */
export type Sent<Type> = SentWith<Type, Enums>;
`;
}

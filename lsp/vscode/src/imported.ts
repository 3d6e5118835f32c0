// The report of `mam import`, as a page. Must not know the editor.

export interface Imported {
    summary: { files: number; policies: number; blocks: number; sources: number; broken: number; skipped: number; set: number; lost: number; deprecated: number; readOnly: number; errors: number; warnings: number };
    sources: string[];
    files: { file: string; error: string | null; skipped: unknown[]; policies: { name: string; entity: string; block: string | null; notes: { finding: string; path: string; detail: string | null }[] }[] }[];
    lints: { block: string; found: { code: string; severity: string; title: string; count: number }[] }[];
    omitted: number;
}

const FINDINGS: Record<string, string> = {
    set: 'no sentence says it, so it is written with `set`',
    lost: 'lost',
    deprecated: 'deprecated',
    readOnly: 'read-only, left out',
};

/** Whether there is something a person has to look at. */
export function clean({ summary }: Imported): boolean {
    return summary.broken + summary.set + summary.lost + summary.deprecated + summary.errors + summary.warnings === 0;
}

/** What came of an import, in one line. */
export function line({ summary }: Imported): string {
    return `${counted(summary.policies, 'policy', 'policies')} from ${counted(summary.files, 'file')} became ${counted(summary.blocks, 'block')} in ${counted(summary.sources, 'source')}.`;
}

export function page(imported: Imported): string {
    const parts = ['# What the import found', line(imported)];
    const broken = imported.files.filter(({ error }) => error !== null);
    if (broken.length > 0) {
        parts.push('## Could not be read', list(broken.map(({ file, error }) => `\`${file}\`: ${error}`)));
    }
    const noted = imported.files.flatMap(({ policies }) => policies).filter(({ notes }) => notes.length > 0);
    if (noted.length > 0) {
        parts.push('## To look at');
        for (const { name, entity, block, notes } of noted) {
            parts.push(`**${name}** (${entity})${block === null ? '' : ` → ${block}`}`);
            parts.push(list(notes.map(({ finding, path, detail }) => `\`${path}\`${detail === null ? '' : ` = \`${detail}\``}: ${FINDINGS[finding] ?? finding}`)));
        }
    }
    if (imported.lints.length > 0) {
        parts.push('## What mam thinks of the policies');
        for (const { block, found } of imported.lints) {
            parts.push(`**${block}**`, list(found.map(({ code, severity, title, count }) => `${code} (${severity}): ${title}${count > 1 ? `, ${count} times` : ''}`)));
        }
    }
    if (imported.omitted > 0) {
        parts.push(`${imported.omitted} more are not listed here.`);
    }
    if (clean(imported)) {
        parts.push('Everything in the exports is said by sentences.');
    }
    return `${parts.join('\n\n')}\n`;
}

function list(items: string[]): string {
    return items.map((item) => `- ${item}`).join('\n');
}

function counted(count: number, one: string, many = `${one}s`): string {
    return `${count} ${count === 1 ? one : many}`;
}

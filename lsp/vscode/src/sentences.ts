// What `mam vocabulary` tells of sentences: as items to choose from, and as a page. Must not know the editor.

export interface Sentence {
    phrase: string;
    docs: string;
    blocks: string[];
    platforms: string[];
    holes: { name: string; types: { platforms: string[]; type: string }[] }[];
    graph: { path: string; default: unknown; platforms: string[] }[];
    beta: boolean;
    portal: string[];
    deprecated: string | null;
    retired: string | null;
    examples: string[];
    sources: string[];
}

const PLATFORMS: Record<string, string> = { android: 'Android', ios: 'iOS', windows: 'Windows' };

/** Where a sentence is in the admin centre. */
export function path(sentence: Sentence): string {
    return sentence.portal.join(' › ');
}

/** The last word of the path: what the admin centre calls it. */
export function label(sentence: Sentence): string {
    return sentence.portal.at(-1) ?? sentence.phrase;
}

export function platforms(sentence: Sentence): string {
    return sentence.platforms.map((platform) => PLATFORMS[platform] ?? platform).join(', ');
}

/** The sentence to insert: an example, else the phrase. */
export function example(sentence: Sentence): string {
    return sentence.examples[0] ?? sentence.phrase;
}

/** What can still be said: retired ones are only found to read why they went. */
export function insertable(sentence: Sentence): boolean {
    return sentence.retired === null;
}

/** The page of a sentence, as Markdown. */
export function page(sentence: Sentence): string {
    const parts = [`# ${label(sentence)}`, code(sentence.phrase), sentence.docs];
    if (sentence.retired !== null) {
        parts.push(`> **Retired**: ${sentence.retired}`);
    }
    if (sentence.deprecated !== null) {
        parts.push(`> **Deprecated**: ${sentence.deprecated}`);
    }
    if (sentence.examples.length > 0) {
        parts.push('## For example', code(sentence.examples.join('\n')));
    }
    if (sentence.holes.length > 0) {
        const rows = sentence.holes.flatMap(({ name, types }) =>
            types.map(({ platforms: on, type }) => `| \`${name}\` | ${cell(type)} | ${on.map((one) => PLATFORMS[one] ?? one).join(', ') || 'all'} |`),
        );
        parts.push('## What can stand in it', ['| Place | Takes | On |', '| --- | --- | --- |', ...rows].join('\n'));
    }
    const facts = [
        ['Admin centre', path(sentence)],
        ['Stands in', sentence.blocks.map((block) => `\`${block}\``).join(', ')],
        ['Platforms', platforms(sentence)],
        ['Graph', sentence.graph.map(property).join('<br>')],
        ['API', sentence.beta ? 'beta' : 'v1.0'],
        ['Source', sentence.sources.map(cell).join('<br>')],
    ].filter(([, value]) => value !== '');
    parts.push('## Where it is', ['| | |', '| --- | --- |', ...facts.map(([name, value]) => `| ${name} | ${value} |`)].join('\n'));
    return `${parts.join('\n\n')}\n`;
}

function property({ path, default: usual, platforms: on }: Sentence['graph'][number]): string {
    const where = on.length > 0 ? ` on ${on.map((one) => PLATFORMS[one] ?? one).join(', ')}` : '';
    const value = usual === null || usual === undefined ? '' : `, \`${cell(JSON.stringify(usual))}\` when nothing is said`;
    return `\`${path}\`${where}${value}`;
}

function code(text: string): string {
    return `\`\`\`mam\n${text}\n\`\`\``;
}

function cell(text: string): string {
    return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

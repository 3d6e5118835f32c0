// The report of a project: what its manifests and the problems say, as HTML without a script. Must not know the editor, so that it can
// be tested.

export interface Manifest {
    tenant: { name: string; id: string | null };
    objects: ManifestObject[];
}

export interface ManifestObject {
    path: string;
    name: string;
    source: { file: string; line: number; column: number };
    api: string;
    method: string;
    endpoint: string;
    needs: string[];
    references: { in?: string; pointer: string; kind: string; name: string }[];
}

export interface Problem {
    code: string;
    severity: string;
    message: string;
    file: string | null;
    range: { start: { line: number; column: number } } | null;
    help: string | null;
}

export interface Report {
    /** The project's name. */
    project: string;
    manifests: Manifest[];
    problems: Problem[];
    /** Why there is no manifest, when the command itself failed. */
    failure: string | undefined;
}

export interface Page {
    /** The stylesheet's address. */
    style: string;
    /** The source that may have styles. */
    source: string;
    /** A link that a click on a place follows. */
    open(file: string, line: number, column: number): string;
    /** A link that explains a code. */
    explain(code: string): string;
    /** A link that runs a command. */
    command(name: string): string;
}

const SEVERITIES = [
    { name: 'error', one: 'error', many: 'errors' },
    { name: 'warning', one: 'warning', many: 'warnings' },
    { name: 'info', one: 'note', many: 'notes' },
    { name: 'hint', one: 'hint', many: 'hints' },
];

/** The whole page. */
export function html(report: Report, page: Page): string {
    const csp = `default-src 'none'; style-src ${page.source}`;
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(csp)}">
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="${escape(page.style)}">
<title>Report</title>
</head>
<body>
<h1>${escape(report.project)}</h1>
${summary(report)}
${report.failure === undefined ? '' : `<p class="failure">${escape(report.failure)}</p>`}
${report.manifests.map((manifest) => tenant(manifest, page)).join('\n')}
${problems(report.problems, page)}
<p class="foot">As the files are saved. <a href="${page.command('mam.compile')}">Compile to a folder</a> · <a href="${page.command('mam.showReport')}">Make it anew</a></p>
</body>
</html>
`;
}

function summary({ manifests, problems }: Report): string {
    const objects = manifests.reduce((sum, manifest) => sum + manifest.objects.length, 0);
    const counts = SEVERITIES.map(({ name, one, many }) => ({ name, text: counted(problems.filter((problem) => problem.severity === name).length, one, many) }));
    const badges = [
        `<span class="badge">${counted(manifests.length, 'tenant', 'tenants')}</span>`,
        `<span class="badge">${counted(objects, 'object', 'objects')}</span>`,
        ...counts.filter(({ text }) => !text.startsWith('0 ')).map(({ name, text }) => `<a class="badge ${name}" href="#problems">${text}</a>`),
    ];
    return `<p class="badges">${badges.join(' ')}</p>`;
}

function tenant(manifest: Manifest, page: Page): string {
    const id = manifest.tenant.id === null ? '' : ` <code>${escape(manifest.tenant.id)}</code>`;
    const names = new Map(manifest.objects.map((object) => [object.path, object.name]));
    const rows = manifest.objects.map((object, index) => row(object, index, names, page));
    return `<section>
<h2>Tenant ${escape(manifest.tenant.name)}${id}</h2>
<p>What is to be sent, in this order:</p>
<table>
<thead><tr><th class="number">#</th><th>Object</th><th>Needs first</th><th>Written in</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
${references(manifest)}
</section>`;
}

function row(object: ManifestObject, index: number, names: Map<string, string>, page: Page): string {
    const { file, line, column } = object.source;
    const needs = object.needs.map((path) => escape(names.get(path) ?? path)).join('<br>');
    return `<tr>
<td class="number">${index + 1}</td>
<td><b>${escape(object.name)}</b><br><span class="quiet"><code>${escape(object.method)} ${escape(object.endpoint)}</code> (${escape(object.api)})</span></td>
<td>${needs || '<span class="quiet">nothing</span>'}</td>
<td class="place">${place(file, line, column, page)}</td>
</tr>`;
}

/** The names that are still to be looked up in the tenant, each once, with the objects that use them. */
function references(manifest: Manifest): string {
    const users = new Map<string, { kind: string; name: string; objects: Set<string> }>();
    for (const object of manifest.objects) {
        for (const { kind, name } of object.references) {
            const key = `${kind} ${name}`;
            const known = users.get(key) ?? { kind, name, objects: new Set<string>() };
            known.objects.add(object.name);
            users.set(key, known);
        }
    }
    if (users.size === 0) {
        return '<p>No name is left to look up in the tenant.</p>';
    }
    const rows = [...users.values()].map(
        ({ kind, name, objects }) => `<tr><td>${escape(kind)}</td><td><b>${escape(name)}</b></td><td>${[...objects].map(escape).join('<br>')}</td></tr>`,
    );
    return `<h3>Names to look up in the tenant</h3>
<table>
<thead><tr><th>Kind</th><th>Name</th><th>Used by</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}

function problems(found: Problem[], page: Page): string {
    if (found.length === 0) {
        return '<h2 id="problems">Problems</h2>\n<p>None.</p>';
    }
    const sections = SEVERITIES.map(({ name, many }) => {
        const own = found.filter((problem) => problem.severity === name);
        if (own.length === 0) {
            return '';
        }
        const items = own.map((problem) => {
            const at = problem.file === null || problem.range === null ? '' : `<br>${place(problem.file, problem.range.start.line, problem.range.start.column, page)}`;
            const help = problem.help === null ? '' : `<br><span class="quiet">${escape(problem.help)}</span>`;
            return `<li class="${name}"><a class="code" href="${page.explain(problem.code)}">${escape(problem.code)}</a> ${escape(problem.message)}${help}${at}</li>`;
        });
        // Notes are many, and say little that is new: they are there when asked for.
        const open = name === 'error' || name === 'warning' ? ' open' : '';
        return `<details${open}><summary>${counted(own.length, many.slice(0, -1), many)}</summary>\n<ul>\n${items.join('\n')}\n</ul>\n</details>`;
    });
    return `<h2 id="problems">Problems</h2>\n${sections.filter((section) => section !== '').join('\n')}`;
}

function place(file: string, line: number, column: number, page: Page): string {
    return `<a href="${escape(page.open(file, line, column))}">${escape(file)}:${line}</a>`;
}

function counted(count: number, one: string, many: string): string {
    return `${count} ${count === 1 ? one : many}`;
}

/** Names come from policies, and policies from anywhere: none of them becomes markup. */
export function escape(text: string): string {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

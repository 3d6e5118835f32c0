// The objects that the server tells, as one document: text, and where what stands. Must not know the editor, so that it can be tested.

export interface Position {
    line: number;
    character: number;
}

export interface Range {
    start: Position;
    end: Position;
}

export interface Place {
    uri: string;
    range: Range;
}

/** What of a JSON text a sentence writes. */
export interface Span {
    range: Range;
    property: string;
    sentence: Place;
    via: Place | null;
    current: boolean;
}

export interface GraphObject {
    title: string;
    tenant: string;
    path: string;
    api: string;
    method: string;
    endpoint: string;
    source: Place;
    json: string;
    spans: Span[];
    actions: { name: string; json: string; spans: Span[] }[];
}

/** The answer to `mam/json`. */
export interface GraphJson {
    reason: string | null;
    tenants: string[];
    title: string | null;
    omitted: number;
    objects: GraphObject[];
}

/** A line above an object: what is sent where. */
export interface Heading {
    line: number;
    title: string;
}

export interface Layout {
    text: string;
    spans: Span[];
    headings: Heading[];
}

/** One JSON object with a member for each object of the answer and for each call that follows it, under the path of its file. */
export function lay(answer: GraphJson): Layout {
    const lines: string[] = [];
    const spans: Span[] = [];
    const headings: Heading[] = [];
    if (answer.reason !== null) {
        lines.push(...wrapped(answer.reason).map((line) => `// ${line}`));
    }
    if (answer.objects.length === 0) {
        if (answer.reason === null) {
            lines.push('// Nothing here becomes an object of Graph. Put the cursor into a policy.');
        }
        return { text: `${lines.join('\n')}\n`, spans, headings };
    }
    lines.push('{');
    const members = answer.objects.flatMap((object) => [
        { ...object, key: object.path, title: `${object.method} ${object.endpoint} (${object.api})` },
        ...object.actions.map((action) => ({ ...action, key: `${object.path} then ${action.name}`, title: `then: POST ${object.endpoint}/{id}/${action.name}` })),
    ]);
    members.forEach((member, index) => {
        const head = `  ${JSON.stringify(member.key)}: `;
        const first = lines.length;
        headings.push({ line: first, title: member.title });
        const body = member.json.split('\n').map((line, at) => (at === 0 ? head : '  ') + line);
        body[body.length - 1] += index + 1 < members.length ? ',' : '';
        lines.push(...body);
        const move = (at: Position): Position => ({
            line: at.line + first,
            character: at.character + (at.line === 0 ? head.length : 2),
        });
        spans.push(...member.spans.map((span) => ({ ...span, range: { start: move(span.range.start), end: move(span.range.end) } })));
    });
    lines.push('}');
    if (answer.omitted > 0) {
        lines.push(`// ${answer.omitted} more objects are not shown: "mam: Compile to Graph JSON" writes all of them.`);
    }
    return { text: `${lines.join('\n')}\n`, spans, headings };
}

/** A text in lines that fit beside a source. */
function wrapped(text: string): string[] {
    return text.split('\n').flatMap((line) => line.match(/\S.{0,44}(?=\s|$)|\S+/g) ?? ['']);
}

/** The spans around a position, the innermost first. */
export function around(spans: Span[], at: Position): Span[] {
    const size = ({ start, end }: Range): [number, number] => [end.line - start.line, end.character - start.character];
    const found = spans.filter(({ range }) => !before(at, range.start) && !before(range.end, at));
    return found.sort((one, other) => size(one.range)[0] - size(other.range)[0] || size(one.range)[1] - size(other.range)[1]);
}

/** The spans that a place of a source writes: a sentence there, or an `include` that brings it. */
export function written(spans: Span[], uri: string, at: Position): Span[] {
    const here = (place: Place | null) =>
        place !== null && place.uri === uri && !before(at, place.range.start) && !before(place.range.end, at);
    const own = spans.filter((span) => here(span.sentence));
    return own.length > 0 ? own : spans.filter((span) => here(span.via));
}

function before(one: Position, other: Position): boolean {
    return one.line < other.line || (one.line === other.line && one.character < other.character);
}

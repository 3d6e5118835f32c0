// The Graph JSON of what the cursor is in, beside the source: follows the cursor and every edit, and lights a sentence and what it
// writes together, from either side.

import * as vscode from 'vscode';
import type { Server } from '../server';
import { around, type GraphJson, type GraphObject, lay, type Layout, type Place, type Position, type Span, written } from './layout';

const SCHEME = 'mam-json';
/** Longer than between two keys of a fast typist, shorter than one notices. */
const WAIT = 120;

/** One source, and the document beside it. */
interface View {
    source: vscode.Uri;
    uri: vscode.Uri;
    /** The tenant that is shown, once the person chose one. */
    tenant: string | undefined;
    answer: GraphJson | undefined;
    layout: Layout;
    /** Where the cursor of the source is. */
    at: vscode.Position;
    asked: number;
}

export class JsonView implements vscode.Disposable, vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.DefinitionProvider, vscode.HoverProvider {
    private readonly views = new Map<string, View>();
    private readonly textChanged = new vscode.EventEmitter<vscode.Uri>();
    private readonly lensesChanged = new vscode.EventEmitter<void>();
    readonly onDidChange = this.textChanged.event;
    readonly onDidChangeCodeLenses = this.lensesChanged.event;
    private timer: NodeJS.Timeout | undefined;
    private readonly lit = vscode.window.createTextEditorDecorationType({
        backgroundColor: new vscode.ThemeColor('editor.wordHighlightStrongBackground'),
        overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.wordHighlightStrongForeground'),
        borderRadius: '2px',
    });
    private readonly registrations: vscode.Disposable;

    constructor(private readonly server: Server) {
        const own = { scheme: SCHEME };
        this.registrations = vscode.Disposable.from(
            this.lit,
            vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
            vscode.languages.registerCodeLensProvider(own, this),
            vscode.languages.registerDefinitionProvider(own, this),
            vscode.languages.registerHoverProvider(own, this),
            vscode.commands.registerCommand('mam.json.tenant', (uri: string) => this.chooseTenant(uri)),
            vscode.workspace.onDidChangeTextDocument(({ document }) => document.languageId === 'mam' && this.soon()),
            vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.moved(textEditor)),
            vscode.window.onDidChangeVisibleTextEditors(() => this.soon()),
            vscode.workspace.onDidCloseTextDocument((closed) => closed.uri.scheme === SCHEME && this.views.delete(closed.uri.query)),
            // The server is up again, and knows more than an empty page.
            server.onDidChange(() => server.state.kind === 'running' && !server.checking && this.soon()),
        );
    }

    /** Opens the JSON of the active source beside it; from a lens, of the block below that. */
    async show(lens?: unknown, at?: Position): Promise<void> {
        const named = typeof lens === 'string' ? vscode.Uri.parse(lens).toString() : undefined;
        const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === named) ?? vscode.window.activeTextEditor;
        if (editor === undefined || editor.document.languageId !== 'mam') {
            void vscode.window.showInformationMessage('Open a .mam file first, and put the cursor into a policy.');
            return;
        }
        if (named !== undefined && at !== undefined) {
            const cursor = new vscode.Position(at.line, at.character);
            editor.selection = new vscode.Selection(cursor, cursor);
        }
        const source = editor.document.uri;
        const name = source.path.slice(source.path.lastIndexOf('/') + 1).replace(/\.mam$/, '');
        const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.graph.jsonc`, query: source.toString() });
        const view = this.views.get(source.toString()) ?? {
            source,
            uri,
            tenant: undefined,
            answer: undefined,
            layout: { text: '', spans: [], headings: [] },
            at: editor.selection.active,
            asked: 0,
        };
        view.at = editor.selection.active;
        this.views.set(source.toString(), view);
        await this.refresh(view);
        const document = await vscode.workspace.openTextDocument(uri);
        await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
        this.light();
    }

    provideTextDocumentContent(uri: vscode.Uri): string {
        const view = this.views.get(uri.query);
        if (view !== undefined) {
            return view.layout.text;
        }
        // A window that was opened again.
        const source = vscode.Uri.parse(uri.query);
        const fresh: View = { source, uri, tenant: undefined, answer: undefined, layout: lay(nothing(null)), at: new vscode.Position(0, 0), asked: 0 };
        this.views.set(uri.query, fresh);
        this.soon();
        return fresh.layout.text;
    }

    provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
        const view = this.views.get(document.uri.query);
        if (view === undefined) {
            return [];
        }
        const at = (line: number) => new vscode.Range(line, 0, line, 0);
        const lenses = view.layout.headings.map(({ line, title }) => new vscode.CodeLens(at(line), { title, command: '' }));
        const tenants = view.answer?.tenants ?? [];
        if (tenants.length > 1) {
            const shown = view.answer?.objects[0]?.tenant ?? tenants[0];
            const title = `tenant ${shown} (choose another)`;
            lenses.unshift(new vscode.CodeLens(at(0), { title, command: 'mam.json.tenant', arguments: [view.source.toString()] }));
        }
        return lenses;
    }

    provideDefinition(document: vscode.TextDocument, at: vscode.Position): vscode.Location[] {
        const spans = around(this.views.get(document.uri.query)?.layout.spans ?? [], at);
        return innermost(spans).map(({ sentence }) => new vscode.Location(vscode.Uri.parse(sentence.uri), range(sentence)));
    }

    async provideHover(document: vscode.TextDocument, at: vscode.Position): Promise<vscode.Hover | undefined> {
        const spans = innermost(around(this.views.get(document.uri.query)?.layout.spans ?? [], at));
        const first = spans[0];
        if (first === undefined) {
            return undefined;
        }
        const text = new vscode.MarkdownString();
        for (const span of spans) {
            text.appendMarkdown(`Written by [${label(span.sentence)}](${link(span.sentence)}):\n`);
            text.appendCodeblock(await textOf(span.sentence), 'mam');
            if (span.via !== null) {
                text.appendMarkdown(`through [${label(span.via)}](${link(span.via)}):\n`);
                text.appendCodeblock(await textOf(span.via), 'mam');
            }
        }
        return new vscode.Hover(text, toRange(first.range));
    }

    dispose(): void {
        clearTimeout(this.timer);
        this.registrations.dispose();
        this.textChanged.dispose();
        this.lensesChanged.dispose();
    }

    /** Asks again once nothing happened for a moment. */
    private soon(): void {
        if (this.views.size > 0) {
            clearTimeout(this.timer);
            this.timer = setTimeout(() => void this.refreshAll(), WAIT);
        }
    }

    private async refreshAll(): Promise<void> {
        // What nobody sees need not follow: it does when it is seen again.
        const seen = new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString()));
        await Promise.all([...this.views.values()].filter(({ uri }) => seen.has(uri.toString())).map((view) => this.refresh(view)));
        this.light();
    }

    private async refresh(view: View): Promise<void> {
        view.asked += 1;
        const asked = view.asked;
        const answer = await this.answer(view);
        if (asked !== view.asked) {
            return;
        }
        const before = view.layout.text;
        view.answer = answer;
        view.layout = lay(answer);
        if (view.layout.text !== before) {
            this.textChanged.fire(view.uri);
        }
        this.lensesChanged.fire();
    }

    private async answer(view: View): Promise<GraphJson> {
        const position = { line: view.at.line, character: view.at.character };
        const about = { textDocument: { uri: view.source.toString() }, position };
        // Of several tenants one is shown: the others differ in a few values, and would bury them.
        const tenant = view.tenant ?? view.answer?.objects[0]?.tenant;
        try {
            let answer = await this.server.ask<GraphJson>('mam/json', tenant === undefined ? about : { ...about, tenant });
            if (answer !== undefined && tenant !== undefined && !answer.tenants.includes(tenant)) {
                // It is called otherwise by now.
                view.tenant = undefined;
                answer = await this.server.ask<GraphJson>('mam/json', about);
            }
            if (answer === undefined) {
                return nothing('mam is not running. The command "mam: Restart the Server" starts it again.');
            }
            const shown = answer.objects[0]?.tenant;
            return { ...answer, objects: answer.objects.filter((object) => object.tenant === shown).map(spelled) };
        } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            // The code of the protocol for a method that is not there: the program is older than the extension.
            const old = (error as { code?: number }).code === -32601;
            return nothing(old ? 'This version of mam cannot show JSON in the editor: take a newer one.' : message);
        }
    }

    private async chooseTenant(source: string): Promise<void> {
        const view = this.views.get(source);
        const chosen = await vscode.window.showQuickPick(view?.answer?.tenants ?? [], { placeHolder: 'For which tenant?' });
        if (view !== undefined && chosen !== undefined) {
            view.tenant = chosen;
            await this.refresh(view);
            this.light();
        }
    }

    private moved(editor: vscode.TextEditor): void {
        const { uri } = editor.document;
        const view = this.views.get(uri.toString());
        if (view !== undefined) {
            view.at = editor.selection.active;
            this.soon();
            this.light();
        } else if (uri.scheme === SCHEME && editor === vscode.window.activeTextEditor) {
            const mine = this.views.get(uri.query);
            const spans = innermost(around(mine?.layout.spans ?? [], editor.selection.active));
            this.lightSpans(mine, spans, 'source');
        }
    }

    /** Lights what the cursor's sentence writes. */
    private light(): void {
        for (const view of this.views.values()) {
            const active = vscode.window.activeTextEditor?.document.uri;
            if (active?.scheme !== SCHEME) {
                this.lightSpans(view, written(view.layout.spans, view.source.toString(), view.at), 'json');
            }
        }
    }

    private lightSpans(view: View | undefined, spans: Span[], reveal: 'source' | 'json'): void {
        if (view === undefined) {
            return;
        }
        for (const editor of vscode.window.visibleTextEditors) {
            const uri = editor.document.uri.toString();
            if (uri === view.uri.toString()) {
                this.mark(editor, spans.map((span) => toRange(span.range)), reveal === 'json');
            } else if (editor.document.languageId === 'mam') {
                const places = spans.flatMap((span) => (span.via === null ? [span.sentence] : [span.sentence, span.via]));
                this.mark(editor, places.filter((place) => place.uri === uri).map(range), reveal === 'source');
            }
        }
    }

    private mark(editor: vscode.TextEditor, ranges: vscode.Range[], reveal: boolean): void {
        editor.setDecorations(this.lit, ranges);
        const first = ranges[0];
        const visible = (range: vscode.Range) => editor.visibleRanges.some((shown) => shown.contains(range.start));
        if (reveal && first !== undefined && !ranges.some(visible)) {
            editor.revealRange(first, vscode.TextEditorRevealType.InCenter);
        }
    }
}

function nothing(reason: string | null): GraphJson {
    return { reason, tenants: [], title: null, omitted: 0, objects: [] };
}

/** The same object with addresses as VS Code spells them, so that they can be compared: `file:///c%3A/…`, not `file:///C:/…`. */
function spelled(object: GraphObject): GraphObject {
    const place = (place: Place): Place => ({ ...place, uri: vscode.Uri.parse(place.uri).toString() });
    const spans = (spans: Span[]) =>
        spans.map((span) => ({ ...span, sentence: place(span.sentence), via: span.via === null ? null : place(span.via) }));
    const actions = object.actions.map((action) => ({ ...action, spans: spans(action.spans) }));
    return { ...object, spans: spans(object.spans), actions };
}

/** Those of the smallest range: several when several sentences add to it. */
function innermost(spans: Span[]): Span[] {
    const first = spans[0];
    return first === undefined ? [] : spans.filter((span) => toRange(span.range).isEqual(toRange(first.range)));
}

function toRange({ start, end }: Span['range']): vscode.Range {
    return new vscode.Range(start.line, start.character, end.line, end.character);
}

function range(place: Place): vscode.Range {
    return toRange(place.range);
}

function label(place: Place): string {
    const name = vscode.Uri.parse(place.uri).path;
    return `${name.slice(name.lastIndexOf('/') + 1)}, line ${place.range.start.line + 1}`;
}

function link(place: Place): string {
    return vscode.Uri.parse(place.uri).with({ fragment: `L${place.range.start.line + 1}` }).toString();
}

async function textOf(place: Place): Promise<string> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri));
    return document.getText(range(place));
}

// What comes with mam as documents: the files of `std`, the pages of codes, and the page of a sentence.

import * as vscode from 'vscode';
import type { Server } from './server';
import { document, run } from './run';

/** The scheme of the pages that this extension writes itself. */
const OWN = 'mam-page';

/** A link that explains a code. */
export function explainLink(code: string): vscode.Uri {
    return vscode.Uri.parse(`command:mam.explain?${encodeURIComponent(JSON.stringify([code]))}`);
}

interface Code {
    code: string;
    severity: string;
    title: string;
    page: string;
}

export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
    private readonly own = new Map<string, string>();
    private readonly changed = new vscode.EventEmitter<vscode.Uri>();
    readonly onDidChange = this.changed.event;
    private readonly registrations: vscode.Disposable;

    constructor(private readonly server: Server) {
        this.registrations = vscode.Disposable.from(
            vscode.workspace.registerTextDocumentContentProvider('mam', this),
            vscode.workspace.registerTextDocumentContentProvider(OWN, this),
            // A window that was opened again asks for its documents before the server is up.
            server.onDidChange(() => {
                if (server.state.kind === 'running') {
                    vscode.workspace.textDocuments.filter((open) => open.uri.scheme === 'mam').forEach((open) => this.changed.fire(open.uri));
                }
            }),
        );
    }

    async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
        if (uri.scheme === OWN) {
            return this.own.get(uri.path) ?? 'This page was written in an earlier session: ask for it again.';
        }
        try {
            const text = await this.server.ask<string>('mam/text', { uri: uri.toString() }, token);
            return text ?? '// mam is not running: restart it with the command "mam: Restart the Server"\n';
        } catch (error) {
            return `// ${error instanceof Error ? error.message : String(error)}\n`;
        }
    }

    /** Shows a page of Markdown, rendered. */
    async show(name: string, text: string): Promise<void> {
        const uri = vscode.Uri.from({ scheme: OWN, path: `/${name.replaceAll('/', '∕')}.md` });
        this.own.set(uri.path, text);
        this.changed.fire(uri);
        await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
    }

    /** Explains a code; asks which one when none is given. */
    async explain(code?: string): Promise<void> {
        const program = this.server.program();
        if (program === undefined) {
            return;
        }
        const asked = typeof code === 'string' ? [code] : [];
        const { codes = [], failure } = document<{ codes?: Code[] }>(await run(program, ['explain', ...asked, '--format', 'json'], undefined));
        if (failure !== undefined) {
            void vscode.window.showErrorMessage(failure);
            return;
        }
        const chosen = asked.length > 0 ? codes[0] : await choose(codes);
        if (chosen !== undefined) {
            await this.show(chosen.code, `# ${chosen.code}: ${chosen.title}\n\n*${said(chosen.severity)}*\n\n${chosen.page}\n`);
        }
    }

    dispose(): void {
        this.registrations.dispose();
        this.changed.dispose();
    }
}

/** A severity as the editor calls it. */
function said(severity: string): string {
    return severity === 'info' ? 'Note' : severity.charAt(0).toUpperCase() + severity.slice(1);
}

async function choose(codes: Code[]): Promise<Code | undefined> {
    // The codes that stand in the open file are the likely ones.
    const uri = vscode.window.activeTextEditor?.document.uri;
    const here = new Set(uri === undefined ? [] : vscode.languages.getDiagnostics(uri).map(codeOf));
    const item = (code: Code) => ({ label: code.code, description: code.title, detail: here.has(code.code) ? 'in this file' : undefined, code });
    const known = codes.map((code) => ({ ...item(code), detail: here.has(code.code) ? 'in this file' : '' }));
    known.sort((one, other) => Number(here.has(other.label)) - Number(here.has(one.label)));
    const picked = await vscode.window.showQuickPick(known, { placeHolder: 'Which code? Type its number or a word of its title', matchOnDescription: true });
    return picked?.code;
}

function codeOf(diagnostic: vscode.Diagnostic): string {
    return String(typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code);
}

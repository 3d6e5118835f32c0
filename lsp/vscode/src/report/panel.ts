// The report as a panel: made by the command itself, from the files as they are saved, and made anew whenever one is saved.

import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { chooseProject, type Project } from '../projects';
import { document, run } from '../run';
import type { Server } from '../server';
import { html, type Manifest, type Page, type Problem, type Report } from './model';

export class ReportPanel implements vscode.Disposable {
    private panel: vscode.WebviewPanel | undefined;
    private project: Project | undefined;
    private made = 0;
    private readonly registrations: vscode.Disposable;

    constructor(
        private readonly extension: vscode.Uri,
        private readonly server: Server,
    ) {
        this.registrations = vscode.Disposable.from(
            vscode.workspace.onDidSaveTextDocument((saved) => saved.languageId === 'mam' && void this.update()),
            vscode.commands.registerCommand('mam.report.open', (file: string, line: number, column: number) => this.open(file, line, column)),
        );
    }

    async show(): Promise<void> {
        // From the panel itself no editor is active: it stays with its project.
        const near = vscode.window.activeTextEditor?.document.uri;
        const project = near === undefined && this.project !== undefined ? this.project : await chooseProject(near);
        if (project === undefined || this.server.program() === undefined) {
            return;
        }
        this.project = project;
        if (this.panel === undefined) {
            const options = { enableCommandUris: ['mam.report.open', 'mam.explain', 'mam.compile', 'mam.showReport'], localResourceRoots: [vscode.Uri.joinPath(this.extension, 'media')] };
            this.panel = vscode.window.createWebviewPanel('mam.report', 'mam: report', vscode.ViewColumn.Beside, options);
            this.panel.iconPath = vscode.Uri.joinPath(this.extension, 'icons', 'file.svg');
            this.panel.onDidDispose(() => (this.panel = undefined));
        } else {
            this.panel.reveal(undefined, true);
        }
        await this.update();
    }

    dispose(): void {
        this.registrations.dispose();
        this.panel?.dispose();
    }

    private async update(): Promise<void> {
        const found = this.server.locate();
        if (this.panel === undefined || this.project === undefined || 'missing' in found) {
            return;
        }
        this.made += 1;
        const mine = this.made;
        const report = await make(found.program, this.project);
        if (mine === this.made && this.panel !== undefined) {
            this.panel.title = `Report: ${report.project}`;
            this.panel.webview.html = html(report, this.page(this.panel.webview));
        }
    }

    private page(webview: vscode.Webview): Page {
        const command = (name: string, ...args: unknown[]) => `command:${name}${args.length === 0 ? '' : `?${encodeURIComponent(JSON.stringify(args))}`}`;
        return {
            style: webview.asWebviewUri(vscode.Uri.joinPath(this.extension, 'media', 'report.css')).toString(),
            source: webview.cspSource,
            open: (file, line, column) => command('mam.report.open', file, line, column),
            explain: (code) => command('mam.explain', code),
            command,
        };
    }

    private async open(file: string, line: number, column: number): Promise<void> {
        if (this.project === undefined) {
            return;
        }
        // What comes with mam is shown from the server, everything else from the disk.
        const standard = /^std\/\w+\.mam$/.test(file) ? vscode.Uri.parse(`mam:/${file}`) : undefined;
        const uri = standard ?? vscode.Uri.file(path.resolve(this.project.path, file));
        const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
        await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One, selection: new vscode.Range(at, at) });
    }
}

/** Compiles the project to a folder of its own, and reads what was written. */
async function make(program: string, project: Project): Promise<Report> {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'mam-report-'));
    try {
        const out = path.join(folder, 'out');
        const answer = document<{ diagnostics?: Problem[] }>(await run(program, ['compile', '.', '--out', out, '--format', 'json'], project.path));
        return { project: project.name, manifests: await manifests(out), problems: answer.diagnostics ?? [], failure: answer.failure };
    } catch (error) {
        const failure = error instanceof Error ? error.message : String(error);
        return { project: project.name, manifests: [], problems: [], failure };
    } finally {
        await fs.rm(folder, { recursive: true, force: true });
    }
}

async function manifests(out: string): Promise<Manifest[]> {
    const tenants = await fs.readdir(out).catch(() => []);
    const texts = tenants.sort().map((tenant) => fs.readFile(path.join(out, tenant, 'manifest.json'), 'utf8').catch(() => undefined));
    const found = (await Promise.all(texts)).filter((text) => text !== undefined);
    return found.map((text) => JSON.parse(text) as Manifest);
}

// What VS Code calls: makes the parts, and joins the commands to them.

import * as vscode from 'vscode';
import { findSentence } from './commands/findSentence';
import { importExport } from './commands/importExport';
import { newPolicy } from './commands/newPolicy';
import type { Position } from './json/layout';
import { JsonView } from './json/view';
import { showLevel } from './levels';
import { Pages } from './pages';
import { ReportPanel } from './report/panel';
import { Server } from './server';
import { Status } from './status';
import { Tasks } from './tasks';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
    const extension = context.extensionUri;
    const output = vscode.window.createOutputChannel('mam', { log: true });
    const started = new Server(extension, output);
    server = started;
    const pages = new Pages(started);
    const json = new JsonView(started);
    const report = new ReportPanel(extension, started);
    const status = new Status(started);
    const tasks = new Tasks(started);
    const commands: Record<string, (...args: never[]) => unknown> = {
        'mam.showJson': (lens?: unknown, at?: Position) => json.show(lens, at),
        'mam.showReport': () => report.show(),
        'mam.newPolicy': (folder?: vscode.Uri) => newPolicy(extension, folder),
        'mam.findSentence': () => findSentence(started, pages),
        'mam.importExport': (named?: vscode.Uri, several?: vscode.Uri[]) => importExport(started, pages, named, several),
        'mam.explain': (code?: string) => pages.explain(code),
        'mam.compile': () => tasks.compile(),
        'mam.restart': () => started.restart(),
        'mam.showOutput': () => output.show(),
        'mam.choosePath': () => choosePath(),
        'mam.status': () => status.menu(),
        'mam.walkthrough': () => vscode.commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#firstPolicy`, false),
    };
    context.subscriptions.push(
        output,
        started,
        pages,
        json,
        report,
        status,
        vscode.tasks.registerTaskProvider('mam', tasks),
        // Only the server's lenses call it, with what it is to show.
        vscode.commands.registerCommand('mam.showLevel', (_uri, _at, level, differences) => showLevel(level, differences)),
        ...Object.entries(commands).map(([name, command]) => vscode.commands.registerCommand(name, said(command))),
        vscode.workspace.onDidChangeConfiguration((change) => {
            // The others are told to the server as they change.
            if (change.affectsConfiguration('mam.path')) {
                void started.restart();
            }
        }),
        // Trust lets the setting of the folder count.
        vscode.workspace.onDidGrantWorkspaceTrust(() => void started.restart()),
        vscode.workspace.onDidChangeTextDocument(noteSentence),
    );
    // For the walkthrough's first step: VS Code's own context does not tick it off when the folder was open before.
    void vscode.commands.executeCommand('setContext', 'mam.folderOpen', (vscode.workspace.workspaceFolders?.length ?? 0) > 0);
    await started.start();
}

export async function deactivate(): Promise<void> {
    await server?.stop();
}

/** A command that says why it failed: nobody reads a log for that. */
function said(command: (...args: never[]) => unknown): (...args: never[]) => Promise<unknown> {
    return async (...args) => {
        try {
            return await command(...args);
        } catch (error) {
            void vscode.window.showErrorMessage(`mam: ${error instanceof Error ? error.message : String(error)}`);
            return undefined;
        }
    };
}

async function choosePath(): Promise<void> {
    const picked = await vscode.window.showOpenDialog({ canSelectFiles: true, openLabel: 'Use this program', title: 'The program mam' });
    const program = picked?.[0];
    if (program !== undefined) {
        // The change of the setting starts the server again.
        await vscode.workspace.getConfiguration('mam').update('path', program.fsPath, vscode.ConfigurationTarget.Global);
    }
}

let noted = false;

/** Marks the walkthrough's step of writing as done once somebody writes a line in a block. */
function noteSentence({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const typed = contentChanges.some(({ text }) => text.length > 0 && text.length < 200);
    if (!noted && typed && document.languageId === 'mam' && document.uri.scheme === 'file' && document.isDirty) {
        noted = true;
        void vscode.commands.executeCommand('setContext', 'mam.wroteSentence', true);
    }
}

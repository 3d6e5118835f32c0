// Imports exported policies into a folder of this project, and shows what became of them. Nothing is overwritten without a question.

import * as vscode from 'vscode';
import { type Imported, line, page } from '../imported';
import type { Pages } from '../pages';
import { document, run } from '../run';
import type { Server } from '../server';

/** `named` are the files or the folder that the command was called on. */
export async function importExport(server: Server, pages: Pages, named?: vscode.Uri, several?: vscode.Uri[]): Promise<void> {
    const program = server.program();
    const exports = await chooseExports(named, several);
    if (program === undefined || exports === undefined) {
        return;
    }
    const folder = await chooseTarget();
    if (folder === undefined) {
        return;
    }
    const tenant = await vscode.window.showInputBox({
        title: 'Import exported policies',
        prompt: 'What do you call the tenant that they come from? A short name in small letters.',
        value: 'imported',
        ignoreFocusOut: true,
        validateInput: (text) => (/^[a-z][a-z0-9_]*$/.test(text.trim()) ? undefined : 'Small letters, digits and _, with a letter first'),
    });
    if (tenant === undefined) {
        return;
    }
    const args = ['import', ...exports.map(({ fsPath }) => fsPath), '--out', folder.fsPath, '--tenant', tenant.trim(), '--format', 'json'];
    let answer = await withProgress(program, args);
    if (answer?.failure?.includes('--force')) {
        const replace = 'Replace them';
        const asked = `There are imported sources in ${vscode.workspace.asRelativePath(folder)} already.`;
        const chosen = await vscode.window.showWarningMessage(asked, { modal: true, detail: 'Replacing them loses what was changed in them since.' }, replace);
        answer = chosen === replace ? await withProgress(program, [...args, '--force']) : undefined;
    }
    if (answer === undefined) {
        return;
    }
    if (answer.failure !== undefined) {
        void vscode.window.showErrorMessage(`Nothing was imported: ${answer.failure}`);
        return;
    }
    const first = answer.sources[0];
    if (first !== undefined) {
        await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, first));
    }
    await pages.show('Import', page(answer));
    void vscode.window.showInformationMessage(line(answer));
}

async function withProgress(program: string, args: string[]): Promise<(Imported & { failure?: string }) | undefined> {
    const options = { location: vscode.ProgressLocation.Notification, title: 'mam imports policies', cancellable: true };
    return vscode.window.withProgress(options, async (_, token) => {
        const stop = new AbortController();
        token.onCancellationRequested(() => stop.abort());
        try {
            return document<Imported>(await run(program, args, undefined, stop.signal));
        } catch (error) {
            if (!token.isCancellationRequested) {
                void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
            }
            return undefined;
        }
    });
}

async function chooseExports(named?: vscode.Uri, several?: vscode.Uri[]): Promise<vscode.Uri[] | undefined> {
    if (named instanceof vscode.Uri) {
        return Array.isArray(several) && several.length > 0 ? several : [named];
    }
    const kinds = [
        { label: '$(file) Files', detail: 'JSON files or ZIP archives that Graph, the admin centre or a backup tool wrote', files: true },
        { label: '$(folder) A folder', detail: 'All JSON files and ZIP archives in it and in its folders', files: false },
    ];
    const kind = await vscode.window.showQuickPick(kinds, { title: 'Import exported policies', placeHolder: 'What do you have?' });
    if (kind === undefined) {
        return undefined;
    }
    return vscode.window.showOpenDialog({
        canSelectFiles: kind.files,
        canSelectFolders: !kind.files,
        canSelectMany: true,
        openLabel: 'Import',
        ...(kind.files ? { filters: { 'Exported policies': ['json', 'zip'] } } : {}),
    });
}

async function chooseTarget(): Promise<vscode.Uri | undefined> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const target = (name: string, detail: string, uri: vscode.Uri) => ({ label: `$(folder) ${name}`, detail, uri });
    const into = folders.flatMap(({ name, uri }) => [
        target(`${name}/imported`, 'Beside the policies that are there: they become one project', vscode.Uri.joinPath(uri, 'imported')),
        target(`${name}-imported`, 'A project of its own, in a folder beside this one', vscode.Uri.joinPath(uri, '..', `${name}-imported`)),
    ]);
    const other = { label: '$(folder-opened) Another folder…', detail: 'One that you choose', uri: undefined };
    const chosen = await vscode.window.showQuickPick([...into, other], { title: 'Import exported policies', placeHolder: 'Where shall the sources go?' });
    if (chosen === undefined || chosen.uri !== undefined) {
        return chosen?.uri;
    }
    const picked = await vscode.window.showOpenDialog({ canSelectFiles: false, canSelectFolders: true, openLabel: 'Import into it' });
    return picked?.[0];
}

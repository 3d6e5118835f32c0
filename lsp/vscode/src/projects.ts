// Which folder is a project: the same answer as the server's, so that the report and the tasks speak of what the editor shows.

import * as vscode from 'vscode';

export interface Project {
    folder: vscode.WorkspaceFolder | undefined;
    /** The folder on the disk. */
    path: string;
    /** As it is shown to choose from. */
    name: string;
}

/** The projects of the opened folders: of folders inside each other that hold sources, the outermost. */
export async function projects(): Promise<Project[]> {
    const files = await vscode.workspace.findFiles('**/*.mam', '**/node_modules/**');
    const holding = new Set(files.filter(({ scheme }) => scheme === 'file').map((file) => vscode.Uri.joinPath(file, '..').path));
    const outermost = [...holding].filter((path) => !ancestors(path).some((above) => holding.has(above) && folderOf(above) !== undefined));
    return outermost.sort().map((path) => {
        const uri = vscode.Uri.file(path);
        const folder = vscode.workspace.getWorkspaceFolder(uri);
        const whole = folder !== undefined && folder.uri.path === path;
        return { folder, path: uri.fsPath, name: whole ? folder.name : vscode.workspace.asRelativePath(uri) };
    });
}

/** The project of a file, or the one the person chooses. */
export async function chooseProject(near: vscode.Uri | undefined): Promise<Project | undefined> {
    const known = await projects();
    if (near !== undefined && near.scheme === 'file') {
        const around = [near.path, ...ancestors(near.path)];
        const own = known.find(({ path }) => around.includes(vscode.Uri.file(path).path));
        if (own !== undefined) {
            return own;
        }
    }
    if (known.length === 0) {
        const create = 'New policy from a template';
        const chosen = await vscode.window.showInformationMessage('No opened folder has a .mam file yet.', create);
        if (chosen === create) {
            await vscode.commands.executeCommand('mam.newPolicy');
        }
        return undefined;
    }
    if (known.length === 1) {
        return known[0];
    }
    const items = known.map((project) => ({ label: project.name, project }));
    return (await vscode.window.showQuickPick(items, { placeHolder: 'Which project?' }))?.project;
}

/** Where new files go: the folder that is named, the one of the active file, or an opened one. */
export async function chooseFolder(named: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
    if (named !== undefined) {
        return named;
    }
    const active = vscode.window.activeTextEditor?.document.uri;
    if (active?.scheme === 'file') {
        return vscode.Uri.joinPath(active, '..');
    }
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length === 1) {
        return folders[0]?.uri;
    }
    if (folders.length > 1) {
        return (await vscode.window.showWorkspaceFolderPick({ placeHolder: 'Into which folder?' }))?.uri;
    }
    const open = 'Open a folder';
    if ((await vscode.window.showInformationMessage('Open a folder first: policies are files in it.', open)) === open) {
        await vscode.commands.executeCommand('workbench.action.files.openFolder');
    }
    return undefined;
}

function folderOf(path: string): vscode.WorkspaceFolder | undefined {
    return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path));
}

function ancestors(path: string): string[] {
    const parts = path.split('/');
    return parts.map((_, index) => parts.slice(0, index).join('/')).filter((above) => above !== '');
}

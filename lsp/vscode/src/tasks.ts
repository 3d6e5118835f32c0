// Tasks: `mam check` and `mam compile`, whose problems VS Code reads with the matcher of package.json.

import * as vscode from 'vscode';
import { chooseProject, projects } from './projects';
import type { Server } from './server';

interface Definition extends vscode.TaskDefinition {
    action: 'check' | 'compile';
    paths?: string[];
    out?: string;
    tenant?: string;
    denyWarnings?: boolean;
}

/** The arguments of a task. `github` is the one format with all of a problem on one line, which no width of a terminal breaks. */
export function argumentsOf(definition: Definition): string[] {
    const { action, paths = ['.'], out = 'out', tenant, denyWarnings = false } = definition;
    const where = action === 'compile' ? ['--out', out, ...(tenant === undefined ? [] : ['--tenant', tenant])] : [];
    return [action, ...paths, ...where, ...(denyWarnings ? ['--deny-warnings'] : []), '--format', 'github'];
}

export class Tasks implements vscode.TaskProvider {
    constructor(private readonly server: Server) {}

    async provideTasks(): Promise<vscode.Task[]> {
        const tasks = (await projects()).flatMap(({ folder, path }) => {
            if (folder === undefined) {
                return [];
            }
            const inside = vscode.workspace.asRelativePath(path, false);
            const own = path === folder.uri.fsPath;
            const paths = own ? {} : { paths: [inside] };
            const out = own ? {} : { out: `${inside}/out` };
            return [
                this.task({ type: 'mam', action: 'check', ...paths }, folder),
                this.task({ type: 'mam', action: 'compile', ...paths, ...out }, folder),
            ];
        });
        return tasks.filter((task) => task !== undefined);
    }

    resolveTask(task: vscode.Task): vscode.Task | undefined {
        return this.task(task.definition as Definition, task.scope);
    }

    /** Compiles a project, where it is run from the palette. */
    async compile(): Promise<void> {
        if (this.server.program() === undefined) {
            return;
        }
        const project = await chooseProject(vscode.window.activeTextEditor?.document.uri);
        if (project === undefined) {
            return;
        }
        await vscode.workspace.saveAll();
        const inside = vscode.workspace.asRelativePath(project.path, false);
        const own = inside === project.path || project.folder?.uri.fsPath === project.path;
        const where = own ? {} : { paths: [inside], out: `${inside}/out` };
        const task = this.task({ type: 'mam', action: 'compile', ...where }, project.folder);
        if (task !== undefined) {
            await vscode.tasks.executeTask(task);
        }
    }

    private task(definition: Definition, scope: vscode.Task['scope']): vscode.Task | undefined {
        const found = this.server.locate();
        if ('missing' in found || !['check', 'compile'].includes(definition.action)) {
            return undefined;
        }
        const name = [definition.action, ...(definition.paths ?? [])].join(' ');
        const execution = new vscode.ProcessExecution(found.program, argumentsOf(definition));
        const task = new vscode.Task(definition, scope ?? vscode.TaskScope.Workspace, name, 'mam', execution, '$mam');
        task.group = vscode.TaskGroup.Build;
        task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Dedicated, clear: true };
        task.detail = definition.action === 'check' ? 'Looks for mistakes in the whole project' : `Writes Graph JSON to ${definition.out ?? 'out'}`;
        return task;
    }
}

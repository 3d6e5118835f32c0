// The item in the status bar: whether mam runs, is checking, and how many problems there are; a click offers what can be done.

import * as vscode from 'vscode';
import type { Server } from './server';

export class Status implements vscode.Disposable {
    private readonly item = vscode.window.createStatusBarItem('mam.status', vscode.StatusBarAlignment.Left, 0);
    private readonly registrations: vscode.Disposable;
    private timer: NodeJS.Timeout | undefined;

    constructor(private readonly server: Server) {
        this.item.name = 'mam';
        this.item.command = 'mam.status';
        this.registrations = vscode.Disposable.from(
            this.item,
            server.onDidChange(() => this.soon()),
            vscode.languages.onDidChangeDiagnostics(() => this.soon()),
            vscode.window.onDidChangeVisibleTextEditors(() => this.soon()),
        );
        this.update();
    }

    /** What can be done, to choose from. */
    async menu(): Promise<void> {
        const commands: (vscode.QuickPickItem & { command?: string })[] = [
            { label: '$(json) Show Graph JSON beside', command: 'mam.showJson' },
            { label: '$(list-tree) Show the report', command: 'mam.showReport' },
            { label: '$(warning) Show the problems', command: 'workbench.actions.view.problems' },
            { label: '$(search) Find a sentence', command: 'mam.findSentence' },
            { label: '$(new-file) New policy from a template', command: 'mam.newPolicy' },
            { label: 'The server', kind: vscode.QuickPickItemKind.Separator },
            { label: '$(debug-restart) Restart it', command: 'mam.restart' },
            { label: '$(output) Show its output', command: 'mam.showOutput' },
            { label: '$(folder-opened) Choose the program', command: 'mam.choosePath' },
        ];
        const chosen = await vscode.window.showQuickPick(commands, { title: this.says(), placeHolder: 'What next?' });
        if (chosen?.command !== undefined) {
            await vscode.commands.executeCommand(chosen.command);
        }
    }

    dispose(): void {
        clearTimeout(this.timer);
        this.registrations.dispose();
    }

    /** Checks are short: what comes and goes at once would only flicker. */
    private soon(): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.update(), 150);
    }

    private update(): void {
        const { kind } = this.server.state;
        const broken = kind === 'missing' || kind === 'failed';
        const open = vscode.window.visibleTextEditors.some(({ document }) => document.languageId === 'mam');
        if (!open && !broken) {
            this.item.hide();
            return;
        }
        const { errors, warnings, notes } = count();
        if (broken) {
            this.item.text = '$(error) mam is not running';
        } else if (kind !== 'running') {
            this.item.text = '$(loading~spin) mam: starting';
        } else if (this.server.checking) {
            this.item.text = '$(loading~spin) mam: checking';
        } else if (errors + warnings === 0) {
            this.item.text = '$(pass) mam: all is well';
        } else {
            const parts = [counted(errors, 'error'), counted(warnings, 'warning')];
            this.item.text = `$(${errors > 0 ? 'error' : 'warning'}) mam: ${parts.filter((part) => part !== '').join(', ')}`;
        }
        this.item.backgroundColor = broken ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
        const tooltip = new vscode.MarkdownString(undefined, true);
        tooltip.isTrusted = { enabledCommands: ['mam.restart', 'mam.showOutput', 'workbench.actions.view.problems'] };
        tooltip.appendText(this.says());
        const found = [counted(errors, 'error'), counted(warnings, 'warning'), counted(notes, 'note')].filter((part) => part !== '');
        tooltip.appendMarkdown(`\n\nIn the files that are open: ${found.join(', ') || 'no problems'}.\n\n`);
        tooltip.appendMarkdown('[Problems](command:workbench.actions.view.problems) · [Restart](command:mam.restart) · [Output](command:mam.showOutput)');
        this.item.tooltip = tooltip;
        this.item.accessibilityInformation = { label: `${this.item.text.replace(/\$\([^)]*\)\s*/, '')}. ${this.says()}`, role: 'button' };
        this.item.show();
    }

    private says(): string {
        const state = this.server.state;
        switch (state.kind) {
            case 'running':
                return `mam ${state.version ?? ''} is running (${state.program})`;
            case 'starting':
                return `mam is starting (${state.program})`;
            case 'stopped':
                return 'mam is stopped';
            default:
                return state.message;
        }
    }
}

function counted(count: number, what: string): string {
    return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
}

function count(): { errors: number; warnings: number; notes: number } {
    const found = vscode.languages.getDiagnostics().flatMap(([, diagnostics]) => diagnostics).filter(({ source }) => source === 'mam');
    const of = (...severities: vscode.DiagnosticSeverity[]) => found.filter(({ severity }) => severities.includes(severity)).length;
    const { Error, Warning, Information, Hint } = vscode.DiagnosticSeverity;
    return { errors: of(Error), warnings: of(Warning), notes: of(Information, Hint) };
}

// The language server: found, started, restarted, and what it is doing just now.

import * as vscode from 'vscode';
import {
    CloseAction,
    ErrorAction,
    LanguageClient,
    type LanguageClientOptions,
    type Middleware,
    RevealOutputChannelOn,
    State as ClientState,
    TransportKind,
} from 'vscode-languageclient/node';
import { without } from './colours';
import { find, type Found } from './find';
import { machine } from './machine';
import { explainLink } from './pages';

export type State =
    | { kind: 'stopped' }
    | { kind: 'starting'; program: string }
    | { kind: 'running'; program: string; version: string | undefined }
    | { kind: 'missing'; message: string }
    | { kind: 'failed'; message: string };

/** So often the server may end by itself within so many milliseconds before it is left alone. */
const RESTARTS = 4;
const WITHIN = 3 * 60_000;

export class Server implements vscode.Disposable {
    private client: LanguageClient | undefined;
    private current: State = { kind: 'stopped' };
    private busy = 0;
    private ends: number[] = [];
    private readonly watcher = vscode.workspace.createFileSystemWatcher('**/*.mam');
    /** One start or stop after the other, however fast somebody asks. */
    private queue: Promise<void> = Promise.resolve();
    private readonly changed = new vscode.EventEmitter<void>();
    /** The state, or whether it is checking, changed. */
    readonly onDidChange = this.changed.event;

    constructor(
        private readonly extension: vscode.Uri,
        private readonly output: vscode.LogOutputChannel,
    ) {}

    get state(): State {
        return this.current;
    }

    /** Whether an answer about problems is being waited for. */
    get checking(): boolean {
        return this.busy > 0;
    }

    /** Where the program is, by the settings as they are now. */
    locate(): Found {
        const setting = vscode.workspace.getConfiguration('mam').get<string>('path', '');
        const workspace = vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === 'file');
        return find({ setting, extension: this.extension.fsPath, workspace: workspace?.uri.fsPath }, machine);
    }

    /** The program, or a message to the person that there is none. */
    program(): string | undefined {
        const found = this.locate();
        if ('missing' in found) {
            this.sayMissing(found.message);
            return undefined;
        }
        return found.program;
    }

    start(): Promise<void> {
        return this.enqueue(() => this.begin());
    }

    restart(): Promise<void> {
        return this.enqueue(async () => {
            this.ends = [];
            await this.end();
            await this.begin();
        });
    }

    stop(): Promise<void> {
        return this.enqueue(() => this.end());
    }

    /** Asks the server; undefined when none is running. */
    async ask<T>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<T | undefined> {
        if (this.client === undefined || this.client.state !== ClientState.Running) {
            return undefined;
        }
        return token === undefined ? this.client.sendRequest<T>(method, params) : this.client.sendRequest<T>(method, params, token);
    }

    dispose(): void {
        this.watcher.dispose();
        void this.stop();
    }

    private enqueue(step: () => Promise<void>): Promise<void> {
        this.queue = this.queue.then(step, step);
        return this.queue;
    }

    private async begin(): Promise<void> {
        const found = this.locate();
        if ('missing' in found) {
            this.become({ kind: 'missing', message: found.message });
            this.output.warn(found.message);
            this.sayMissing(found.message);
            return;
        }
        const { program, origin } = found;
        this.output.info(`starting ${program} (from the ${origin === 'path' ? 'PATH' : origin})`);
        this.become({ kind: 'starting', program });
        const command = { command: program, args: ['lsp'], transport: TransportKind.stdio };
        const client = new LanguageClient('mam', 'mam', { run: command, debug: command }, this.options());
        this.client = client;
        client.onDidChangeState(({ newState }) => {
            if (this.client === client && newState === ClientState.Running) {
                const version = client.initializeResult?.serverInfo?.version;
                this.become({ kind: 'running', program, version });
            }
        });
        try {
            await client.start();
        } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            this.become({ kind: 'failed', message });
            this.output.error(`mam did not start: ${message}`);
            void this.sayFailed(`mam did not start: ${message}`);
        }
    }

    private async end(): Promise<void> {
        const client = this.client;
        this.client = undefined;
        this.busy = 0;
        if (client !== undefined) {
            // One that never came up has nothing to stop, and says so by an error.
            await client.dispose(2000).catch((error: unknown) => this.output.debug(String(error)));
        }
        this.become({ kind: 'stopped' });
    }

    private options(): LanguageClientOptions {
        const inlayHints = vscode.workspace.getConfiguration('mam').get<boolean>('inlayHints', true);
        return {
            documentSelector: [
                { language: 'mam', scheme: 'file' },
                { language: 'mam', scheme: 'untitled' },
            ],
            outputChannel: this.output,
            revealOutputChannelOn: RevealOutputChannelOn.Never,
            initializationOptions: { inlayHints },
            synchronize: {
                configurationSection: 'mam',
                fileEvents: this.watcher,
            },
            markdown: { isTrusted: { enabledCommands: ['mam.explain', 'mam.showJson'] } },
            middleware: this.middleware(),
            initializationFailedHandler: () => false,
            errorHandler: {
                error: () => ({ action: ErrorAction.Continue, handled: true }),
                closed: () => this.closed(),
            },
        };
    }

    private closed(): { action: CloseAction; handled: boolean } {
        const now = Date.now();
        this.ends = [...this.ends.filter((end) => now - end < WITHIN), now];
        this.busy = 0;
        if (this.ends.length <= RESTARTS) {
            this.output.warn('mam ended by itself and is started again');
            return { action: CloseAction.Restart, handled: true };
        }
        const message = `mam ended by itself ${this.ends.length} times within a few minutes.`;
        this.become({ kind: 'failed', message });
        void this.sayFailed(message);
        return { action: CloseAction.DoNotRestart, handled: true };
    }

    private middleware(): Middleware {
        return {
            handleDiagnostics: (uri, diagnostics, next) => {
                diagnostics.forEach(linkCode);
                next(uri, diagnostics);
            },
            provideDiagnostics: async (document, previous, token, next) => {
                this.count(1);
                try {
                    const report = await next(document, previous, token);
                    if (report?.kind === 'full') {
                        report.items.forEach(linkCode);
                    }
                    return report;
                } finally {
                    this.count(-1);
                }
            },
            provideDocumentLinks: async (document, token, next) => {
                const links = await next(document, token);
                for (const link of links ?? []) {
                    if (link.target !== undefined) {
                        link.target = page(link.target);
                    }
                }
                return links;
            },
            provideDocumentSemanticTokens: async (document, token, next) => this.colours(await next(document, token)),
            provideDocumentRangeSemanticTokens: async (document, range, token, next) => this.colours(await next(document, range, token)),
        };
    }

    private colours(tokens: vscode.SemanticTokens | null | undefined): vscode.SemanticTokens | undefined {
        const keyword = this.client?.initializeResult?.capabilities.semanticTokensProvider?.legend.tokenTypes.indexOf('keyword') ?? -1;
        return tokens ? new vscode.SemanticTokens(without(tokens.data, keyword), tokens.resultId) : undefined;
    }

    private count(step: number): void {
        this.busy = Math.max(0, this.busy + step);
        this.changed.fire();
    }

    private become(state: State): void {
        this.current = state;
        this.changed.fire();
    }

    private sayMissing(message: string): void {
        const choose = 'Choose the program…';
        const settings = 'Open the setting';
        const retry = 'Look again';
        void vscode.window.showErrorMessage(`${message} Without it there are colours, and nothing more.`, choose, settings, retry).then((chosen) => {
            if (chosen === choose) {
                return vscode.commands.executeCommand('mam.choosePath');
            }
            if (chosen === settings) {
                return vscode.commands.executeCommand('workbench.action.openSettings', 'mam.path');
            }
            return chosen === retry ? this.restart() : undefined;
        });
    }

    private async sayFailed(message: string): Promise<void> {
        const restart = 'Restart';
        const show = 'Show output';
        const chosen = await vscode.window.showErrorMessage(message, restart, show);
        if (chosen === restart) {
            await this.restart();
        } else if (chosen === show) {
            this.output.show();
        }
    }
}

/** A click on a code opens its page as a page, not as the text of one. */
function linkCode(diagnostic: vscode.Diagnostic): void {
    const code = diagnostic.code;
    if (typeof code === 'object') {
        diagnostic.code = { value: code.value, target: page(code.target) };
    }
}

/** Where a link to the page of a code leads: to the page as one reads it. Others lead where they did. */
function page(target: vscode.Uri): vscode.Uri {
    const code = /^\/explain\/(MAM\d+)\.md$/.exec(target.path)?.[1];
    return target.scheme === 'mam' && code !== undefined ? explainLink(code) : target;
}

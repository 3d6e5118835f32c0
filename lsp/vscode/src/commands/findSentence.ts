// Finds a sentence by the name that the setting has in the admin centre, and inserts it or shows its page.

import * as vscode from 'vscode';
import type { Pages } from '../pages';
import { document, run } from '../run';
import { example, insertable, label, page, path, platforms, type Sentence } from '../sentences';
import type { Server } from '../server';

interface Item extends vscode.QuickPickItem {
    sentence: Sentence;
}

const INSERT: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('add'), tooltip: 'Insert it below the cursor' };
const OPEN: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('book'), tooltip: 'Show its page' };

/** Shows all sentences, to be found by their words, their place in the admin centre or their property. */
export async function findSentence(server: Server, pages: Pages): Promise<void> {
    const program = server.program();
    if (program === undefined) {
        return;
    }
    const editor = vscode.window.activeTextEditor;
    const inPolicy = editor?.document.languageId === 'mam' && !['mam', 'mam-page'].includes(editor.document.uri.scheme);
    const pick = vscode.window.createQuickPick<Item>();
    pick.title = 'Find a sentence';
    pick.placeholder = `Its name in the admin centre, words of it, or its Graph property. Enter ${inPolicy ? 'inserts it' : 'shows its page'}.`;
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.busy = true;
    pick.show();
    pick.onDidHide(() => pick.dispose());
    const open = (item: Item) => pages.show(label(item.sentence), page(item.sentence));
    const take = (item: Item, insert: boolean) => {
        pick.hide();
        void (insert && editor !== undefined ? insertBelow(editor, example(item.sentence)) : open(item));
    };
    pick.onDidTriggerItemButton(({ item, button }) => take(item, button === INSERT));
    pick.onDidAccept(() => {
        const item = pick.selectedItems[0];
        if (item !== undefined) {
            take(item, inPolicy && insertable(item.sentence));
        }
    });
    try {
        const answer = document<{ sentences?: Sentence[] }>(await run(program, ['vocabulary', '--format', 'json'], undefined));
        if (answer.failure !== undefined) {
            throw new Error(answer.failure);
        }
        pick.items = (answer.sentences ?? []).map((sentence) => item(sentence, inPolicy));
        pick.busy = false;
    } catch (error) {
        pick.hide();
        void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
}

function item(sentence: Sentence, inPolicy: boolean): Item {
    const gone = insertable(sentence) ? '' : ' (retired)';
    const properties = [...new Set(sentence.graph.map((one) => one.path))].join(', ');
    return {
        label: `${label(sentence)}${gone}`,
        description: example(sentence),
        detail: [path(sentence), platforms(sentence), properties].filter((part) => part !== '').join('  ·  '),
        buttons: inPolicy && insertable(sentence) ? [INSERT, OPEN] : [OPEN],
        sentence,
    };
}

/** Inserts a line below the cursor's, as deep as that one, or deeper where a block begins; on an empty line, there. */
async function insertBelow(editor: vscode.TextEditor, sentence: string): Promise<void> {
    const line = editor.document.lineAt(editor.selection.active.line);
    const end = editor.document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    const own = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
    const step = editor.options.insertSpaces === false ? '\t' : ' '.repeat(Number(editor.options.tabSize) || 4);
    const depth = line.text.trimEnd().endsWith('{') ? own + step : own;
    await vscode.window.showTextDocument(editor.document, editor.viewColumn);
    await editor.edit((edit) => {
        if (line.isEmptyOrWhitespace) {
            edit.replace(line.range, (line.text === '' ? step : line.text) + sentence);
        } else {
            edit.insert(line.range.end, end + depth + sentence);
        }
    });
    const at = editor.document.lineAt(line.isEmptyOrWhitespace ? line.lineNumber : line.lineNumber + 1).range.end;
    editor.selection = new vscode.Selection(at, at);
    editor.revealRange(editor.selection);
}

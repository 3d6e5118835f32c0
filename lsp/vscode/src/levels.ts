// What tells a block from one of Microsoft's levels: what the server's lens knows, as a list that leads to the sentences.

import * as vscode from 'vscode';
import type { Place } from './json/layout';

interface Difference {
    sentence: string;
    location: Place | null;
    /** Whether the level says it and the block does not hold it; else the block says it beyond the level. */
    missing: boolean;
}

/** Shows the differences that come with a lens. */
export async function showLevel(level: string, differences: Difference[]): Promise<void> {
    if (differences.length === 0) {
        void vscode.window.showInformationMessage(`Everything that the level ${level} asks for holds here.`);
        return;
    }
    const part = (label: string, missing: boolean): (vscode.QuickPickItem & { location?: Place | null })[] => {
        const own = differences.filter((difference) => difference.missing === missing);
        const icon = missing ? 'remove' : 'add';
        const items = own.map(({ sentence, location }) => ({ label: `$(${icon}) ${sentence}`, description: location === null ? '' : where(location), location }));
        return own.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
    };
    const items = [...part(`The level ${level} says it, and it does not hold here`, true), ...part('Here it is said, and the level does not', false)];
    const chosen = await vscode.window.showQuickPick(items, { title: `What tells it from the level ${level}`, placeHolder: 'Choose one to go to its sentence' });
    if (chosen?.location) {
        const { uri, range } = chosen.location;
        const selection = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
        await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection });
    }
}

function where({ uri, range }: Place): string {
    return `${uri.slice(uri.lastIndexOf('/') + 1)}, line ${range.start.line + 1}`;
}

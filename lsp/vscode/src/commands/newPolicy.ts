// A new policy from a template: a choice, a few questions one can go back in, and a file that compiles.

import * as vscode from 'vscode';
import { chooseFolder } from '../projects';
import { fill, proposal, type Question, question, slug, type Template, templates, wrong } from '../templates';

const BACK = Symbol('back');

/** Asks, and writes the file. */
export async function newPolicy(extension: vscode.Uri, named?: vscode.Uri): Promise<void> {
    const folder = await chooseFolder(named instanceof vscode.Uri ? named : undefined);
    if (folder === undefined) {
        return;
    }
    const made = await ask();
    if (made === undefined) {
        return;
    }
    const { template, answers } = made;
    const data = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, 'templates', `${template.id}.mam`));
    const text = fill(new TextDecoder().decode(data), template, answers);
    const name = answers['name']?.[0];
    const file = await free(folder, name === undefined ? template.file : slug(name));
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    const editor = await vscode.window.showTextDocument(file, { preview: false });
    editor.selection = new vscode.Selection(0, 0, 0, 0);
}

async function ask(): Promise<{ template: Template; answers: Record<string, string[]> } | undefined> {
    const answers: Record<string, string[]> = {};
    const boxes = new Boxes();
    try {
        let template = await chooseTemplate(boxes, undefined);
        let step = 1;
        while (template !== undefined && step <= template.asks.length) {
            const name = template.asks[step - 1] ?? '';
            const asked = question(name, template);
            const frame = { title: template.title, step, totalSteps: template.asks.length };
            const proposed = answers[name] ?? proposal(asked);
            const answer = await (asked.options === undefined ? putText(boxes, asked, proposed, frame) : putChoice(boxes, asked, proposed, frame));
            if (answer === undefined) {
                return undefined;
            }
            if (answer !== BACK) {
                answers[name] = answer;
                step += 1;
            } else if (step > 1) {
                step -= 1;
            } else {
                template = await chooseTemplate(boxes, template);
            }
        }
        return template === undefined ? undefined : { template, answers };
    } finally {
        boxes.dispose();
    }
}

type Answer = string[] | typeof BACK | undefined;

interface Frame {
    title: string;
    step: number;
    totalSteps: number;
}

async function chooseTemplate(boxes: Boxes, before: Template | undefined): Promise<Template | undefined> {
    const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { id: string }>();
    pick.title = 'New policy from a template';
    pick.placeholder = 'What do you want to reach?';
    pick.matchOnDetail = true;
    pick.items = templates.map(({ id, icon, title, detail }) => ({ label: `$(${icon}) ${title}`, detail, id }));
    pick.activeItems = pick.items.filter(({ id }) => id === before?.id);
    const answer = await boxes.put(pick, () => pick.selectedItems.map(({ id }) => id));
    return Array.isArray(answer) ? templates.find(({ id }) => id === answer[0]) : undefined;
}

function putText(boxes: Boxes, asked: Question, proposed: string[], frame: Frame): Promise<Answer> {
    const input = vscode.window.createInputBox();
    Object.assign(input, frame, { prompt: `${asked.title}${asked.hint === undefined ? '' : ` (${asked.hint})`}` });
    input.value = proposed[0] ?? '';
    input.buttons = [vscode.QuickInputButtons.Back];
    // What was wrong is no longer said once it is being mended.
    input.onDidChangeValue(() => (input.validationMessage = undefined));
    return boxes.put(input, () => {
        const problem = wrong(asked, [input.value]);
        input.validationMessage = problem;
        return problem === undefined ? [input.value.trim()] : undefined;
    });
}

function putChoice(boxes: Boxes, asked: Question, proposed: string[], frame: Frame): Promise<Answer> {
    const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { value: string }>();
    Object.assign(pick, frame, { placeholder: asked.title });
    pick.buttons = [vscode.QuickInputButtons.Back];
    pick.canSelectMany = asked.kind === 'many';
    pick.items = (asked.options ?? []).map(({ label, detail, value }) => (detail === undefined ? { label, value } : { label, detail, value }));
    const before = pick.items.filter(({ value }) => proposed.includes(value));
    if (pick.canSelectMany) {
        pick.selectedItems = before;
    } else {
        pick.activeItems = before;
    }
    return boxes.put(pick, () => {
        const chosen = pick.selectedItems.map(({ value }) => value);
        return wrong(asked, chosen) === undefined ? chosen : undefined;
    });
}

/** What a text box and a list have in common. */
interface Box extends vscode.QuickInput {
    readonly onDidAccept: vscode.Event<void>;
    readonly onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
}

/** One box after the other. Each gives way to the next only once that is shown: in between, the focus would go elsewhere and stay there. */
class Boxes {
    private shown: Box | undefined;

    /** Shows a box until it is answered, left, or gone back from. */
    put(box: Box, answer: () => string[] | undefined): Promise<Answer> {
        const before = this.shown;
        this.shown = box;
        box.ignoreFocusOut = true;
        return new Promise((resolve) => {
            box.onDidTriggerButton(() => resolve(BACK));
            box.onDidAccept(() => {
                const said = answer();
                if (said !== undefined) {
                    resolve(said);
                }
            });
            // One that was answered is hidden by the next.
            box.onDidHide(() => resolve(undefined));
            box.show();
            before?.dispose();
        });
    }

    dispose(): void {
        this.shown?.dispose();
    }
}

/** A file of that name that is not there yet. */
async function free(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
    for (let number = 1; ; number += 1) {
        const file = vscode.Uri.joinPath(folder, `${name}${number === 1 ? '' : `-${number}`}.mam`);
        try {
            await vscode.workspace.fs.stat(file);
        } catch {
            return file;
        }
    }
}

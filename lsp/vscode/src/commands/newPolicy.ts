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
    const editor = await vscode.window.showTextDocument(file);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
}

async function ask(): Promise<{ template: Template; answers: Record<string, string[]> } | undefined> {
    const answers: Record<string, string[]> = {};
    let template = await chooseTemplate(undefined);
    let step = 1;
    // Step 0 is the choice of the template; the others are its questions.
    while (template !== undefined && step <= template.asks.length) {
        const name = template.asks[step - 1] ?? '';
        const asked = question(name, template);
        const answer = await put(asked, answers[name] ?? proposal(asked), template, step);
        if (answer === undefined) {
            return undefined;
        }
        if (answer !== BACK) {
            answers[name] = answer;
            step += 1;
        } else if (step > 1) {
            step -= 1;
        } else {
            template = await chooseTemplate(template);
        }
    }
    return template === undefined ? undefined : { template, answers };
}

async function chooseTemplate(before: Template | undefined): Promise<Template | undefined> {
    const items = templates.map((template) => ({ label: `$(${template.icon}) ${template.title}`, detail: template.detail, template }));
    const options = { title: 'New policy from a template', placeHolder: 'What do you want to reach?', matchOnDetail: true, ignoreFocusOut: true };
    // The one that was chosen before stands first when somebody comes back.
    items.sort((one, other) => Number(other.template === before) - Number(one.template === before));
    return (await vscode.window.showQuickPick(items, options))?.template;
}

type Answer = string[] | typeof BACK | undefined;

function put(asked: Question, proposed: string[], template: Template, step: number): Promise<Answer> {
    const title = template.title;
    const totalSteps = template.asks.length;
    return asked.options === undefined
        ? putText(asked, proposed, { title, step, totalSteps })
        : putChoice(asked, proposed, { title, step, totalSteps });
}

interface Frame {
    title: string;
    step: number;
    totalSteps: number;
}

function putText(asked: Question, proposed: string[], frame: Frame): Promise<Answer> {
    const input = vscode.window.createInputBox();
    Object.assign(input, frame, { prompt: `${asked.title}${asked.hint === undefined ? '' : ` (${asked.hint})`}` });
    input.value = proposed[0] ?? '';
    // What was wrong is no longer said once it is being mended.
    input.onDidChangeValue(() => (input.validationMessage = undefined));
    return shown(input, () => {
        const problem = wrong(asked, [input.value]);
        input.validationMessage = problem;
        return problem === undefined ? [input.value.trim()] : undefined;
    });
}

function putChoice(asked: Question, proposed: string[], frame: Frame): Promise<Answer> {
    const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { value: string }>();
    Object.assign(pick, frame, { placeholder: asked.title });
    pick.canSelectMany = asked.kind === 'many';
    pick.items = (asked.options ?? []).map(({ label, detail, value }) => (detail === undefined ? { label, value } : { label, detail, value }));
    const before = pick.items.filter(({ value }) => proposed.includes(value));
    if (pick.canSelectMany) {
        pick.selectedItems = before;
    } else {
        pick.activeItems = before;
    }
    return shown(pick, () => {
        const chosen = pick.selectedItems.map(({ value }) => value);
        return wrong(asked, chosen) === undefined ? chosen : undefined;
    });
}

/** Shows an input until it is answered, left, or gone back from. */
function shown(input: vscode.QuickPick<never> | vscode.QuickInput, answer: () => string[] | undefined): Promise<Answer> {
    const box = input as vscode.InputBox;
    box.ignoreFocusOut = true;
    box.buttons = [vscode.QuickInputButtons.Back];
    return new Promise((resolve) => {
        let given: Answer;
        box.onDidTriggerButton(() => {
            given = BACK;
            box.hide();
        });
        box.onDidAccept(() => {
            const said = answer();
            if (said !== undefined) {
                given = said;
                box.hide();
            }
        });
        box.onDidHide(() => {
            box.dispose();
            resolve(given);
        });
        box.show();
    });
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

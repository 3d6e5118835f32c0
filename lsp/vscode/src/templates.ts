// Templates of policies: data files, the questions that fill them in, and the filling. Must not know the editor, so that it can be
// tested with the real compiler.

import index from '../templates/index.json';

export interface Option {
    value: string;
    label: string;
    detail?: string;
    picked?: boolean;
}

export interface Question {
    kind: string;
    title: string;
    hint?: string;
    default?: string;
    options?: Option[];
}

export interface Template {
    id: string;
    title: string;
    detail: string;
    icon: string;
    /** The name that is proposed for the file. */
    file: string;
    defaults?: Record<string, string>;
    asks: string[];
}

export const templates: Template[] = index.templates as Template[];

const questions: Record<string, Question> = index.questions;

/** The question of that name, with what the template proposes. */
export function question(name: string, template: Template): Question {
    const asked = questions[name];
    if (asked === undefined) {
        throw new Error(`no question is called ${name}`);
    }
    const proposed = template.defaults?.[name];
    return proposed === undefined ? asked : { ...asked, default: proposed };
}

/** What is proposed when nothing is chosen. */
export function proposal({ default: text, options = [] }: Question): string[] {
    return text === undefined ? options.filter(({ picked }) => picked === true).map(({ value }) => value) : [text];
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NAME = /^[a-z][a-z0-9_]*$/;

/** What is wrong with an answer; undefined when nothing is. */
export function wrong({ kind }: Question, answers: string[]): string | undefined {
    const text = answers.join(', ').trim();
    if (text === '') {
        return kind === 'many' ? 'Choose at least one.' : 'Say something here.';
    }
    switch (kind) {
        case 'guid':
            return GUID.test(text) ? undefined : 'An id looks like this: 7a4c9d0e-52f1-4c1b-9a55-0d6f5f5b8a11';
        case 'name':
            return NAME.test(text) ? undefined : 'Small letters, digits and _, with a letter first';
        case 'countries':
            return codes(text).every((code) => /^[A-Z]{2}$/.test(code)) ? undefined : 'Two letters for each country, with commas between them: AT, CH, DE';
        default:
            return undefined;
    }
}

/** The answer as it stands in a source. */
function spelled({ kind }: Question, answers: string[]): string {
    switch (kind) {
        case 'text':
        case 'guid':
            return JSON.stringify(answers.join(', ').trim());
        case 'countries':
            return codes(answers.join(',')).map((code) => JSON.stringify(code)).join(', ');
        default:
            return answers.join(', ').trim();
    }
}

/** The source that a template and answers make. */
export function fill(text: string, template: Template, answers: Record<string, string[]>): string {
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
        const asked = question(name, template);
        return spelled(asked, answers[name] ?? proposal(asked));
    });
}

/** A file name of a title: what every disk takes. */
export function slug(title: string): string {
    const plain = title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'policy';
}

function codes(text: string): string[] {
    return text.split(/[\s,;]+/).map((code) => code.replaceAll('"', '').toUpperCase()).filter((code) => code !== '');
}

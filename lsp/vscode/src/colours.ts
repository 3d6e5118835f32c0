// Which of the server's colours are shown. The server calls every word of a sentence a keyword, where the grammar tells joints from other
// words; painted over, a policy would be one colour from end to end. Must not know the editor.

/** The numbers of one token: line and column from the one before, length, type, modifiers. */
const WIDTH = 5;

/** The tokens without those of a type: what was painted below them stays. */
export function without(data: Uint32Array, type: number): Uint32Array {
    const kept: number[] = [];
    let [line, column] = [0, 0];
    let [lastLine, lastColumn] = [0, 0];
    for (let at = 0; at + WIDTH <= data.length; at += WIDTH) {
        const [down = 0, along = 0, length = 0, kind = 0, modifiers = 0] = data.subarray(at, at + WIDTH);
        line += down;
        column = down === 0 ? column + along : along;
        if (kind !== type) {
            kept.push(line - lastLine, line === lastLine ? column - lastColumn : column, length, kind, modifiers);
            [lastLine, lastColumn] = [line, column];
        }
    }
    return Uint32Array.from(kept);
}

"""A folder that an editor has opened: its texts, and places in them as the editor counts."""

import asyncio
import itertools
import json
import os
import subprocess
from pathlib import Path

from lsprotocol import types as t
from pytest_lsp import LanguageClient

REPO = Path(__file__).resolve().parents[2]
MAM = str(Path(os.environ.get("MAM") or REPO / "target/release/mam").resolve())


def command(*arguments):
    """What the command says, whatever its exit code."""
    return subprocess.run([MAM, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)


def checked(folder):
    """What `mam check` finds: file, code, severity, and the four numbers of the range, counted from 1 in characters."""
    found = json.loads(command("check", folder, "--format", "json").stdout)["diagnostics"]
    numbers = [("start", "line"), ("start", "column"), ("end", "line"), ("end", "column")]
    return {
        (Path(one["file"]).name, one["code"], one["severity"], *(one["range"][end][part] for end, part in numbers))
        for one in found
    }


def outputs(folder, out):
    """What a folder compiles to, but for the manifest, which tells places in the sources."""
    done = command("compile", folder, "--out", out)
    assert done.returncode == 0, done.stderr
    files = (path for path in out.rglob("*.json") if path.name != "manifest.json")
    return {str(path.relative_to(out)): path.read_text() for path in files}


class Opened:
    """One folder, one editor. A place is written as a piece of the text with `|` where the cursor stands."""

    def __init__(self, client: LanguageClient, editor: str, folder: Path, answer: t.InitializeResult):
        self.client, self.editor, self.folder = client, editor, folder
        self.capabilities = answer.capabilities
        self.encoding = {"utf-8": "utf-8", "utf-16": "utf-16-le"}[answer.capabilities.position_encoding or "utf-16"]
        self.texts: dict[str, str] = {}
        self.version = 1

    def uri(self, path: str) -> str:
        return (self.folder / path).as_uri()

    def path(self, uri: str) -> str:
        """The file's name in the folder; what comes with mam keeps its whole address."""
        here = self.folder.as_uri() + "/"
        return uri.removeprefix(here)

    def document(self, path: str) -> t.TextDocumentIdentifier:
        return t.TextDocumentIdentifier(self.uri(path))

    def open(self, path: str, text: str | None = None) -> str:
        """Opens a file as it is on the disk, or with another text."""
        text = (self.folder / path).read_text(encoding="utf-8") if text is None else text
        self.texts[path] = text
        self.client.text_document_did_open(
            t.DidOpenTextDocumentParams(t.TextDocumentItem(self.uri(path), "mam", 1, text))
        )
        return text

    def change(self, path: str, changes) -> None:
        """Tells of changes one after the other, as an editor does while somebody types."""
        text = self.texts[path]
        for one in changes:
            if isinstance(one, t.TextDocumentContentChangePartial):
                start, end = self.offset(text, one.range.start), self.offset(text, one.range.end)
                text = text[:start] + one.text + text[end:]
            else:
                text = one.text
        self.texts[path] = text
        self.version += 1
        document = t.VersionedTextDocumentIdentifier(uri=self.uri(path), version=self.version)
        self.client.text_document_did_change(t.DidChangeTextDocumentParams(document, changes))

    def units(self, text: str) -> int:
        """How long the editor takes a text to be."""
        return len(text.encode(self.encoding)) // (2 if self.encoding == "utf-16-le" else 1)

    def position(self, text: str, offset: int) -> t.Position:
        start = text.rfind("\n", 0, offset) + 1
        return t.Position(text.count("\n", 0, offset), self.units(text[start:offset]))

    def at(self, path: str, place: str) -> t.Position:
        """The place of the `|`; the piece has to stand in the text once."""
        piece, text = place.replace("|", "", 1), self.texts[path]
        assert text.count(piece) == 1, f"{piece!r} stands {text.count(piece)} times"
        return self.position(text, text.index(piece) + place.index("|"))

    def params(self, kind, path: str, place: str, **more):
        return kind(text_document=self.document(path), position=self.at(path, place), **more)

    def whole(self, path: str) -> t.Range:
        return t.Range(t.Position(0, 0), self.position(self.texts[path], len(self.texts[path])))

    def offset(self, text: str, place: t.Position) -> int:
        start = 0
        for _ in range(place.line):
            start = text.index("\n", start) + 1
        end = start
        while self.units(text[start:end]) < place.character:
            end += 1
        assert self.units(text[start:end]) == place.character, f"{place} is inside of a character"
        return end

    def read(self, path: str, where: t.Range) -> str:
        """What stands in a range."""
        text = self.texts[path]
        return text[self.offset(text, where.start) : self.offset(text, where.end)]

    def lines(self, path: str, ranges) -> list[tuple[int, str]]:
        """Line, counted from 0, and text of ranges."""
        return [(one.start.line, self.read(path, one)) for one in ranges]

    def apply(self, text: str, edits) -> str:
        places = [(self.offset(text, one.range.start), self.offset(text, one.range.end), one.new_text) for one in edits]
        places.sort()
        assert all(one[1] <= next_[0] for one, next_ in itertools.pairwise(places)), "edits overlap"
        for start, end, new in reversed(places):
            text = text[:start] + new + text[end:]
        return text

    def edited(self, edit: t.WorkspaceEdit) -> dict[str, str]:
        """The files that an edit changes, as they are after it."""
        assert edit.changes is not None and not edit.document_changes
        out = {}
        for uri, edits in edit.changes.items():
            path = self.path(uri)
            before = self.texts.get(path) or (self.folder / path).read_text(encoding="utf-8")
            out[path] = self.apply(before, edits)
        return out

    async def ask(self, method: str, **params):
        """A question that is no part of the protocol."""
        return plain(await self.client.protocol.send_request_async(method, params))


def plain(value):
    """The answer to such a question as the JSON that it was."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


def characters(text: str, offset: int) -> tuple[int, int]:
    """Line and column as `mam check` counts them: from 1, in characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


async def diagnosed(opened: Opened, paths) -> dict[str, list[t.Diagnostic]]:
    """The diagnostics of files, asked for where the editor asks, else as they were sent."""
    if opened.capabilities.diagnostic_provider is not None:
        out = {}
        for path in paths:
            params = t.DocumentDiagnosticParams(opened.document(path))
            out[path] = list((await opened.client.text_document_diagnostic_async(params)).items)
        return out
    # Sent before the next question is answered, once the newest texts are checked.
    async with asyncio.timeout(30):
        while not all(opened.uri(path) in opened.client.diagnostics for path in opened.texts):
            await asyncio.sleep(0.005)
    return {opened.path(uri): list(found) for uri, found in opened.client.diagnostics.items()}

"""Diagnostics, sent and asked for, are those of `mam check`."""

import pytest
from lsprotocol import types as t
from opened import REPO, characters, checked, command, diagnosed

EXAMPLES = sorted(path.name for path in (REPO / "examples").iterdir() if path.is_dir())
SEVERITIES = {1: "error", 2: "warning", 3: "info", 4: "hint"}
WRONG = (
    "// 😀\r\nuse std.apps (outlook, nothing)\r\n\r\n"
    'app protection "😀 P" for ios {\r\n    apps outlok\r\n    assign to group "😀", stuff\r\n    requir pin // ß\r\n}\r\n'
)


def told(opened, diagnostics):
    """As `checked` tells it."""
    out = set()
    for path, found in diagnostics.items():
        text = opened.texts.get(path) or (opened.folder / path).read_bytes().decode()
        for one in found:
            assert one.source == "mam" and one.code_description.href == f"mam:/explain/{one.code}.md"
            start, end = (opened.offset(text, place) for place in (one.range.start, one.range.end))
            name = path.rsplit("/", 1)[-1]
            out.add((name, one.code, SEVERITIES[one.severity], *characters(text, start), *characters(text, end)))
    return out


@pytest.mark.parametrize("example", [pytest.param(name, marks=pytest.mark.example(name)) for name in EXAMPLES])
async def test_every_example_is_told_as_the_command_tells_it(opened, example):
    paths = sorted(str(path.relative_to(opened.folder)) for path in opened.folder.rglob("*.mam"))
    for path in paths:
        opened.open(path)
    assert told(opened, await diagnosed(opened, paths)) == checked(opened.folder)


async def test_mistakes_are_told_behind_emoji_and_with_crlf(opened):
    (opened.folder / "main.mam").write_bytes(WRONG.encode())
    opened.open("main.mam", WRONG)
    found = told(opened, await diagnosed(opened, ["main.mam"]))
    assert found == checked(opened.folder)
    places = {one[3:] for one in found if one[2] == "error"}
    # `nothing`, `outlok`, `stuff`, `requir pin`.
    assert {(2, 24, 2, 31), (5, 10, 5, 16), (6, 26, 6, 31), (7, 5, 7, 15)} == places, found


async def test_the_buffer_counts_and_not_the_disk(opened):
    text = 'use std.apps (outlook)\n\napp protection "P" for ios {\n    apps outlook\n    requir pin\n}\n'
    (opened.folder / "main.mam").write_text(text)
    opened.open("main.mam", text)
    before = await diagnosed(opened, ["main.mam"])
    assert "MAM020" in {one.code for one in before["main.mam"]}
    mended = text.replace("requir pin", "require pin\n    assign to all users")
    opened.client.diagnostics.clear()
    opened.change("main.mam", [t.TextDocumentContentChangeWholeDocument(mended)])
    after = told(opened, await diagnosed(opened, ["main.mam"]))
    (opened.folder / "main.mam").write_text(mended)
    assert after == checked(opened.folder) and "error" not in {one[2] for one in after}


async def test_what_is_as_it_was_is_not_told_again(opened):
    if opened.capabilities.diagnostic_provider is None:
        pytest.skip("this editor does not ask")
    opened.open("main.mam", WRONG)
    params = t.DocumentDiagnosticParams(opened.document("main.mam"))
    first = await opened.client.text_document_diagnostic_async(params)
    params.previous_result_id = first.result_id
    again = await opened.client.text_document_diagnostic_async(params)
    assert (first.kind, again) == ("full", t.RelatedUnchangedDocumentDiagnosticReport(first.result_id))
    assert opened.client.diagnostics == {}, "sent to an editor that asks"


async def test_the_page_of_a_code_can_be_read(opened):
    opened.open("main.mam", WRONG)
    for one in (await diagnosed(opened, ["main.mam"]))["main.mam"]:
        page = await opened.ask("mam/text", uri=one.code_description.href)
        assert " ".join(page.split()[:8]) in " ".join(command("explain", one.code).stdout.split()), page

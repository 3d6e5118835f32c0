"""What helps to write a policy: completion, formatting, actions."""

import pytest
from lsprotocol import types as t
from opened import command, diagnosed, outputs

MAIN = "main.mam"
HEAD = 'use std.apps (outlook)\n\nparam staff: group\n\napp protection "😀" for ios {\n    apps outlook\n    '
TYPO = 'use std.apps (outlook)\n\napp protection "P" for ios {\n    apps outlok\n    assign to group "😀"\n    require pin\n}\n'
UNTIDY = 'use   std.apps (outlook)\n\n\n\napp protection   "😀" for ios {\n  apps outlook\n\n\n      require   pin }\n'
OPTIONS = t.FormattingOptions(tab_size=4, insert_spaces=True)

# What is more than Emacs can show is a test of its own, in `test_editors.py`.
completes = pytest.mark.filterwarnings("ignore:Client does not support")


async def completed(opened, text):
    """What can come next at the `|`, the first first."""
    at = text.index("|")
    text = opened.open(MAIN, text.replace("|", "", 1))
    params = t.CompletionParams(opened.document(MAIN), opened.position(text, at))
    found = await opened.client.text_document_completion_async(params) or []
    return sorted(found, key=lambda one: one.sort_text)


@completes
@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (HEAD + "unmanaged apps require threat level |\n}\n", ["clear", "secured", "low", "medium", "high"]),
        (HEAD + "require threat level low |\n}\n", ["else"]),
        (HEAD + "require threat level low else |\n}\n", ["wipe", "block"]),
        (HEAD + 'assign to group "😀", |\n}\n', ["staff", "all users", 'group "name"']),
        ("use std.|", ["apps", "levels"]),
        ("use std.levels (basic, |)\n", ["enhanced", "high"]),
        ('app protection "P" for |', ["android", "ios", "windows"]),
    ],
)
async def test_the_words_that_can_come_next(opened, text, labels):
    assert [one.label for one in await completed(opened, text)] == labels


@completes
async def test_a_whole_sentence_is_put_where_the_cursor_is(opened):
    found = await completed(opened, HEAD + "|\n}\n")
    assert not [one.label for one in found if one.label.startswith(("grant ", "require play"))]
    offered = [one for one in found if one.label.startswith("require threat level")]
    assert [one.label for one in offered] == ["require threat level {level} else {action}"]
    assert (offered[0].kind, offered[0].detail) == (t.CompletionItemKind.Snippet, "Max allowed device threat level")
    text = opened.apply(opened.texts[MAIN], [offered[0].text_edit])
    assert text == HEAD + "require threat level ${1|secured,low,medium,high|} else ${2|wipe,block|}\n}\n"


@completes
async def test_a_name_of_another_module_is_taken_along(opened):
    (found,) = [one for one in await completed(opened, HEAD + "apps tea|\n}\n") if one.label == "teams"]
    text = opened.apply(opened.texts[MAIN], [found.text_edit, *found.additional_text_edits])
    wanted = (HEAD + "apps teams\n}\n").replace("(outlook)", "(outlook, teams)")
    assert text == wanted


async def test_a_file_is_formatted_as_the_command_formats_it(opened):
    opened.open(MAIN, UNTIDY)
    (opened.folder / MAIN).write_text(UNTIDY)
    params = t.DocumentFormattingParams(opened.document(MAIN), OPTIONS)
    edits = await opened.client.text_document_formatting_async(params)
    assert command("fmt", opened.folder).returncode == 0
    tidy = (opened.folder / MAIN).read_text()
    assert opened.apply(UNTIDY, edits) == tidy != UNTIDY
    opened.change(MAIN, [t.TextDocumentContentChangeWholeDocument(tidy)])
    assert not await opened.client.text_document_formatting_async(params)


async def test_a_range_changes_its_declaration_alone(opened):
    opened.open(MAIN, UNTIDY)
    where = t.Range(t.Position(0, 0), t.Position(0, 3))
    params = t.DocumentRangeFormattingParams(opened.document(MAIN), where, OPTIONS)
    edits = await opened.client.text_document_range_formatting_async(params)
    assert opened.apply(UNTIDY, edits) == UNTIDY.replace("use   std", "use std")


@pytest.mark.parametrize(
    "blank",
    [
        "\n",
        pytest.param(
            "\n\n\n",
            marks=pytest.mark.xfail(
                strict=True,
                raises=AssertionError,
                reason="a declaration below surplus empty lines is not formatted on its own at all",
            ),
        ),
    ],
)
async def test_a_block_that_is_closed_is_formatted_alone(opened, blank):
    use, block = "use   std.apps (outlook)\n", 'app protection   "😀" for ios {\n  apps outlook\n\n\n      require   pin }\n'
    opened.open(MAIN, use + blank + block)
    params = t.DocumentOnTypeFormattingParams(opened.document(MAIN), opened.at(MAIN, "pin }|"), "}", OPTIONS)
    edits = await opened.client.text_document_on_type_formatting_async(params)
    tidy = 'app protection "😀" for ios {\n    apps outlook\n\n    require pin\n}\n'
    edited = opened.apply(opened.texts[MAIN], edits)
    assert edited.startswith(use) and edited.removeprefix(use).lstrip("\n") == tidy


async def actions(opened, path, start, end, **context):
    where = t.Range(opened.at(path, start), opened.at(path, end))
    params = t.CodeActionParams(opened.document(path), where, t.CodeActionContext(**{"diagnostics": [], **context}))
    return await opened.client.text_document_code_action_async(params)


async def done(opened, action):
    """The files after an action, whose edit an editor asks for where it can."""
    lazily = opened.client.capabilities.text_document.code_action.resolve_support is not None
    if action.kind != t.CodeActionKind.QuickFix:
        assert (action.edit is None) == lazily
    if action.edit is None:
        action = await opened.client.code_action_resolve_async(action)
    return opened.edited(action.edit)


async def test_a_quick_fix_mends_what_it_is_offered_for(opened):
    opened.open(MAIN, TYPO)
    wrong = [one for one in (await diagnosed(opened, [MAIN]))[MAIN] if one.severity == t.DiagnosticSeverity.Error]
    assert [opened.read(MAIN, one.range) for one in wrong] == ["outlok"]
    found = await actions(opened, MAIN, "apps |outlok", "apps outlok|", diagnostics=wrong, only=["quickfix"])
    fix = found[0]
    assert (fix.kind, fix.is_preferred) == (t.CodeActionKind.QuickFix, True)
    assert await done(opened, fix) == {MAIN: TYPO.replace("outlok", "outlook")}
    opened.client.diagnostics.clear()
    opened.change(MAIN, [t.TextDocumentContentChangeWholeDocument(TYPO.replace("outlok", "outlook"))])
    after = (await diagnosed(opened, [MAIN]))[MAIN]
    assert [one for one in after if one.severity == t.DiagnosticSeverity.Error] == []


@pytest.mark.example("byod")
async def test_a_selection_becomes_a_baseline_and_compiles_to_the_same(opened, tmp_path):
    text, before = opened.open("byod.mam"), outputs(opened.folder, tmp_path / "before")
    start, end = "    |unmanaged apps require", "level low else block|"
    (found,) = [one for one in await actions(opened, "byod.mam", start, end) if one.title == "Extract a baseline"]
    edited = (await done(opened, found))["byod.mam"]
    both = text[text.index("    unmanaged apps") : text.index("\n\n    require os version")]
    baseline = f"baseline shared for android, ios {{\n{both}\n}}\n\n"
    wanted = text.replace(both, "    include shared").replace('app protection "BYOD"', baseline + 'app protection "BYOD"')
    assert edited == wanted
    (opened.folder / "byod.mam").write_text(edited)
    assert outputs(opened.folder, tmp_path / "after") == before


@pytest.mark.example("school")
async def test_a_value_becomes_a_param_and_a_sentence_is_narrowed(opened, tmp_path):
    path = "school.mam"
    text, before = opened.open(path), outputs(opened.folder, tmp_path / "before")
    found = await actions(opened, path, "pin length |6", "pin length |6")
    narrowed = await done(opened, next(one for one in found if one.title == "Narrow to iOS"))
    assert narrowed == {path: text.replace("pin length 6", "pin length 6 on ios")}
    edited = (await done(opened, next(one for one in found if one.title.startswith("Make it a param"))))[path]
    name = edited.split("require pin length ")[1].split("\n")[0]
    param = f"param {name}: integer = 6\n"
    assert edited == text.replace("param pupils", param + "param pupils").replace("length 6", f"length {name}")
    (opened.folder / path).write_text(edited)
    assert outputs(opened.folder, tmp_path / "after") == before


async def test_uses_are_put_in_order(opened):
    text = "use std.levels (enhanced, basic)\nuse std.apps (teams)\nuse std.apps (outlook)\n\n"
    block = 'app protection "P" for ios {\n    apps outlook\n    assign to all users\n    include basic\n}\n'
    opened.open(MAIN, text + block)
    found = await actions(opened, MAIN, "|app protection", "|app protection", only=["source.organizeImports"])
    assert [one.kind for one in found] == ["source.organizeImports"]
    assert await done(opened, found[0]) == {MAIN: "use std.apps (outlook)\nuse std.levels (basic)\n\n" + block}


@pytest.mark.example("byod")
async def test_a_connector_that_is_missing_is_added(opened):
    text = (opened.folder / "byod.mam").read_text()
    connector = text[text.index("/// Lets") : text.index('app protection "BYOD"')]
    opened.open("byod.mam", text.replace(connector, ""))
    place = "unmanaged apps require thr|eat"
    found = {one.title: one for one in await actions(opened, "byod.mam", place, place)}
    assert list(found) == [
        "Add `connector defender for android, ios`",
        "Replace `else wipe` by `else block`",
        "Narrow to Android",
        "Narrow to iOS",
    ]
    edited = (await done(opened, found["Add `connector defender for android, ios`"]))["byod.mam"]
    assert "\nconnector defender for android, ios\n" in edited
    assert edited.replace("connector defender for android, ios\n", "").split() == text.replace(connector, "").split()


async def with_the_level(opened):
    """A block that says all that the first level says: before, and after the level took its place."""
    levels = await opened.ask("mam/text", uri="mam:/std/levels.mam")
    body = levels.split("baseline basic for android, ios {")[1].split("\n}")[0]
    body = body.replace("    apps core microsoft\n", "    apps core microsoft\n    assign to all users\n")
    text = f'app protection "P" for android, ios {{{body}\n}}\n'
    opened.open(MAIN, text)
    found = await actions(opened, MAIN, 'protection "|P"', 'protection "|P"')
    (level,) = [one for one in found if one.title.startswith("Include level")]
    assert level.title == "Include level 1 (basic) for what it already says"
    return text, (await done(opened, level))[MAIN]


def sentences(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


async def test_a_level_takes_the_place_of_what_it_says(opened, tmp_path):
    before, after = await with_the_level(opened)
    top = [line.strip() for line in after.splitlines() if line.startswith("    ") and not line.startswith("     ")]
    assert top[:2] == ["include basic", "assign to all users"]
    # What is not said any more is the level's, and no other sentence has come.
    assert set(sentences(after)) - set(sentences(before)) == {"use std.levels (basic)", "include basic"}
    assert all(line.startswith("on ") or line == "}" for line in top[2:]), top
    written = {}
    for name, text in [("before", before), ("after", after)]:
        (opened.folder / MAIN).write_text(text)
        written[name] = outputs(opened.folder, tmp_path / name)
    assert written["before"] == written["after"] != {}


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="what stands in `on android { … }` is left, and empty lines")
async def test_a_level_takes_the_place_of_what_it_says_on_one_platform(opened):
    _, after = await with_the_level(opened)
    block = 'app protection "P" for android, ios {\n    include basic\n    assign to all users\n}\n'
    assert after.split("\n", 1)[1].lstrip("\n") == block

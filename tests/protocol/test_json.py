"""The request `mam/json`: the Graph JSON of what the cursor is in, and which sentence writes what."""

import json

import pytest
from lsprotocol import types as t
from opened import REPO, command

EXAMPLES = sorted(path.name for path in (REPO / "examples").iterdir() if path.is_dir())
HEAD = "tenant", "path", "entity", "api", "method", "endpoint"


async def ask(opened, path, place, **more):
    where = {"line": place.line, "character": place.character}
    return await opened.ask("mam/json", textDocument={"uri": opened.uri(path)}, position=where, **more)


def compiled(folder, out):
    """Every object of every tenant as the command writes it."""
    done = command("compile", folder, "--out", out)
    assert done.returncode == 0, done.stderr
    found = {}
    for manifest in out.glob("*/manifest.json"):
        tenant = manifest.parent.name
        for one in json.loads(manifest.read_text())["objects"]:
            body = json.loads((manifest.parent / one["path"]).read_text())
            head = {"tenant": tenant, **{key: one[key] for key in HEAD[1:]}}
            found[tenant, one["path"]] = {**head, "body": body, "actions": one.get("actions", {})}
    return found


def spans_hold(opened, text, spans):
    """Every span is a property of the JSON with its value; the current ones are given back, with their sentences."""
    current = set()
    for span in spans:
        where, place = as_range(span["range"]), span["sentence"]
        said = text[opened.offset(text, where.start) : opened.offset(text, where.end)]
        value, key, rest = json.loads(text), None, span["property"]
        while rest:
            if isinstance(value, list):
                # A setting of an app's configuration is an entry of a list; its name may have dots.
                (value,), key, rest = [one for one in value if one["name"] == rest], None, ""
            else:
                key, _, rest = rest.partition(".")
                value = value[key]
        assert json.loads("{" + said + "}" if key else said) == ({key: value} if key else value)
        if span["current"]:
            current.add((span["property"], opened.read(opened.path(place["uri"]), as_range(place["range"]))))
    return current


def as_range(value):
    return t.Range(*(t.Position(value[end]["line"], value[end]["character"]) for end in ("start", "end")))


@pytest.mark.parametrize("example", [pytest.param(name, marks=pytest.mark.example(name)) for name in EXAMPLES])
async def test_blocks_give_what_the_command_compiles(opened, example, tmp_path):
    paths = sorted(str(path.relative_to(opened.folder)) for path in opened.folder.rglob("*.mam"))
    found = {}
    for path in paths:
        opened.open(path)
    for path in paths:
        params = t.DocumentSymbolParams(opened.document(path))
        for symbol in await opened.client.text_document_document_symbol_async(params):
            answer = await ask(opened, path, symbol.selection_range.start)
            assert (answer["reason"] is None) == bool(answer["objects"]), answer["reason"]
            assert answer["omitted"] == 0
            for one in answer["objects"]:
                spans_hold(opened, one["json"], one["spans"])
                body = json.loads(one["json"])
                assert one["json"] == json.dumps(body, indent=2, ensure_ascii=False)
                actions = {call["name"]: json.loads(call["json"]) for call in one["actions"]}
                head = {key: one[key] for key in HEAD}
                found[one["tenant"], one["path"]] = {**head, "body": body, "actions": actions}
    assert found == compiled(opened.folder, tmp_path / "out")


@pytest.mark.example("byod")
async def test_the_sentence_at_the_cursor_is_marked(opened):
    opened.open("byod.mam")
    answer = await ask(opened, "byod.mam", opened.at("byod.mam", "unmanaged apps require thr|eat"))
    assert (answer["title"], answer["tenants"], answer["omitted"]) == ("BYOD", ["contoso"], 0)
    said = "unmanaged apps require threat level low else wipe"
    marked = {("maximumAllowedDeviceThreatLevel", said), ("mobileThreatDefenseRemediationAction", said)}
    told = {one["title"]: spans_hold(opened, one["json"], one["spans"]) for one in answer["objects"]}
    assert told == {
        "BYOD (Android, managed)": set(),
        "BYOD (Android, unmanaged)": marked,
        "BYOD (iOS, managed)": set(),
        "BYOD (iOS, unmanaged)": marked,
    }


@pytest.mark.example("service-provider")
async def test_one_tenant_can_be_asked_for(opened):
    opened.open("policies.mam")
    place = opened.at("policies.mam", 'app protection "Pho|nes"')
    answer = await ask(opened, "policies.mam", place, tenant="woodgrove")
    assert answer["tenants"] == ["adatum", "northwind", "woodgrove"]
    assert [(one["title"], one["tenant"]) for one in answer["objects"]] == [
        ("Phones (Android)", "woodgrove"),
        ("Phones (iOS)", "woodgrove"),
    ]
    grace = [json.loads(one["json"])["periodOfflineBeforeAccessCheck"] for one in answer["objects"]]
    assert grace == ["PT4H", "PT4H"]


@pytest.mark.example("byod")
async def test_it_answers_from_the_buffer_and_says_why_when_there_is_nothing(opened):
    text = opened.open("byod.mam")
    opened.change("byod.mam", [t.TextDocumentContentChangeWholeDocument(text.replace("version 17.0", "version 18.1"))])
    answer = await ask(opened, "byod.mam", opened.at("byod.mam", 'app protection "BY|OD"'))
    versions = [json.loads(one["json"])["minimumWarningOsVersion"] for one in answer["objects"]]
    assert versions == [None, None, "18.1", "18.1"]
    answer = await ask(opened, "byod.mam", t.Position(0, 3))
    assert answer["objects"] == [] and answer["reason"]

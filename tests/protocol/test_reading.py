"""What helps to read a policy."""

import pytest
from lsprotocol import types as t

BYOD = "byod.mam"
PHRASE = "require threat level {level} else {action}"
# Line, text, kind and modifiers of what is coloured in the text below.
COLOURS = [
    (0, "// 😀", "comment"),
    (1, "use", "keyword"),
    (1, "std", "namespace"),
    (1, ".", "operator"),
    (1, "apps", "namespace"),
    (1, "outlook", "namespace"),
    (3, "param", "keyword"),
    (3, "a", "parameter", "declaration"),
    (3, ":", "operator"),
    (3, "group", "keyword"),
    (3, "=", "operator"),
    (3, "group", "keyword"),
    (3, '"😀"', "string"),
    (5, "app", "keyword"),
    (5, "protection", "keyword"),
    (5, '"P"', "string"),
    (5, "for", "keyword"),
    (5, "ios", "keyword"),
    (6, "apps", "keyword"),
    (6, "outlook", "namespace"),
    (7, "assign", "keyword"),
    (7, "to", "keyword"),
    (7, "group", "keyword"),
    (7, '"😀"', "string"),
    (7, "a", "parameter"),
    (8, "require", "keyword"),
    (8, "pin", "keyword"),
    (8, "length", "keyword"),
    (8, "6", "number"),
]
pytestmark = pytest.mark.example("byod")


@pytest.fixture
def byod(opened):
    opened.open(BYOD)
    return opened


def markdown(found):
    assert found.kind == t.MarkupKind.Markdown
    return found.value


async def test_hover_tells_what_a_sentence_means_and_writes(byod):
    params = byod.params(t.HoverParams, BYOD, "unmanaged apps require thr|eat")
    found = await byod.client.text_document_hover_async(params)
    assert byod.read(BYOD, found.range) == "unmanaged apps require threat level low else wipe"
    shown = markdown(found.contents)
    assert shown.startswith(f"`{PHRASE}`\n\nHighest device threat level that the threat defence app may report.\n")
    facts = [line for line in shown.splitlines() if line.startswith("- ")]
    assert facts == [
        "- Admin centre: Conditional launch › Device conditions › Max allowed device threat level",
        "- Platforms: android, ios, windows",
        '- Graph: `maximumAllowedDeviceThreatLevel`, `"notConfigured"` by default',
        '- Graph: `mobileThreatDefenseRemediationAction`, `"block"` by default',
        "- Strictest first: `secured`, `low`, `medium`, `high`",
        "- Strictest first: `wipe`, `block`",
        '- `maximumAllowedDeviceThreatLevel` = `"low"` in BYOD (Android, unmanaged), BYOD (iOS, unmanaged)',
        '- `mobileThreatDefenseRemediationAction` = `"wipe"` in BYOD (Android, unmanaged), BYOD (iOS, unmanaged)',
    ]


async def test_hover_tells_the_ids_of_an_app_and_is_silent_on_nothing(byod):
    found = await byod.client.text_document_hover_async(byod.params(t.HoverParams, BYOD, "apps out|look"))
    assert byod.read(BYOD, found.range) == "outlook"
    lines = markdown(found.contents).splitlines()
    assert lines[0] == "`outlook` is an app" and lines[-2:] == [
        "- Android: `com.microsoft.office.outlook`",
        "- iOS: `com.microsoft.office.outlook`",
    ]
    blank = t.HoverParams(byod.document(BYOD), t.Position(1, 0))
    assert await byod.client.text_document_hover_async(blank) is None


@pytest.mark.parametrize(("place", "hole"), [("require threat level |low else wipe", 0), ("level low else |wipe", 1)])
async def test_signature_help_shows_the_hole_that_is_filled(byod, place, hole):
    found = await byod.client.text_document_signature_help_async(byod.params(t.SignatureHelpParams, BYOD, place))
    (shown,) = found.signatures
    assert (shown.label, found.active_signature, found.active_parameter) == (PHRASE, 0, hole)
    assert [PHRASE[slice(*one.label)] for one in shown.parameters] == ["{level}", "{action}"]
    assert "- `low`: Low threats pass." in shown.parameters[0].documentation.value
    assert shown.parameters[1].documentation.value.startswith("- `wipe`\n- `block`\n\nStrictest first.")


async def test_hints_tell_what_the_tenant_gives_and_what_is_replaced(byod):
    params = t.InlayHintParams(byod.document(BYOD), byod.whole(BYOD))
    found = await byod.client.text_document_inlay_hint_async(params)
    lines = byod.texts[BYOD].splitlines()
    staff, glass = '= group "All staff"', '= group "Emergency access"'
    told = sorted((one.position.line, lines[one.position.line][: one.position.character][-11:], one.label) for one in found)
    assert told == [
        (13, "break_glass", glass),
        (13, "gn to staff", staff),
        (21, 'have ended"', "instead of “require os version 14.8 else block on ios” (enha…"),
        (28, "break_glass", glass),
        (28, "gn to staff", staff),
        (33, "break_glass", glass),
    ]
    settings = t.DidChangeConfigurationParams({"mam": {"inlayHints": False}})
    byod.client.workspace_did_change_configuration(settings)
    assert not await byod.client.text_document_inlay_hint_async(params)


async def test_lenses_tell_what_blocks_become(byod):
    found = await byod.client.text_document_code_lens_async(t.CodeLensParams(byod.document(BYOD)))
    told = [(one.range.start.line, one.command.title, one.command.command) for one in found]
    assert told == [
        (9, "compiles to 1 object", "mam.showJson"),
        (11, "compiles to 4 objects", "mam.showJson"),
        (11, "differs from level 2 (enhanced) in 2 places", "mam.showLevel"),
        (26, "compiles to 2 objects", "mam.showJson"),
        (32, "compiles to 1 object", "mam.showJson"),
    ]
    for one in found:
        place = {"line": one.range.start.line, "character": 0}
        assert [one.command.arguments[0], plain_place(one.command.arguments[1])] == [byod.uri(BYOD), place]


@pytest.mark.example("service-provider")
async def test_hints_and_lenses_know_all_tenants(opened):
    policies, phones = "policies.mam", "baselines/phones.mam"
    opened.open(policies)
    opened.open(phones)
    params = t.InlayHintParams(opened.document(phones), opened.whole(phones))
    found = await opened.client.text_document_inlay_hint_async(params)
    told = {one.position.line: (one.label, one.tooltip.splitlines()) for one in found}
    assert told == {
        18: ("= adatum: 17.0, northwind: 17.0, 1 more", ["adatum: 17.0", "northwind: 17.0", "woodgrove: 18.0"]),
        19: ("= 13.0", ["adatum: 13.0", "northwind: 13.0", "woodgrove: 13.0"]),
        22: ("= adatum: 1 day, northwind: 1 day, 1 more", ["adatum: 1 day", "northwind: 1 day", "woodgrove: 4 hours"]),
    }

    async def lenses(path):
        found = await opened.client.text_document_code_lens_async(t.CodeLensParams(opened.document(path)))
        return [(one.range.start.line, one.command.title) for one in found]

    assert await lenses(phones) == [(14, "included by 1 block")]
    assert await lenses(policies) == [
        (11, "compiles to 3 objects for 3 tenants"),
        (13, "compiles to 6 objects for 3 tenants"),
        (13, "differs from level 2 (enhanced) in 5 places"),
        (21, "compiles to 6 objects for 3 tenants"),
        (28, "compiles to 3 objects for 3 tenants"),
    ]


def plain_place(place):
    return place if isinstance(place, dict) else place._asdict()


@pytest.mark.filterwarnings("ignore:Client does not support tooltips")
async def test_links_lead_to_modules(byod):
    found = await byod.client.text_document_document_link_async(t.DocumentLinkParams(byod.document(BYOD)))
    told = [(byod.read(BYOD, one.range), one.target) for one in found]
    assert told == [("std.apps", "mam:/std/apps.mam"), ("std.levels", "mam:/std/levels.mam")]


async def test_the_outline_is_the_declarations(byod):
    found = await byod.client.text_document_document_symbol_async(t.DocumentSymbolParams(byod.document(BYOD)))
    kinds = t.SymbolKind
    assert [(one.name, one.detail, one.kind) for one in found] == [
        ("staff", "param : group", kinds.Variable),
        ("break_glass", "param : group", kinds.Variable),
        ("defender", "connector for android, ios", kinds.Class),
        ("BYOD", "app protection for android, ios", kinds.Class),
        ("Defender stays signed in", "app configuration for android, ios", kinds.Class),
        ("Mobile apps need app protection", "conditional access", kinds.Class),
        ("contoso", "tenant", kinds.Namespace),
        ("a phone with a threat keeps no mail", "guarantee once enforced", kinds.Method),
        ("a test virus on a personal Android phone", "test", kinds.Method),
    ]
    heads = [byod.read(BYOD, one.selection_range) for one in found]
    assert heads[3:6] == [
        'app protection "BYOD" for android, ios',
        'app configuration "Defender stays signed in" for android, ios',
        'conditional access "Mobile apps need app protection"',
    ]
    # A declaration reaches from its documentation to its end.
    assert byod.read(BYOD, found[2].range).startswith("/// Lets app protection policies")
    assert byod.read(BYOD, found[3].range).endswith("on android\n}")


async def test_names_of_the_workspace_are_found(byod):
    found = await byod.client.workspace_symbol_async(t.WorkspaceSymbolParams("byod"))
    told = [(one.name, one.container_name, byod.path(one.location.uri), one.location.range.start.line) for one in found]
    assert told == [("BYOD", "app protection for android, ios", BYOD, 11)]


async def test_blocks_and_uses_fold(byod):
    found = await byod.client.text_document_folding_range_async(t.FoldingRangeParams(byod.document(BYOD)))
    told = sorted((one.start_line, one.end_line, one.kind) for one in found)
    blocks = [(11, 22), (26, 29), (32, 38), (41, 44), (47, 50), (53, 56)]
    assert told == [(2, 3, "imports"), *((*one, None) for one in blocks)]


async def test_a_selection_grows_to_the_file(byod):
    params = t.SelectionRangeParams(byod.document(BYOD), [byod.at(BYOD, "apps out|look")])
    (found,) = await byod.client.text_document_selection_range_async(params)
    text, grown = byod.texts[BYOD], []
    while found is not None:
        grown.append(byod.read(BYOD, found.range))
        found = found.parent
    block = text[text.index('app protection "BYOD"') : text.index("\n\n/// Who signs out")]
    body = block[block.index("{") :]
    assert grown == ["outlook", "apps outlook, teams, onedrive", body[1:-1], body, block, text]


async def test_colours_tell_what_words_are(opened):
    text = (
        '// 😀\nuse std.apps (outlook)\n\nparam a: group = group "😀"\n\n'
        'app protection "P" for ios {\n    apps outlook\n    assign to group "😀", a\n    require pin length 6\n}\n'
    )
    opened.open("main.mam", text)
    legend = opened.capabilities.semantic_tokens_provider.legend
    document = opened.document("main.mam")
    whole = await opened.client.text_document_semantic_tokens_full_async(t.SemanticTokensParams(document))

    def decode(data):
        line = start = 0
        for down, right, length, kind, modifiers in zip(*[iter(data)] * 5, strict=True):
            line, start = line + down, right if down else start + right
            where = t.Range(t.Position(line, start), t.Position(line, start + length))
            named = [name for bit, name in enumerate(legend.token_modifiers) if modifiers >> bit & 1]
            yield line, opened.read("main.mam", where), legend.token_types[kind], *named

    told = list(decode(whole.data))
    assert told == COLOURS
    params = t.SemanticTokensRangeParams(document, t.Range(t.Position(3, 0), t.Position(4, 0)))
    part = await opened.client.text_document_semantic_tokens_range_async(params)
    assert list(decode(part.data)) == [one for one in COLOURS if one[0] == 3]

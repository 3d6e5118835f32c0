"""Names: where they are declared and used, and what changes when they do."""

import pytest
from lsprotocol import types as t
from opened import outputs
from pygls.exceptions import JsonRpcException

POLICIES, PHONES = "policies.mam", "baselines/phones.mam"
TENANTS = [f"tenants/{name}.mam" for name in ("adatum", "northwind", "woodgrove")]
START = t.Range(t.Position(0, 0), t.Position(0, 0))
EMOJI = (
    'param staff: group = group "All"\n\n'
    'app protection "P" for ios {\n    apps core microsoft\n    assign to group "😀", staff\n}\n'
)


async def definition(opened, path, place):
    found = await opened.client.text_document_definition_async(opened.params(t.DefinitionParams, path, place))
    return found and (opened.path(found.uri), found.range)


@pytest.mark.example("service-provider")
async def test_definitions_are_found_in_other_files_and_in_what_comes_with_mam(opened):
    for path in (POLICIES, PHONES, TENANTS[2]):
        opened.open(path)
    path, where = await definition(opened, POLICIES, "include pho|nes")
    assert (path, opened.read(path, where)) == (PHONES, "phones")
    assert await definition(opened, POLICIES, "use base|lines.phones") == (PHONES, START)
    path, where = await definition(opened, TENANTS[2], "old|est_ios")
    assert (path, opened.read(path, where)) == (PHONES, "oldest_ios")
    for start, place, kind, said in [
        (POLICIES, "apps defen|der", "mam:/std/apps.mam", "defender"),
        (PHONES, "include enh|anced", "mam:/std/levels.mam", "enhanced"),
    ]:
        path, where = await definition(opened, start, place)
        assert path == kind
        opened.texts[path] = await opened.ask("mam/text", uri=path)
        assert opened.read(path, where) == said
        line = opened.texts[path].splitlines()[where.start.line]
        assert line.startswith(("app defender ", "baseline enhanced ")), line
    # A sentence leads to its entry in the vocabulary.
    path, where = await definition(opened, PHONES, "require play int|egrity")
    opened.texts[path] = await opened.ask("mam/text", uri=path)
    assert path.startswith("mam:/std/") and "play integrity" in opened.read(path, where)
    assert await definition(opened, POLICIES, "//! The pol|icies") is None


@pytest.mark.xfail(
    strict=True, raises=AssertionError, reason="a word of a module's path is taken for a name that is called the same"
)
@pytest.mark.example("service-provider")
async def test_the_last_word_of_a_module_leads_to_its_file(opened):
    opened.open(POLICIES)
    assert await definition(opened, POLICIES, "use baselines.pho|nes") == (PHONES, START)


@pytest.mark.example("service-provider")
async def test_references_stand_in_all_files(opened):
    opened.open(POLICIES)
    for path in TENANTS:
        opened.texts[path] = (opened.folder / path).read_text()

    async def references(declaration):
        context = t.ReferenceContext(include_declaration=declaration)
        params = opened.params(t.ReferenceParams, POLICIES, "param st|aff", context=context)
        found = await opened.client.text_document_references_async(params)
        assert {opened.read(opened.path(one.uri), one.range) for one in found} == {"staff"}
        return sorted((opened.path(one.uri), one.range.start.line) for one in found)

    # Woodgrove's tenant has a line of documentation.
    uses = [(POLICIES, 15), (POLICIES, 23), *zip(TENANTS, [2, 2, 3], strict=True)]
    assert await references(False) == sorted(uses)
    assert await references(True) == sorted([(POLICIES, 6), *uses])


@pytest.mark.example("byod")
async def test_highlights_and_linked_ranges_are_the_uses_in_the_file(opened):
    opened.open("byod.mam")
    params = opened.params(t.DocumentHighlightParams, "byod.mam", "param st|aff")
    found = await opened.client.text_document_document_highlight_async(params)
    lines = [(line, "staff") for line in (5, 13, 28, 43, 54)]
    assert opened.lines("byod.mam", [one.range for one in found]) == lines
    kinds = t.DocumentHighlightKind
    assert [one.kind for one in found] == [kinds.Write, *[kinds.Read] * 4]
    params = opened.params(t.LinkedEditingRangeParams, "byod.mam", "param st|aff")
    linked = await opened.client.text_document_linked_editing_range_async(params)
    assert opened.lines("byod.mam", linked.ranges) == lines
    params = opened.params(t.LinkedEditingRangeParams, "byod.mam", "block sign|-out")
    assert await opened.client.text_document_linked_editing_range_async(params) is None


async def rename(opened, path, place, new):
    params = opened.params(t.RenameParams, path, place, new_name=new)
    return opened.edited(await opened.client.text_document_rename_async(params))


@pytest.mark.example("service-provider")
async def test_a_name_is_renamed_in_all_files_and_compiles_to_the_same(opened, tmp_path):
    text = opened.open(POLICIES)
    params = opened.params(t.PrepareRenameParams, POLICIES, "param st|aff")
    prepared = await opened.client.text_document_prepare_rename_async(params)
    assert (opened.read(POLICIES, prepared.range), prepared.placeholder) == ("staff", "staff")
    edited = await rename(opened, POLICIES, "param st|aff", "people")
    wanted = {path: (opened.folder / path).read_text().replace("staff =", "people =") for path in TENANTS}
    wanted[POLICIES] = text.replace("staff", "people")
    assert edited == wanted
    before = outputs(opened.folder, tmp_path / "before")
    for path, changed in edited.items():
        (opened.folder / path).write_text(changed)
    assert outputs(opened.folder, tmp_path / "after") == before
    assert len(before) > 10


async def test_behind_an_emoji_a_name_is_renamed_where_it_stands(opened):
    opened.open("main.mam", EMOJI)
    path, where = await definition(opened, "main.mam", '"😀", sta|ff')
    assert (path, opened.lines(path, [where])) == ("main.mam", [(0, "staff")])
    edited = await rename(opened, "main.mam", '"😀", sta|ff', "people")
    assert edited == {"main.mam": EMOJI.replace("staff", "people")}


@pytest.mark.example("byod")
@pytest.mark.parametrize(
    ("place", "new", "why"),
    [
        ("param st|aff", "break_glass", "there is a param `break_glass` already"),
        ("apps out|look", "mail", "comes with mam"),
        ("param st|aff", "two words", "is no name"),
    ],
)
async def test_what_cannot_be_renamed_is_refused_with_the_reason(opened, place, new, why):
    opened.open("byod.mam")
    with pytest.raises(JsonRpcException) as refused:
        await rename(opened, "byod.mam", place, new)
    assert refused.value.code == -32803 and why in refused.value.message


@pytest.mark.example("service-provider")
async def test_what_includes_what_is_followed_both_ways(opened):
    client = opened.client
    for path in (POLICIES, PHONES):
        opened.open(path)
    params = opened.params(t.CallHierarchyPrepareParams, POLICIES, "include pho|nes")
    (phones,) = await client.text_document_prepare_call_hierarchy_async(params)
    assert (phones.name, opened.path(phones.uri)) == ("phones", PHONES)
    incoming = await client.call_hierarchy_incoming_calls_async(t.CallHierarchyIncomingCallsParams(phones))
    found = [(one.from_.name, opened.path(one.from_.uri), opened.lines(POLICIES, one.from_ranges)) for one in incoming]
    assert found == [("Phones", POLICIES, [(17, "include phones")])]
    outgoing = await client.call_hierarchy_outgoing_calls_async(t.CallHierarchyOutgoingCallsParams(phones))
    found = [(one.to.name, one.to.uri, opened.lines(PHONES, one.from_ranges)) for one in outgoing]
    assert found == [("enhanced", "mam:/std/levels.mam", [(15, "include enhanced")])]


@pytest.mark.example("service-provider")
async def test_what_uses_a_file_follows_it_to_its_new_name(opened):
    text = opened.open(POLICIES)
    moved = t.FileRename(opened.uri(PHONES), opened.uri("baselines/mobiles.mam"))
    edit = await opened.client.workspace_will_rename_files_async(t.RenameFilesParams([moved]))
    assert opened.edited(edit) == {POLICIES: text.replace("use baselines.phones", "use baselines.mobiles")}

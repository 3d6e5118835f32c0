"""What an editor can do is heeded: nothing is given in a form that it did not say to know."""

import asyncio

import pytest
from lsprotocol import types as t
from opened import diagnosed
from pytest_lsp.checks import LspSpecificationWarning

WRONG = (AssertionError, LspSpecificationWarning)
BROKEN = 'app protection "P" for ios {\n    apps core microsoft\n    assign to all users\n    requir pin\n}\n'


def fault(request, opened, editors, reason):
    """The server is wrong for these editors; a test that passes all the same fails, so that this is taken back."""
    if opened.editor in editors:
        request.applymarker(pytest.mark.xfail(strict=True, raises=WRONG, reason=reason))


def test_columns_are_counted_as_the_editor_offers(opened):
    chosen = {"code": "utf-16", "neovim": "utf-8", "emacs": "utf-8"}
    assert opened.capabilities.position_encoding == chosen[opened.editor]
    offered = opened.client.capabilities.text_document.diagnostic is not None
    assert (opened.capabilities.diagnostic_provider is not None) == offered == (opened.editor == "neovim")


@pytest.mark.example("byod")
async def test_documentation_of_words_is_in_a_known_format(opened, request):
    fault(request, opened, ["emacs"], "completion documents in Markdown, which this editor did not offer")
    opened.open("byod.mam")
    params = opened.params(t.CompletionParams, "byod.mam", "unmanaged apps require threat level |low")
    # pytest-lsp looks into the answer.
    assert await opened.client.text_document_completion_async(params)


@pytest.mark.example("byod")
@pytest.mark.filterwarnings("ignore:Client does not support")
async def test_tab_stops_are_for_editors_that_know_them(opened, request):
    fault(request, opened, ["emacs"], "completion inserts `${1|…|}` literally: this editor knows no snippets")
    opened.open("byod.mam")
    place = opened.params(t.CompletionParams, "byod.mam", "    include enhanced\n|")
    found = await opened.client.text_document_completion_async(place)
    stops = any(one.insert_text_format == t.InsertTextFormat.Snippet or "${" in one.text_edit.new_text for one in found)
    assert found and stops == opened.client.capabilities.text_document.completion.completion_item.snippet_support


@pytest.mark.example("byod")
async def test_signatures_are_documented_in_a_known_format(opened, request):
    fault(request, opened, ["emacs"], "signature help documents in Markdown, which this editor did not offer")
    opened.open("byod.mam")
    params = opened.params(t.SignatureHelpParams, "byod.mam", "unmanaged apps require threat level |low")
    found = await opened.client.text_document_signature_help_async(params)
    known = opened.client.capabilities.text_document.signature_help.signature_information.documentation_format
    assert found.signatures[0].documentation.kind in (known or [t.MarkupKind.PlainText])


@pytest.mark.example("byod")
async def test_links_have_tooltips_for_editors_that_show_them(opened, request):
    fault(request, opened, ["neovim", "emacs"], "links have tooltips, which this editor did not offer")
    opened.open("byod.mam")
    found = await opened.client.text_document_document_link_async(t.DocumentLinkParams(opened.document("byod.mam")))
    assert len(found) == 2


@pytest.mark.example("byod")
async def test_hints_are_refreshed_where_the_editor_can(opened, request):
    fault(request, opened, ["code", "emacs"], "`workspace/inlayHint/refresh` is asked of an editor that lacks it")
    opened.open("byod.mam")
    opened.client.workspace_did_change_configuration(t.DidChangeConfigurationParams({"mam": {"inlayHints": False}}))
    params = t.InlayHintParams(opened.document("byod.mam"), opened.whole("byod.mam"))
    assert not await opened.client.text_document_inlay_hint_async(params)
    # The server asks after it has answered.
    for _ in range(100):
        if not opened.client.refreshed:
            await asyncio.sleep(0.01)
    hints = opened.client.capabilities.workspace.inlay_hint
    assert opened.client.refreshed == ([opened.editor] if hints and hints.refresh_support else [])


def shown(opened):
    return opened.client.capabilities.text_document.publish_diagnostics


async def test_a_diagnostic_leads_to_its_page_where_the_editor_can(opened, request):
    fault(request, opened, ["neovim", "emacs"], "diagnostics have a `codeDescription`, which this editor did not offer")
    opened.open("main.mam", BROKEN)
    found = (await diagnosed(opened, ["main.mam"]))["main.mam"]
    assert [bool(one.code_description) for one in found] == [bool(shown(opened).code_description_support)] * len(found)


@pytest.mark.example("byod")
async def test_a_diagnostic_has_other_places_where_the_editor_shows_them(opened, request):
    fault(request, opened, ["emacs"], "diagnostics have `relatedInformation`, which this editor did not offer")
    opened.open("byod.mam")
    found = (await diagnosed(opened, ["byod.mam"]))["byod.mam"]
    assert any(one.related_information for one in found) == bool(shown(opened).related_information)

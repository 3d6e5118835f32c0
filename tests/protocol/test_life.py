"""The life of a session: changes, cancelling, unknown questions, leaving."""

import asyncio

import pytest
import pytest_asyncio
from conftest import SERVER
from lsprotocol import types as t
from pygls.exceptions import JsonRpcException

MAIN = "main.mam"
TEXT = (
    'use std.apps (outlook)\n\n'
    'app protection "Bé😀" for ios {\n    apps outlook // 😀\n    assign to group "😀", group "all"\n}\n'
)


def typed(opened, place, new, until=None):
    start = opened.at(MAIN, place)
    return t.TextDocumentContentChangePartial(range=t.Range(start, opened.at(MAIN, until or place)), text=new)


async def test_changes_behind_emoji_land_where_they_were_made(opened):
    opened.open(MAIN, TEXT)
    for change in [("Bé😀|", "!"), ("// 😀|", "😀 ß"), ('|group "all"', "all users", '|group "all"')]:
        opened.change(MAIN, [typed(opened, *change)])
    opened.change(MAIN, [typed(opened, 'all users|group "all"', "", 'all usersgroup "all"|')])
    wanted = TEXT.replace("Bé😀", "Bé😀!").replace("// 😀", "// 😀😀 ß").replace('group "all"', "all users")
    assert await opened.ask("mam/text", uri=opened.uri(MAIN)) == wanted == opened.texts[MAIN]
    # And two in one message, the second counted in the text after the first.
    first = typed(opened, "Bé😀|!", "😀")
    opened.texts["after"] = wanted.replace("Bé😀!", "Bé😀😀!")
    there = opened.at("after", "Bé😀😀|!")
    over = t.Range(there, t.Position(there.line, there.character + 1))
    opened.change(MAIN, [first, t.TextDocumentContentChangePartial(range=over, text="?")])
    assert await opened.ask("mam/text", uri=opened.uri(MAIN)) == wanted.replace("Bé😀!", "Bé😀😀?")


async def test_an_unknown_question_is_answered_by_an_error(opened):
    with pytest.raises(JsonRpcException) as refused:
        await opened.ask("mam/nothing")
    assert refused.value.code == -32601
    with pytest.raises(JsonRpcException) as refused:
        await opened.ask("mam/text", uri="mam:/std/nothing.mam")
    assert (refused.value.code, "mam:/std/nothing.mam" in refused.value.message) == (-32602, True)
    # A notification of its own that a client may send is let pass.
    opened.client.protocol.notify("$/nothing", {})
    assert await opened.ask("mam/text", uri="mam:/std/levels.mam")


async def test_a_question_is_cancelled_and_the_next_one_answered(opened):
    blocks = "".join(f'app protection "P{one}" for android, ios {{\n    include high\n}}\n\n' for one in range(1500))
    opened.open(MAIN, "use std.levels (high)\n\n" + blocks)
    protocol = opened.client.protocol
    params = t.CodeLensParams(opened.document(MAIN))
    future = protocol.send_request("textDocument/codeLens", params)
    (number,) = [key for key, one in protocol._request_futures.items() if one is future]
    protocol.notify("$/cancelRequest", t.CancelParams(number))
    with pytest.raises(JsonRpcException) as cancelled:
        await asyncio.wrap_future(future)
    assert cancelled.value.code == -32800
    assert (await opened.ask("mam/text", uri=opened.uri(MAIN))).endswith(blocks)


@pytest_asyncio.fixture
async def bare():
    """A server that nobody takes leave of."""
    client = await SERVER.start()
    await client.initialize_session(t.InitializeParams(capabilities=t.ClientCapabilities(), root_uri=None))
    yield client
    await client.stop()


async def left(client):
    async with asyncio.timeout(10):
        return await client._server.wait()


async def test_who_takes_leave_gets_no_error(bare):
    assert await bare.shutdown_async(None) is None
    bare.exit(None)
    assert await left(bare) == 0


async def test_who_leaves_without_a_word_gets_one(bare):
    bare.exit(None)
    assert await left(bare) == 1

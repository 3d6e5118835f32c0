"""The editors that ask: what each can do was recorded by pytest-lsp from the editor itself."""

import shutil
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as t
from opened import MAM, REPO, Opened
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

EDITORS = {"code": "visual_studio_code_v1.65.2", "neovim": "neovim_v0.11.0", "emacs": "emacs_v29.1"}
SERVER = ClientServerConfig(server_command=[MAM, "lsp"])


@pytest.fixture
def folder(tmp_path: Path, request) -> Path:
    """A copy of the example that the test names with `@pytest.mark.example`, or an empty folder."""
    mark = request.node.get_closest_marker("example")
    target = (tmp_path / "project").resolve()
    if mark is None:
        target.mkdir()
    else:
        shutil.copytree(REPO / "examples" / mark.args[0], target)
    return target


@pytest_lsp.fixture(config=SERVER, params=list(EDITORS))
async def client(request, folder: Path, lsp_client: LanguageClient):
    name = EDITORS[request.param]
    editor, version = name.rsplit("_v", 1)
    # The newest that was recorded is the one that is named, unless another is asked for.
    capabilities = client_capabilities(f"{editor}@v{version}")
    lsp_client.refreshed = []
    lsp_client.feature(t.WORKSPACE_INLAY_HINT_REFRESH)(lambda *_: lsp_client.refreshed.append(request.param))
    params = t.InitializeParams(
        capabilities=capabilities,
        workspace_folders=[t.WorkspaceFolder(folder.as_uri(), folder.name)],
        root_uri=folder.as_uri(),
    )
    lsp_client.opened = Opened(lsp_client, request.param, folder, await lsp_client.initialize_session(params))
    yield
    await lsp_client.shutdown_session()


@pytest.fixture
def opened(client: LanguageClient) -> Opened:
    return client.opened

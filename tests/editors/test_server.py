"""The server, driven by a client that others wrote."""

import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

GOOD = """\
template: azure
name: Entra
description: For the tests
config:
  auth_type: Viewer
  auth_mode: Confidential
  tenant_id: 8d2f1c3a-7b4e-4f6a-9c1d-2e5b8a7f6c4d
  client_id: 1f6a2b3c-4d5e-4a7b-8c9d-0e1f2a3b4c5d
  client_secret: ${ENTRA_SECRET}
  scopes: offline_access 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default
"""


@pytest_lsp.fixture(
    params=["neovim", "visual-studio-code"],
    config=ClientServerConfig(server_command=[os.environ["CONNECTLINT"], "lsp"]),
)
async def client(request, lsp_client: LanguageClient, tmp_path: pathlib.Path):
    lsp_client.folder = tmp_path

    # What a real VS Code answers, and the stand-in does not.
    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def registered(_: types.RegistrationParams):
        return None

    lsp_client.greeting = await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(request.param),
            workspace_folders=[types.WorkspaceFolder(uri=tmp_path.as_uri(), name="here")],
        )
    )
    yield
    await lsp_client.shutdown_session()


def open_file(client: LanguageClient, name: str, text: str) -> str:
    uri = (client.folder / name).as_uri()
    item = types.TextDocumentItem(uri=uri, language_id="yaml", version=1, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
    return uri


async def findings(client: LanguageClient, uri: str) -> list[str]:
    """What is found, pushed or fetched, as the greeting says."""
    if client.greeting.capabilities.diagnostic_provider:
        document = types.TextDocumentIdentifier(uri=uri)
        report = await client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(text_document=document)
        )
        return [str(it.code) for it in report.items]
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return [str(it.code) for it in client.diagnostics.get(uri, [])]


@pytest.mark.asyncio
async def test_findings_follow_the_text(client: LanguageClient):
    uri = open_file(client, "a.yaml", GOOD.replace("Confidential", "Public"))
    assert await findings(client, uri) == ["public-client-secret"]
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=uri, version=2),
            content_changes=[types.TextDocumentContentChangeWholeDocument(text=GOOD)],
        )
    )
    assert await findings(client, uri) == []


@pytest.mark.asyncio
async def test_pointer_completion_actions_and_outline(client: LanguageClient):
    uri = open_file(client, "a.yaml", GOOD.replace("Confidential", "Public"))
    await findings(client, uri)
    document = types.TextDocumentIdentifier(uri=uri)
    at = types.Position(line=8, character=20)
    hover = await client.text_document_hover_async(types.HoverParams(text_document=document, position=at))
    assert "# A Public client has a client secret" in hover.contents.value
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=document,
            range=types.Range(start=at, end=at),
            context=types.CodeActionContext(diagnostics=[]),
        )
    )
    kinds = {str(getattr(it.kind, "value", it.kind)) for it in actions}
    assert kinds == {"quickfix", "source.fixAll.connectlint"}
    start = types.Position(line=0, character=10)
    items = await client.text_document_completion_async(
        types.CompletionParams(text_document=document, position=start)
    )
    assert "snowflake" in [it.label for it in items]
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(text_document=document)
    )
    assert [it.name for it in symbols] == ["Entra"]

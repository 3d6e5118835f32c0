//! The protocol: which question goes where. Every handler that changes a text does so before it awaits anything, so that changes keep
//! the order they came in; every answer that takes work is made on a thread of its own. Must not know how an answer is found.

pub use crate::backend::{Backend, Place, Shared};
use crate::features;
use crate::text::Encoding;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::*;

fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let several = params.workspace_folders.iter().flatten().filter_map(|folder| folder.uri.to_file_path().ok());
    let several: Vec<_> = several.collect();
    if !several.is_empty() {
        return several;
    }
    params.root_uri.as_ref().and_then(|uri| uri.to_file_path().ok()).into_iter().collect()
}

/// What cannot be done, and why, as editors show it.
fn refused(reason: String) -> Error {
    // The protocol's `RequestFailed`.
    Error { code: ErrorCode::ServerError(-32803), message: reason.into(), data: None }
}

/// Whether an editor asks again for the edit of the action that is chosen.
fn resolves(capabilities: &ClientCapabilities) -> bool {
    let actions = capabilities.text_document.as_ref().and_then(|text| text.code_action.as_ref());
    let known = actions.and_then(|actions| actions.resolve_support.as_ref());
    known.is_some_and(|known| known.properties.iter().any(|property| property == "edit"))
}

fn known_call(item: CallHierarchyItem) -> Option<features::calls::Known> {
    serde_json::from_value(item.data?).ok()
}

#[tower_lsp::async_trait]
impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let general = params.capabilities.general.as_ref();
        let encoding = Encoding::choose(general.and_then(|general| general.position_encodings.as_deref()));
        let pulls = params.capabilities.text_document.as_ref().is_some_and(|text| text.diagnostic.is_some());
        self.shared.configure(params.initialization_options.as_ref());
        self.shared.resolves.store(resolves(&params.capabilities), Ordering::Relaxed);
        let mut state = self.shared.state.lock();
        state.encoding = encoding;
        state.pulls = pulls;
        state.folders = folders(&params);
        Ok(InitializeResult {
            capabilities: features::capabilities(encoding, pulls),
            server_info: Some(ServerInfo { name: "mam".into(), version: Some(env!("CARGO_PKG_VERSION").into()) }),
        })
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let root = self.shared.state.lock().open(&document.uri, document.version, &document.text);
        self.project(&root).touch();
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let document = params.text_document;
        let root = self.shared.state.lock().change(&document.uri, document.version, &params.content_changes);
        if let Some(root) = root {
            self.project(&root).touch();
        }
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        let root = self.shared.state.lock().close(&params.text_document.uri);
        if let Some(root) = root {
            self.project(&root).touch();
        }
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.files_changed([params.text_document.uri]);
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.files_changed(params.changes.into_iter().map(|change| change.uri));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: Vec<WorkspaceFolder>| -> Vec<PathBuf> {
            folders.into_iter().filter_map(|folder| folder.uri.to_file_path().ok()).collect()
        };
        let (added, removed) = (paths(params.event.added), paths(params.event.removed));
        let moved = {
            let mut state = self.shared.state.lock();
            state.folders.retain(|folder| !removed.contains(folder));
            state.folders.extend(added);
            state.place_again()
        };
        moved.iter().for_each(|root| self.project(root).touch());
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let url = params.text_document.uri.clone();
        let found = self.ask(&url, move |place| Some(features::diagnostics::of_file(place, &params))).await?;
        let report = found.unwrap_or_else(features::diagnostics::nothing);
        Ok(DocumentDiagnosticReportResult::Report(report))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let url = params.text_document.uri.clone();
        let lazily = self.shared.resolves.load(Ordering::Relaxed);
        self.ask(&url, move |place| features::actions::of(place, &params, lazily)).await
    }

    async fn code_action_resolve(&self, mut action: CodeAction) -> Result<CodeAction> {
        let offered =
            action.data.take().and_then(|data| serde_json::from_value::<features::actions::Offered>(data).ok());
        let Some(offered) = offered else { return Ok(action) };
        let (url, title) = (offered.uri.clone(), action.title.clone());
        let resolve = move |place: &Place| Some(features::actions::resolve(place, &offered, &title));
        action.edit = self.ask(&url, resolve).await?.transpose().map_err(refused)?;
        Ok(action)
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.ask(&params.text_document.uri, |place| Some(features::formatting::whole(place))).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let range = params.range;
        self.ask(&params.text_document.uri, move |place| Some(features::formatting::range(place, range))).await
    }

    async fn on_type_formatting(&self, params: DocumentOnTypeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let place = params.text_document_position;
        let at = place.position;
        self.ask(&place.text_document.uri, move |place| Some(features::formatting::range(place, Range::new(at, at))))
            .await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.ask(&params.text_document.uri, |place| Some(features::symbols::of_file(place))).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<Vec<SymbolInformation>>> {
        let projects: Vec<_> = self.shared.state.lock().projects.values().cloned().collect();
        let mut snapshots = Vec::new();
        for project in projects {
            snapshots.extend(project.current().await);
        }
        self.work(move || Some(features::symbols::of_workspace(&snapshots, &params.query))).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.ask(&params.text_document.uri, |place| Some(features::folding::of(place))).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let url = params.text_document.uri.clone();
        self.ask(&url, move |place| Some(features::selection::of(place, &params.positions))).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let place = params.text_document_position;
        let at = place.position;
        self.ask(&place.text_document.uri, move |place| features::completion::at(place, at)).await
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        self.ask(&params.text_document.uri, |place| Some(features::tokens::of(place, None).into())).await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let range = params.range;
        self.ask(&params.text_document.uri, move |place| Some(features::tokens::of(place, Some(range)).into())).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let place = params.text_document_position_params;
        let at = place.position;
        self.ask(&place.text_document.uri, move |place| features::hover::at(place, at)).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let place = params.text_document_position_params;
        let at = place.position;
        self.ask(&place.text_document.uri, move |place| features::names::definition(place, at)).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let place = params.text_document_position;
        let (at, declaration) = (place.position, params.context.include_declaration);
        self.ask(&place.text_document.uri, move |place| features::references::of(place, at, declaration)).await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        let place = params.text_document_position_params;
        let at = place.position;
        self.ask(&place.text_document.uri, move |place| features::references::highlights(place, at)).await
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        let at = params.position;
        let answer = self.ask(&params.text_document.uri, move |place| Some(features::references::prepare(place, at)));
        answer.await?.transpose().map_err(refused)
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let (place, new) = (params.text_document_position, params.new_name);
        let at = place.position;
        let rename = move |place: &Place| Some(features::references::rename(place, at, &new));
        self.ask(&place.text_document.uri, rename).await?.transpose().map_err(refused)
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let place = params.text_document_position_params;
        let (at, url) = (place.position, place.text_document.uri.clone());
        self.ask(&place.text_document.uri, move |place| features::calls::prepare(place, at, &url)).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        let Some(known) = known_call(params.item) else { return Ok(None) };
        let url = known.from.clone();
        self.ask(&url, move |place| features::calls::incoming(&place.snapshot, &known)).await
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        let Some(known) = known_call(params.item) else { return Ok(None) };
        let url = known.from.clone();
        self.ask(&url, move |place| features::calls::outgoing(&place.snapshot, &known)).await
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        let mut whole: Option<WorkspaceEdit> = None;
        for file in params.files {
            let (Ok(old), Ok(new)) = (Url::parse(&file.old_uri), Url::parse(&file.new_uri)) else { continue };
            let ((root, old), (there, new)) = {
                let state = self.shared.state.lock();
                (state.place(&old), state.place(&new))
            };
            if root != there {
                continue;
            }
            let Some(snapshot) = self.project(&root).current().await else { continue };
            let edit = self.work(move || features::modules::moved(&snapshot, &old, &new)).await?;
            let changes = edit.and_then(|edit| edit.changes).into_iter().flatten();
            for (url, edits) in changes {
                let known = whole.get_or_insert_with(WorkspaceEdit::default).changes.get_or_insert_default();
                known.entry(url).or_default().extend(edits);
            }
        }
        Ok(whole)
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        if self.shared.configure(Some(&params.settings)) {
            let client = self.shared.client.clone();
            tokio::spawn(async move { client.inlay_hint_refresh().await });
        }
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let place = params.text_document_position_params;
        let at = place.position;
        self.ask(&place.text_document.uri, move |place| features::signature::at(place, at)).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        if !self.shared.inlay_hints.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let range = params.range;
        self.ask(&params.text_document.uri, move |place| Some(features::hints::of(place, range))).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let url = params.text_document.uri.clone();
        self.ask(&params.text_document.uri, move |place| Some(features::lenses::of(place, &url))).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.ask(&params.text_document.uri, |place| Some(features::links::of(place))).await
    }

    async fn linked_editing_range(&self, params: LinkedEditingRangeParams) -> Result<Option<LinkedEditingRanges>> {
        let place = params.text_document_position_params;
        let at = place.position;
        self.ask(&place.text_document.uri, move |place| features::references::linked(place, at)).await
    }
}

//! What the language server of the built command can do, asked as an editor asks, on the examples.

#[path = "lsp_features/actions.rs"]
mod actions;
#[path = "lsp_features/completion.rs"]
mod completion;
#[path = "lsp_features/hostile.rs"]
mod hostile;
#[path = "lsp_features/json.rs"]
mod json;
#[path = "lsp_features/names.rs"]
mod names;
#[path = "lsp_features/reading.rs"]
mod reading;

//! What tower-lsp 0.20 lacks of a server that editors can rely on. As it comes it goes on reading after `exit`, ignores a cancellation
//! while four requests wait, refuses a `null` as the params of `shutdown`, and hangs when a handler panics. Must not know what any
//! request means.
//!
//! One more cure stands in `server.rs`: every change of a text is applied before anything is awaited, so that changes keep their
//! order. The stress test in `tests/lsp.rs` watches over all of them.

use futures_util::FutureExt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Notify;
use tower_lsp::jsonrpc::{Error, Request, Response};
use tower_lsp::{ClientSocket, ExitedError, LanguageServer, LspService, Server};
use tower_service::Service;

/// So many requests may wait for an answer at once: far more than an editor has, so that none keeps another, or a cancellation, from
/// being read.
const AT_ONCE: usize = 1024;

/// How long the last answers may take to be written before the process ends.
const FAREWELL: Duration = Duration::from_millis(50);

/// Serves an editor until it leaves or its side is closed; the exit code.
pub async fn serve<S: LanguageServer>(
    input: impl AsyncRead + Unpin,
    output: impl AsyncWrite,
    service: LspService<S>,
    socket: ClientSocket,
) -> u8 {
    let leave = Arc::new(Leave::default());
    let careful = Careful { inner: service, leave: Arc::clone(&leave) };
    let serving = Server::new(input, output, socket).concurrency_level(AT_ONCE).serve(careful);
    tokio::pin!(serving);
    tokio::select! {
        () = &mut serving => 0,
        code = leave.code() => {
            let _ = tokio::time::timeout(FAREWELL, serving).await;
            code
        }
    }
}

/// How the editor takes its leave.
#[derive(Debug, Default)]
struct Leave {
    announced: AtomicBool,
    gone: Notify,
}

impl Leave {
    /// Waits for `exit`; the exit code, which is 1 where no `shutdown` came before.
    async fn code(&self) -> u8 {
        self.gone.notified().await;
        u8::from(!self.announced.load(Ordering::SeqCst))
    }
}

/// A service with these cures around it.
#[derive(Debug)]
struct Careful<S> {
    inner: S,
    leave: Arc<Leave>,
}

impl<S> Service<Request> for Careful<S>
where
    S: Service<Request, Response = Option<Response>, Error = ExitedError>,
    S::Future: Send + 'static,
{
    type Response = Option<Response>;
    type Error = ExitedError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ExitedError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let request = without_null(request);
        match request.method() {
            "shutdown" => self.leave.announced.store(true, Ordering::SeqCst),
            "exit" => self.leave.gone.notify_one(),
            _ => {}
        }
        let id = request.id().cloned();
        // All handlers are polled by one task: a panic in one would end them all.
        let answer = AssertUnwindSafe(self.inner.call(request)).catch_unwind();
        Box::pin(async move {
            answer.await.unwrap_or_else(|_| Ok(id.map(|id| Response::from_error(id, Error::internal_error()))))
        })
    }
}

/// Emacs sends `"params": null` where there are none.
fn without_null(request: Request) -> Request {
    if !matches!(request.method(), "shutdown" | "exit") || request.params().is_none_or(|params| !params.is_null()) {
        return request;
    }
    let (method, id, _) = request.into_parts();
    let request = Request::build(method);
    match id {
        Some(id) => request.id(id),
        None => request,
    }
    .finish()
}

#[cfg(test)]
mod tests {
    use super::serve;
    use serde_json::{Value, json};
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf, WriteHalf, duplex, split};
    use tokio::task::JoinHandle;
    use tower_lsp::jsonrpc::Result;
    use tower_lsp::lsp_types::*;
    use tower_lsp::{LanguageServer, LspService};

    /// Sleeps, panics, or answers at once.
    struct Moody;

    #[tower_lsp::async_trait]
    impl LanguageServer for Moody {
        async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
            Ok(InitializeResult::default())
        }

        async fn shutdown(&self) -> Result<()> {
            Ok(())
        }

        async fn hover(&self, _: HoverParams) -> Result<Option<Hover>> {
            Ok(None)
        }

        async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
            assert_ne!(params.command, "panic", "as asked");
            tokio::time::sleep(Duration::from_secs(3600)).await;
            Ok(None)
        }
    }

    struct Editor {
        input: ReadHalf<DuplexStream>,
        output: WriteHalf<DuplexStream>,
        server: JoinHandle<u8>,
    }

    impl Editor {
        async fn begin() -> Self {
            let (here, there) = duplex(1 << 20);
            let (service, socket) = LspService::new(|_| Moody);
            let (input, output) = split(there);
            let server = tokio::spawn(serve(input, output, service, socket));
            let (input, output) = split(here);
            let mut editor = Self { input, output, server };
            editor.say(json!({ "id": 0, "method": "initialize", "params": { "capabilities": {} } })).await;
            assert_eq!(editor.hear().await["id"], 0);
            editor.say(json!({ "method": "initialized", "params": {} })).await;
            editor
        }

        async fn say(&mut self, mut message: Value) {
            message["jsonrpc"] = "2.0".into();
            let text = message.to_string();
            let framed = format!("Content-Length: {}\r\n\r\n{text}", text.len());
            self.output.write_all(framed.as_bytes()).await.expect("the server listens");
        }

        async fn command(&mut self, id: u32, command: &str) {
            self.say(json!({ "id": id, "method": "workspace/executeCommand", "params": { "command": command } })).await;
        }

        async fn hover(&mut self, id: u32) {
            let place = json!({ "textDocument": { "uri": "file:///a" }, "position": { "line": 0, "character": 0 } });
            self.say(json!({ "id": id, "method": "textDocument/hover", "params": place })).await;
        }

        async fn hear(&mut self) -> Value {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(self.input.read_u8().await.expect("the server answers"));
            }
            let head = String::from_utf8(head).expect("a header is text");
            let length =
                head.trim().split(": ").nth(1).and_then(|length| length.parse().ok()).expect("it says a length");
            let mut body = vec![0; length];
            self.input.read_exact(&mut body).await.expect("the body follows");
            serde_json::from_slice(&body).expect("it is JSON")
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_question_behind_many_slow_ones_is_answered_and_cancelling_works() {
        let mut editor = Editor::begin().await;
        for id in 1..=120 {
            editor.command(id, "sleep").await;
        }
        editor.hover(500).await;
        assert_eq!(editor.hear().await["id"], 500);
        editor.say(json!({ "method": "$/cancelRequest", "params": { "id": 120 } })).await;
        let answer = editor.hear().await;
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(120), &json!(-32800)));
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_and_the_next_question_works() {
        let mut editor = Editor::begin().await;
        editor.command(1, "panic").await;
        let answer = editor.hear().await;
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(1), &json!(-32603)));
        editor.hover(2).await;
        assert_eq!(editor.hear().await["id"], 2);
    }

    #[tokio::test]
    async fn the_exit_code_tells_whether_shutdown_came_before() {
        let mut editor = Editor::begin().await;
        editor.say(json!({ "id": 1, "method": "shutdown", "params": null })).await;
        assert_eq!(editor.hear().await, json!({ "jsonrpc": "2.0", "id": 1, "result": null }));
        editor.say(json!({ "method": "exit", "params": null })).await;
        assert_eq!(editor.server.await.expect("it ends"), 0);

        let mut editor = Editor::begin().await;
        editor.say(json!({ "method": "exit" })).await;
        assert_eq!(editor.server.await.expect("it ends"), 1);
    }

    #[tokio::test]
    async fn it_ends_when_the_editor_is_gone() {
        let editor = Editor::begin().await;
        drop((editor.input, editor.output));
        assert_eq!(editor.server.await.expect("it ends"), 0);
    }
}

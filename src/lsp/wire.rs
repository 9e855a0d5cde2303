//! Messages over standard input and output. One that cannot be understood costs an answer, not the server, and is
//! never repeated: there may be a secret in it.

use crossbeam_channel::{Sender, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Notification, RequestId, Response};
use serde_json::{Value, json};
use std::io::{self, BufRead, Read};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};

/// More bytes than any message has.
const LONGEST: u64 = 1 << 30;

/// The threads that read and write.
#[derive(Debug)]
pub struct Threads {
    reader: JoinHandle<()>,
    writer: JoinHandle<io::Result<()>>,
    wrong: Arc<OnceLock<String>>,
}

impl Threads {
    /// Why standard input can be read no further, where it is no conversation.
    #[must_use]
    pub fn wrong(&self) -> Option<String> {
        self.wrong.get().cloned()
    }

    /// Waits until everything is written.
    ///
    /// # Errors
    /// Standard output is closed.
    pub fn join(self) -> io::Result<()> {
        let failed = |_| io::Error::other("a thread failed");
        self.reader.join().map_err(failed)?;
        self.writer.join().map_err(failed)?
    }
}

/// A connection over standard input and output.
#[must_use]
pub fn stdio() -> (Connection, Threads) {
    let (sender, to_write) = unbounded::<Message>();
    let (read, receiver) = unbounded::<Message>();
    let refusals = sender.clone();
    let wrong = Arc::new(OnceLock::new());
    let said = Arc::clone(&wrong);
    let reader = thread::spawn(move || {
        if let Err(error) = listen(&mut io::stdin().lock(), &read, &refusals) {
            // Before the channel closes, so that whoever notices that finds it.
            let _ = said.set(error.to_string());
        }
        drop(read);
    });
    let writer = thread::spawn(move || {
        let mut out = io::stdout().lock();
        to_write.into_iter().try_for_each(|message| message.write(&mut out))
    });
    (Connection { sender, receiver }, Threads { reader, writer, wrong })
}

/// Reads messages until the editor says `exit` or leaves.
fn listen(input: &mut dyn BufRead, read: &Sender<Message>, refusals: &Sender<Message>) -> io::Result<()> {
    while let Some(body) = next(input)? {
        let message = match serde_json::from_slice::<Message>(&body) {
            Ok(message) => message,
            Err(_) => {
                // Who has gone needs no answer.
                let _ = refusals.send(refusal(&body));
                continue;
            }
        };
        let is_last = matches!(&message, Message::Notification(it) if it.method == "exit");
        if read.send(message).is_err() || is_last {
            break;
        }
    }
    Ok(())
}

/// The bytes of the next message; `None` at the end.
fn next(mut input: &mut dyn BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length: Option<u64> = None;
    loop {
        let mut line = Vec::new();
        if (&mut input).take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
    let length = length.filter(|length| *length <= LONGEST).ok_or_else(|| {
        let said = "a message on standard input does not say how long it is, as the protocol wants";
        io::Error::new(io::ErrorKind::InvalidData, said)
    })?;
    let mut body = Vec::new();
    (&mut input).take(length).read_to_end(&mut body)?;
    // The editor left in the middle of a message.
    Ok((body.len() as u64 == length).then_some(body))
}

/// The answer to what is no message.
fn refusal(body: &[u8]) -> Message {
    let value: Option<Value> = serde_json::from_slice(body).ok();
    let id = value.as_ref().and_then(|value| value.get("id")).and_then(|id| match id {
        Value::String(text) => Some(RequestId::from(text.clone())),
        other => other.as_i64().and_then(|id| i32::try_from(id).ok()).map(RequestId::from),
    });
    let said = if value.is_some() { "this is no message of the protocol" } else { "this is no JSON" };
    match id {
        Some(id) => Response::new_err(id, ErrorCode::InvalidRequest as i32, said.to_owned()).into(),
        None => {
            let params =
                json!({ "type": 1, "message": format!("connectlint: a message was left out: {said}") });
            Notification { method: "window/logMessage".to_owned(), params }.into()
        }
    }
}

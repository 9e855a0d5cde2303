//! The language server and an editor without manners: what is no message, and how a conversation ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

const SECRET: &str = "dose1234567890abcdef1234567890abcdef";

fn start() -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_connectlint"));
    command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("it starts")
}

fn framed(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Sends bytes, leaves, and gives the exit code and all that was said.
fn after(bytes: &[u8]) -> (Option<i32>, String, String) {
    let mut child = start();
    let mut input = child.stdin.take().expect("it is piped");
    // It may have gone already.
    let _ = input.write_all(bytes);
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn greeting() -> Vec<u8> {
    let hello = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
    let done = r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#;
    [framed(hello), framed(done)].concat()
}

const BYE: [&str; 2] =
    [r#"{"jsonrpc":"2.0","id":9,"method":"shutdown"}"#, r#"{"jsonrpc":"2.0","method":"exit"}"#];

#[test]
fn what_is_no_message_is_left_out_and_not_repeated() {
    for wrong in [
        format!("{{{SECRET}"),
        format!("[{{\"text\": \"{SECRET}\"}}]"),
        "null".to_owned(),
        format!("{{\"id\": {{}}, \"text\": \"{SECRET}\"}}"),
    ] {
        let (code, out, err) = after(&[greeting(), framed(&wrong), framed(BYE[0]), framed(BYE[1])].concat());
        assert_eq!(code, Some(0), "{wrong}: {err}");
        assert!(out.contains("no JSON") || out.contains("no message"), "{wrong}: {out}");
        assert!(out.contains("\"id\":9"), "the next request is answered: {out}");
        assert!(!out.contains(SECRET) && !err.contains(SECRET), "{out}{err}");
    }
}

#[test]
fn what_is_no_conversation_ends_with_a_sentence() {
    for (bytes, said) in [
        (b"garbage\r\n\r\n".to_vec(), "how long"),
        (b"Content-Length: x\r\n\r\n{}".to_vec(), "how long"),
        (b"Content-Length: 99999999999999\r\n\r\n{}".to_vec(), "how long"),
        (Vec::new(), "`initialize`"),
        (framed(&format!("{{\"jsonrpc\":\"2.0\",\"method\":\"{SECRET}\"}}")), "`initialize`"),
    ] {
        let (code, out, err) = after(&bytes);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
        assert!(err.contains(said) && !err.contains(SECRET), "{err}");
    }
}

#[test]
fn an_editor_that_leaves_without_a_word_is_not_in_due_form() {
    assert_eq!(after(&greeting()).0, Some(1));
    assert_eq!(after(&[greeting(), framed(BYE[1])].concat()).0, Some(1));
    // In the middle of a message.
    assert_eq!(after(&[greeting(), b"Content-Length: 100\r\n\r\n{".to_vec()].concat()).0, Some(1));
}

#[test]
fn a_root_that_is_not_there_is_none() {
    let mut child = start();
    let mut input = child.stdin.take().expect("it is piped");
    let hello = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"rootUri":"file:///no/such/folder","capabilities":{}}}"#;
    input.write_all(&framed(hello)).expect("it listens");
    let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut head = String::new();
    out.read_line(&mut head).expect("it answers");
    assert!(head.starts_with("Content-Length"), "{head}");
    drop(input);
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("it is text");
    assert!(rest.contains("serverInfo"), "{rest}");
    let _ = child.wait();
}

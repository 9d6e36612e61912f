//! Chrome's `DevTools` protocol over two pipes: JSON messages, each with a NUL behind it.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// Time limit for the answer to a command.
const PATIENCE: Duration = Duration::from_mins(1);

pub struct Connection {
    input: Mutex<ChildStdin>,
    receivers: Arc<Mutex<Receivers>>,
    last_id: AtomicU64,
}

/// The receivers of messages. A closed channel means that the browser has ended.
#[derive(Default)]
struct Receivers {
    /// No message comes any more: a receiver that is added would wait for the time limit.
    is_closed: bool,
    replies: HashMap<u64, Sender<Value>>,
    sessions: HashMap<String, Sender<Value>>,
}

impl Connection {
    pub fn new(mut browser: Child) -> Self {
        let input = browser.stdin.take().expect("a pipe");
        let output = browser.stdout.take().expect("a pipe");
        let receivers = Arc::<Mutex<Receivers>>::default();
        let shared = Arc::clone(&receivers);
        thread::spawn(move || {
            distribute(output, &shared);
            *lock(&shared) = Receivers {
                is_closed: true,
                ..Receivers::default()
            };
            browser.wait().ok();
        });
        Self {
            input: Mutex::new(input),
            receivers,
            last_id: AtomicU64::new(0),
        }
    }

    /// Sends a command to the browser, or to a session of a tab, and returns the result.
    #[track_caller]
    pub fn call(&self, session: Option<&str>, method: &str, params: &Value) -> Value {
        let id = self.last_id.fetch_add(1, Ordering::SeqCst) + 1;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        let (sender, reply) = channel();
        let mut receivers = lock(&self.receivers);
        if !receivers.is_closed {
            receivers.replies.insert(id, sender);
        }
        drop(receivers);
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = input.write_all(format!("{message}\0").as_bytes());
        drop(input);
        sent.expect("the browser runs");
        let mut reply = (reply.recv_timeout(PATIENCE))
            .unwrap_or_else(|error| panic!("no answer to {method}: {error}"));
        assert!(reply["error"].is_null(), "{method}: {}", reply["error"]);
        reply["result"].take()
    }

    /// Returns the receiver of a session's events.
    pub fn events(&self, session: &str) -> Receiver<Value> {
        let (sender, events) = channel();
        let mut receivers = lock(&self.receivers);
        if !receivers.is_closed {
            receivers.sessions.insert(session.to_owned(), sender);
        }
        drop(receivers);
        events
    }

    /// Discards further events of a session.
    pub fn forget(&self, session: &str) {
        lock(&self.receivers).sessions.remove(session);
    }
}

fn lock(receivers: &Mutex<Receivers>) -> MutexGuard<'_, Receivers> {
    receivers.lock().unwrap_or_else(PoisonError::into_inner)
}

fn distribute(output: ChildStdout, receivers: &Mutex<Receivers>) {
    for message in BufReader::new(output).split(0).map_while(Result::ok) {
        let message: Value = serde_json::from_slice(&message).expect("JSON from the browser");
        let mut receivers = lock(receivers);
        let receiver = if let Some(id) = message["id"].as_u64() {
            receivers.replies.remove(&id)
        } else {
            let session = message["sessionId"].as_str().unwrap_or_default();
            receivers.sessions.get(session).cloned()
        };
        drop(receivers);
        // A test that has failed no longer listens.
        receiver.map(|receiver| receiver.send(message));
    }
}

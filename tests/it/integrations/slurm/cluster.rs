//! Slurm's own daemons, with each node in namespaces of its own.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::integrations::typed;
use crate::sandbox::{Sandbox, files_in};

/// Time limit for each step; the machine may be busy.
const PATIENCE: Duration = Duration::from_mins(5);

/// A node of the farm.
pub struct Node {
    pub name: String,
    /// The number of tasks that it runs at once.
    pub cpus: usize,
    /// The script in `farm/kinds` that makes the node differ from the others, or [`OFF`].
    pub kind: Option<&'static str>,
}

/// The kind of a node that is switched off.
pub const OFF: &str = "off";

/// Slurm's daemons and their children, until it is dropped.
pub struct Farm<'a> {
    sandbox: &'a Sandbox,
    /// The number of nodes that are switched on.
    nodes: usize,
    first: Child,
}

impl<'a> Farm<'a> {
    pub fn start(sandbox: &'a Sandbox, nodes: &[Node]) -> Self {
        let directory = sandbox.path("farm");
        let (port, ports) = free_ports(nodes.len());
        let mut table = String::new();
        for (node, port) in nodes.iter().zip(ports) {
            let Node { name, cpus, kind } = node;
            let kind = kind.unwrap_or("-");
            writeln!(table, "{name} {cpus} {port} {kind}").expect("a string");
        }
        sandbox.write("farm/nodes", table);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/integrations/slurm");
        let mut first = sandbox.command_of("unshare");
        first
            .args(["--mount-proc", "--uts", "--pid", "--fork", "--kill-child"])
            .arg(script)
            .arg(&directory)
            .arg(port.to_string())
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .stdin(Stdio::piped());
        let first = first.spawn().expect("unshare starts");
        let is_on = |node: &&Node| node.kind != Some(OFF);
        let farm = Self {
            sandbox,
            nodes: nodes.iter().filter(is_on).count(),
            first,
        };
        wait_for("the nodes", || farm.idle_nodes() == farm.nodes);
        farm
    }

    /// Returns how many tasks are waiting.
    pub fn waiting(&self) -> usize {
        let files = files_in(&self.sandbox.path("farm"));
        let names = files.iter().filter_map(|path| path.file_name()?.to_str());
        names.filter(|name| name.starts_with("waiting-")).count()
    }

    /// Whether no task waits or runs.
    pub fn is_idle(&self) -> bool {
        self.query("squeue").is_empty() && self.idle_nodes() == self.nodes
    }

    fn idle_nodes(&self) -> usize {
        let states = self.query("sinfo --Node --format=%T");
        states.iter().filter(|state| *state == "idle").count()
    }

    /// Returns the states of the tasks.
    pub fn states(&self) -> Vec<String> {
        self.query("squeue --array --states=all --format=%T")
    }

    fn query(&self, question: &str) -> Vec<String> {
        let answer = typed(self.sandbox, &format!("{question} --noheader"));
        answer.text().lines().map(str::to_owned).collect()
    }

    fn tell(&self) {
        eprintln!("{:#?}", self.states());
        for log in files_in(&self.sandbox.path("farm")) {
            if log.extension().is_some_and(|extension| extension == "log") {
                eprintln!(
                    "{}:\n{}",
                    log.display(),
                    fs::read_to_string(&log).unwrap_or_default()
                );
            }
        }
    }
}

impl Drop for Farm<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.tell();
        }
        // It is the first process of its namespace: when it ends, the kernel ends all others.
        drop(self.first.stdin.take());
        self.first.wait().ok();
    }
}

#[track_caller]
pub fn wait_for(what: &str, is_there: impl Fn() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_there() {
        assert!(Instant::now() < end, "waited too long for {what}");
        thread::sleep(Duration::from_millis(200));
    }
}

/// Returns unused ports: one for the controller, and one for each node.
///
/// They are below those that the kernel gives to connections and to other tests, which could take
/// them before the daemons do.
fn free_ports(nodes: usize) -> (u16, Vec<u16>) {
    static FARMS: AtomicU32 = AtomicU32::new(0);
    let farm = std::process::id() + FARMS.fetch_add(1, Ordering::Relaxed);
    let first = 10_000 + u16::try_from(farm * 251 % 20_000).expect("a small number");
    let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::UNSPECIFIED, *port)).is_ok();
    let mut ports = (first..).filter(is_free);
    let controller = ports.next().expect("a free port");
    (controller, ports.take(nodes).collect())
}

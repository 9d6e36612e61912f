//! A tab of the browser, with cookies and a cache of its own.

use std::path::Path;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::Browser;

/// Time limit for loading a page.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Tab<'a> {
    browser: &'a Browser,
    context: String,
    session: String,
    events: Receiver<Value>,
}

/// What happened while a page was loaded.
#[derive(Debug, Default)]
pub struct Visit {
    /// The URLs of all requests, of blocked ones too. The first is the page.
    pub requests: Vec<String>,
    /// What the page's Content Security Policy has blocked.
    pub violations: Vec<String>,
    /// The scripts that the page has run.
    pub scripts: Vec<String>,
    /// Dialogs, navigations, errors.
    pub others: Vec<String>,
}

impl Browser {
    /// Opens an empty tab.
    pub fn tab(&self) -> Tab<'_> {
        let call = |method: &str, params: &Value| self.connection.call(None, method, params);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let context = call("Target.createBrowserContext", &json!({}));
        let context = text(&context["browserContextId"]);
        let params = json!({ "url": "about:blank", "browserContextId": context });
        let target = call("Target.createTarget", &params)["targetId"].take();
        let params = json!({ "targetId": target, "flatten": true });
        let session = text(&call("Target.attachToTarget", &params)["sessionId"]);
        let tab = Tab {
            browser: self,
            events: self.connection.events(&session),
            context,
            session,
        };
        for domain in ["Page", "Runtime", "Network", "Debugger", "Audits", "Log"] {
            tab.call(&format!("{domain}.enable"), &json!({}));
        }
        let params = json!({ "enabled": true });
        tab.call("Page.setLifecycleEventsEnabled", &params);
        tab
    }
}

impl Tab<'_> {
    /// Opens a file.
    pub fn open(&self, file: &Path) -> Visit {
        self.visit(&format!("file://{}", file.display()))
    }

    /// Loads a page, draws it, and returns what happened.
    #[track_caller]
    pub fn visit(&self, url: &str) -> Visit {
        drop(self.recorded());
        let reply = self.call("Page.navigate", &json!({ "url": url }));
        assert!(reply["errorText"].is_null(), "{url}: {reply}");
        let mut events = Vec::new();
        let start = Instant::now();
        // The event of the page before may come late.
        let is_loaded = |event: &Value| {
            let params = &event["params"];
            event["method"] == "Page.lifecycleEvent"
                && params["name"] == "load"
                && params["loaderId"] == reply["loaderId"]
        };
        while !events.last().is_some_and(is_loaded) {
            let rest = PATIENCE.saturating_sub(start.elapsed());
            events.push(self.events.recv_timeout(rest).expect("the page is loaded"));
        }
        // Drawing takes a frame, in which pending errors and requests come out.
        self.screenshot();
        events.extend(self.recorded());
        Visit::of(&events)
    }

    /// Turns the page's own policy off, to see whether the page is safe without it.
    pub fn ignore_policy(&self) {
        self.call("Page.setBypassCSP", &json!({ "enabled": true }));
    }

    /// Sets the size of the window, in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        let params =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", &params);
    }

    /// Selects `light` or `dark`, on the `screen` or in `print`.
    pub fn media(&self, media: &str, scheme: &str) {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
        let params = json!({ "media": media, "features": [feature] });
        self.call("Emulation.setEmulatedMedia", &params);
    }

    /// Returns the PNG of the window.
    pub fn screenshot(&self) -> Vec<u8> {
        let reply = self.call("Page.captureScreenshot", &json!({ "format": "png" }));
        decoded(&reply["data"])
    }

    /// Returns the share of pixels in a PNG that differ from the first one.
    pub fn ink(&self, png: &[u8]) -> f64 {
        let png = json!(BASE64_STANDARD.encode(png)).to_string();
        let script = include_str!("../../browser/ink.js").replace("PNG)", &format!("{png})"));
        self.evaluate(&script).as_f64().expect("a number")
    }

    /// Returns the PDF that the page is printed as.
    pub fn print(&self) -> Vec<u8> {
        // A4, in inches.
        let params = json!({ "paperWidth": 8.27, "paperHeight": 11.69 });
        decoded(&self.call("Page.printToPDF", &params)["data"])
    }

    /// Returns the value of an expression; of a promise, what it resolves to.
    #[track_caller]
    pub fn evaluate(&self, expression: &str) -> Value {
        let params = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true,
        });
        let mut reply = self.call("Runtime.evaluate", &params);
        assert!(reply["exceptionDetails"].is_null(), "{reply:#}");
        reply["result"]["value"].take()
    }

    /// Presses and releases a key, named as in JavaScript: `Tab`, `Enter`, `ArrowDown`.
    pub fn press(&self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            " " => (32, " "),
            "ArrowLeft" => (37, ""),
            "ArrowUp" => (38, ""),
            "ArrowRight" => (39, ""),
            "ArrowDown" => (40, ""),
            _ => panic!("no code for {key}"),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut params =
                json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
            if kind == "keyDown" && !text.is_empty() {
                params["text"] = json!(text);
            }
            self.call("Input.dispatchKeyEvent", &params);
        }
    }

    #[track_caller]
    fn call(&self, method: &str, params: &Value) -> Value {
        let connection = &self.browser.connection;
        connection.call(Some(&self.session), method, params)
    }

    fn recorded(&self) -> Vec<Value> {
        self.events.try_iter().collect()
    }
}

impl Drop for Tab<'_> {
    fn drop(&mut self) {
        let connection = &self.browser.connection;
        connection.forget(&self.session);
        if !std::thread::panicking() {
            let params = json!({ "browserContextId": self.context });
            connection.call(None, "Target.disposeBrowserContext", &params);
        }
    }
}

impl Visit {
    fn of(events: &[Value]) -> Self {
        let mut visit = Self::default();
        for event in events {
            let params = &event["params"];
            match event["method"].as_str().unwrap_or_default() {
                "Network.requestWillBeSent" => {
                    let url = params["request"]["url"].as_str().unwrap_or_default();
                    visit.requests.push(url.to_owned());
                }
                "Audits.issueAdded" => visit.violations.push(params["issue"].to_string()),
                "Debugger.scriptParsed" => visit.scripts.push(params.to_string()),
                "Log.entryAdded" => visit.others.push(params["entry"]["text"].to_string()),
                "Page.javascriptDialogOpening"
                | "Page.frameRequestedNavigation"
                | "Page.frameScheduledNavigation"
                | "Page.frameAttached"
                | "Page.windowOpen"
                | "Page.downloadWillBegin"
                | "Runtime.exceptionThrown"
                | "Runtime.consoleAPICalled" => visit.others.push(event.to_string()),
                _ => (),
            }
        }
        visit
    }

    /// Checks that only the page itself was loaded, that no script ran, and that the page did
    /// nothing that its policy blocks.
    #[track_caller]
    pub fn is_quiet(&self) {
        let Self {
            requests,
            violations,
            scripts,
            others,
        } = self;
        let is_quiet = requests.len() == 1
            && [violations, scripts, others]
                .iter()
                .all(|list| list.is_empty());
        assert!(is_quiet, "{self:#?}");
    }
}

fn decoded(data: &Value) -> Vec<u8> {
    let bytes = BASE64_STANDARD.decode(data.as_str().expect("a text"));
    bytes.expect("base64")
}

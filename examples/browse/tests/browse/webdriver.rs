//! A headless Chromium, driven by the protocol `WebDriver` of the W3C: JSON over HTTP.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// The program that drives the browser. `None` if there is none, which the test says.
pub(crate) fn driver() -> Option<PathBuf> {
    let path = std::env::var_os("ONRECORD_CHROMEDRIVER").map(PathBuf::from);
    if path.is_none() {
        // Written past the capture of a test that passes, which nobody would read.
        let message = "NOT RUN: set ONRECORD_CHROMEDRIVER to the path of chromedriver";
        let _ = writeln!(std::io::stderr(), "{message}");
    }
    path
}

/// Held by the browser of the test that runs: two at once make each other wait.
static ONE: Mutex<()> = Mutex::new(());

/// A browser with one window, which ends when it is dropped.
pub(crate) struct Browser {
    _alone: MutexGuard<'static, ()>,
    driver: Child,
    at: SocketAddr,
    session: String,
}

impl Browser {
    pub(crate) fn start(driver: &PathBuf) -> Self {
        // A test that failed has left nothing half done.
        let alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut output = BufReader::new(driver.stdout.take().unwrap());
        let port: u16 = loop {
            let mut line = String::new();
            assert!(output.read_line(&mut line).unwrap() > 0, "chromedriver names its port");
            let after =
                line.split("on port ").nth(1).map(|rest| rest.trim_end_matches(['.', '\n']));
            if let Some(port) = after.and_then(|port| port.parse().ok()).filter(|port| *port > 0) {
                break port;
            }
        };
        // What it says later is read, so that it never waits.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        let mut browser = Self {
            _alone: alone,
            driver,
            at: SocketAddr::from(([127, 0, 0, 1], port)),
            session: String::new(),
        };
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--force-prefers-reduced-motion",
            "--hide-scrollbars",
        ];
        let capabilities = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            // A click may lead to a page whose elements are not there yet.
            "timeouts": {"implicit": 5_000},
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"},
        }}});
        let session = browser.send("POST", "/session", &capabilities);
        session["sessionId"].as_str().unwrap().clone_into(&mut browser.session);
        browser
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let (is_done, mut value) = self.try_send(method, path, body).unwrap();
        assert!(is_done, "{method} {path}: {}", value["value"]["message"]);
        value["value"].take()
    }

    /// Sends a command. Returns whether it was done, and the answer.
    fn try_send(&self, method: &str, path: &str, body: &Value) -> std::io::Result<(bool, Value)> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let mut stream = TcpStream::connect(self.at)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.at,
            body.len()
        );
        stream.write_all((head + &body).as_bytes())?;
        // The driver keeps the connection open, so the length tells the end.
        let mut answer = BufReader::new(stream);
        let (mut head, mut length) = (String::new(), 0);
        while !head.ends_with("\r\n\r\n") {
            let begun = head.len();
            if answer.read_line(&mut head)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            let line = head[begun..].to_ascii_lowercase();
            if let Some(found) = line.strip_prefix("content-length:") {
                length = found.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        answer.read_exact(&mut body)?;
        Ok((head.contains(" 200 "), serde_json::from_slice(&body)?))
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        self.send("POST", &format!("/session/{}/{command}", self.session), body)
    }

    fn get(&self, command: &str) -> Value {
        self.send("GET", &format!("/session/{}/{command}", self.session), &Value::Null)
    }

    /// Sends a command of the browser's own protocol.
    fn protocol(&self, command: &str, parameters: &Value) {
        self.post("goog/cdp/execute", &json!({"cmd": command, "params": parameters}));
    }

    pub(crate) fn open(&self, address: &str) {
        self.post("url", &json!({"url": address}));
    }

    pub(crate) fn back(&self) {
        self.post("back", &json!({}));
    }

    pub(crate) fn address(&self) -> String {
        self.get("url").as_str().unwrap().to_owned()
    }

    /// Returns the element that a selector finds first.
    fn find(&self, using: &str, value: &str) -> String {
        let found = self.post("element", &json!({"using": using, "value": value}));
        let (_, id) = found.as_object().unwrap().iter().next().unwrap();
        id.as_str().unwrap().to_owned()
    }

    pub(crate) fn click(&self, selector: &str) {
        let element = self.find("css selector", selector);
        self.post(&format!("element/{element}/click"), &json!({}));
    }

    pub(crate) fn click_link(&self, words: &str) {
        let element = self.find("link text", words);
        self.post(&format!("element/{element}/click"), &json!({}));
    }

    pub(crate) fn write(&self, selector: &str, text: &str) {
        let element = self.find("css selector", selector);
        self.post(&format!("element/{element}/value"), &json!({"text": text}));
    }

    /// Waits until the text of an element has a part, as the page may still be on its way.
    pub(crate) fn expect(&self, selector: &str, part: &str) {
        let begun = Instant::now();
        loop {
            let text = self.try_text(selector);
            if text.as_ref().is_some_and(|text| text.contains(part)) {
                return;
            }
            let is_late = begun.elapsed() > Duration::from_secs(15);
            assert!(!is_late, "{part:?} is not in {selector}: {text:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Returns the text of an element. `None` if it is not, or no longer, there.
    fn try_text(&self, selector: &str) -> Option<String> {
        let path = format!("/session/{}/element", self.session);
        let named = json!({"using": "css selector", "value": selector});
        let (_, found) = self.try_send("POST", &path, &named).unwrap();
        let (_, id) = found["value"].as_object()?.iter().next()?;
        let path = format!("{path}/{}/text", id.as_str()?);
        let (is_done, text) = self.try_send("GET", &path, &Value::Null).unwrap();
        text["value"].as_str().filter(|_| is_done).map(str::to_owned)
    }

    pub(crate) fn count(&self, selector: &str) -> usize {
        let found = self.post("elements", &json!({"using": "css selector", "value": selector}));
        found.as_array().unwrap().len()
    }

    /// Presses keys one after the other, on whatever has the focus.
    pub(crate) fn press(&self, keys: &str) {
        let press = |key: char| {
            [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]
        };
        let actions: Vec<Value> = keys.chars().flat_map(press).collect();
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": actions});
        self.post("actions", &json!({"actions": [keyboard]}));
    }

    /// Runs a function body in the page, and returns what it returns.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.post("execute/sync", &json!({"script": script, "args": []}))
    }

    /// Waits until a script returns true.
    pub(crate) fn wait(&self, script: &str) {
        let begun = Instant::now();
        while self.run(&format!("return Boolean({script})")) != true {
            assert!(begun.elapsed() < Duration::from_secs(15), "not within 15 seconds: {script}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub(crate) fn width(&self, points: u32, height: u32) {
        let metrics = json!({
            "width": points, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.protocol("Emulation.setDeviceMetricsOverride", &metrics);
    }

    pub(crate) fn dark(&self, is_dark: bool) {
        let value = if is_dark { "dark" } else { "light" };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": value}]});
        self.protocol("Emulation.setEmulatedMedia", &features);
    }

    pub(crate) fn without_scripts(&self, is_without: bool) {
        self.protocol("Emulation.setScriptExecutionDisabled", &json!({"value": is_without}));
    }

    /// Returns the window as a PNG, in base 64.
    pub(crate) fn screenshot(&self) -> String {
        self.get("screenshot").as_str().unwrap().to_owned()
    }

    /// Returns the hosts that the browser asked since the last call, and what it complained of.
    pub(crate) fn requests(&self) -> (BTreeSet<String>, Vec<String>) {
        let log = |kind: &str| self.post("se/log", &json!({"type": kind}));
        let mut hosts = BTreeSet::new();
        for entry in log("performance").as_array().unwrap() {
            let entry: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
            let message = &entry["message"];
            if message["method"] != "Network.requestWillBeSent" {
                continue;
            }
            let url = message["params"]["request"]["url"].as_str().unwrap_or_default();
            let host = url.split("://").nth(1).and_then(|rest| rest.split('/').next());
            hosts.extend(host.map(str::to_owned));
        }
        let complaints = log("browser").as_array().unwrap().clone();
        let complaints = complaints.iter().map(|entry| entry["message"].to_string()).collect();
        (hosts, complaints)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver alone would leave the browser running.
        let _ = self.try_send("DELETE", &format!("/session/{}", self.session), &Value::Null);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

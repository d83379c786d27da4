//! A site that is served on a port of its own, in the process of the test.

use std::net::SocketAddr;

use browse::{Site, serve};
use onrecord::Store;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::articles::{self, Hostile};

/// A server, which ends when it is dropped.
pub(crate) struct Served {
    pub(crate) at: SocketAddr,
    pub(crate) store: Store,
    pub(crate) hostile: Hostile,
    _runtime: Runtime,
    _folder: TempDir,
}

/// The token for corrections.
pub(crate) const TOKEN: &str = "2f3a5d";

impl Served {
    /// Serves the store of the tests, as `with` changes its site.
    pub(crate) fn with(with: impl FnOnce(Site) -> Site) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (store, hostile) = articles::store(&folder.path().join("news"));
        let site = with(Site::of(store.clone()));
        let (at, runtime) = start(site);
        Self { at, store, hostile, _runtime: runtime, _folder: folder }
    }

    pub(crate) fn new() -> Self {
        Self::with(|site| site)
    }

    pub(crate) fn editable() -> Self {
        Self::with(|site| site.allow_edits(TOKEN))
    }
}

/// Serves a site at a port of its own.
pub(crate) fn start(site: Site) -> (SocketAddr, Runtime) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let at = listener.local_addr().unwrap();
    runtime.spawn(serve(listener, site, std::future::pending()));
    (at, runtime)
}

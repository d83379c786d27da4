//! A request that cannot be answered: a status, and a message for a person.

use axum::http::StatusCode;
use onrecord::ErrorKind;

/// An error as it is shown.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    pub(crate) message: String,
    /// The address at which to begin again, if there is a better one than the first page.
    pub(crate) again: Option<String>,
}

impl Failure {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), again: None }
    }

    /// The request has a parameter that cannot be read.
    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// Nothing has this address.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// The server has too much to do.
    pub(crate) fn busy(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, message)
    }

    /// The store failed.
    pub(crate) fn internal() -> Self {
        let message = "The store could not be read. The terminal of the server says more.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, message)
    }

    /// Returns the words of the status: "Not Found".
    pub(crate) fn title(&self) -> &'static str {
        self.status.canonical_reason().unwrap_or("Error")
    }
}

impl From<onrecord::Error> for Failure {
    fn from(error: onrecord::Error) -> Self {
        match error.kind() {
            ErrorKind::InvalidInput => Self::bad(error.to_string()),
            ErrorKind::NotFound => Self::not_found(error.to_string()),
            ErrorKind::Expired => Self::new(StatusCode::GONE, error.to_string()),
            // A path or a damaged value is for whoever runs the server.
            _ => {
                eprintln!("{error}");
                Self::internal()
            }
        }
    }
}

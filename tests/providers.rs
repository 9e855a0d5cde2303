//! What is known about identity providers, tested in both directions: what must be seen, what must not.
#![allow(clippy::unwrap_used)]

#[path = "providers/credentials.rs"]
mod credentials;
#[path = "providers/data.rs"]
mod data;
#[path = "providers/opaque.rs"]
mod opaque;
#[path = "providers/recognition.rs"]
mod recognition;
#[path = "providers/urls.rs"]
mod urls;

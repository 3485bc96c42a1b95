//! The desk and the service, asked over the wire as browsers and programs ask.

mod bench;
mod client;
mod crossing;
mod desk;
mod guard;
mod hostile;
mod letters;
mod limits;
mod openapi;
mod pages;
mod restart;
mod runs;

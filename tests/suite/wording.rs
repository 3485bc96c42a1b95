//! Words: every entry of the lists with its samples, ways to hide a word, data that must never be judged,
//! code between words, and documents that say too much or too little.

mod code;
mod documents;
mod learned;
mod lists;
mod meaning;
mod statements;
mod texts;

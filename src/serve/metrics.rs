//! Count requests, letters and runs, for Prometheus.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Names of labels with their values. Routes are told as the program writes them, so that their number is fixed.
type Labels = Vec<(&'static str, String)>;

/// What is counted.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    times: Family<Labels, Histogram>,
    letters: Family<Labels, Counter>,
    waiting: Gauge,
    runs: Gauge,
    run_letters: Counter<u64, AtomicU64>,
}

/// Upper bounds of times in seconds, from a letter of a few milliseconds to a file of minutes.
const BOUNDS: [f64; 11] = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0, 120.0];

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("hanpress");
        let requests = Family::<Labels, Counter>::default();
        let times = Family::<Labels, Histogram>::new_with_constructor(|| Histogram::new(BOUNDS));
        let letters = Family::<Labels, Counter>::default();
        let (waiting, runs, run_letters) = (Gauge::default(), Gauge::default(), Counter::default());
        registry.register("requests", "Requests by method, route and status", requests.clone());
        registry.register("request_seconds", "How long requests took, by route", times.clone());
        registry.register("letters", "Single letters by what became of them", letters.clone());
        registry.register("waiting", "Letters that wait to be made", waiting.clone());
        registry.register("runs", "Runs under way or waiting", runs.clone());
        registry.register("run_letters", "Letters made by runs", run_letters.clone());
        Self { registry, requests, times, letters, waiting, runs, run_letters }
    }
}

impl Metrics {
    /// Counts a request that was answered.
    pub(super) fn request(&self, method: &str, route: &str, status: u16, taken: Duration) {
        // Any word may be a method; only those that are known are told apart.
        let method = match method {
            "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => method,
            _ => "other",
        };
        let labels = vec![
            ("method", method.to_string()),
            ("route", route.to_string()),
            ("status", status.to_string()),
        ];
        self.requests.get_or_create(&labels).inc();
        self.times.get_or_create(&vec![("route", route.to_string())]).observe(taken.as_secs_f64());
    }

    /// Counts a single letter: `made`, `refused` or `stopped`.
    pub(super) fn letter(&self, outcome: &str) {
        self.letters.get_or_create(&vec![("outcome", outcome.to_string())]).inc();
    }

    /// Says how many runs are under way or wait.
    pub(super) fn runs(&self, count: usize) {
        self.runs.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    /// Counts a letter of a run.
    pub(super) fn run_letter(&self) {
        self.run_letters.inc();
    }

    /// All of it as text.
    pub(super) fn told(&self, waiting: usize) -> String {
        self.waiting.set(i64::try_from(waiting).unwrap_or(i64::MAX));
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

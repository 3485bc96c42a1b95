//! The description of the service is that of its routes.

use std::collections::BTreeSet;
use std::fs;

use regex::Regex;

use super::client::Server;
use crate::workshop::file;

#[test]
fn every_route_is_described_and_every_description_is_of_a_route() {
    let server = Server::with(&[]);
    let told = server.get("/v1/openapi.json").json();
    assert_eq!(told["info"]["version"], env!("CARGO_PKG_VERSION"));
    let described: BTreeSet<String> = told["paths"].as_object().unwrap().keys().cloned().collect();
    let source = fs::read_to_string(file("src/serve/v1/mod.rs")).unwrap();
    let route = Regex::new(r#"\.route\("(/v1/[^"]+)""#).unwrap();
    let routes: BTreeSet<String> = route.captures_iter(&source).map(|found| found[1].to_string()).collect();
    assert!(routes.len() > 10, "the routes were read wrongly");
    assert_eq!(described, routes);
    for (path, methods) in told["paths"].as_object().unwrap() {
        let plain = path.replace("{id}", &"0".repeat(32)).replace("{file}", "result.zip");
        let plain =
            plain.replace("{kind}", "overdue-notice").replace("{code}", "R04").replace("{name}", "account");
        for method in methods.as_object().unwrap().keys() {
            let answer = server.ask(&method.to_uppercase(), &plain, &[], b"");
            let described = &methods[method]["responses"];
            assert_ne!(answer.status, 405, "{method} {path}");
            assert!(
                described.get(answer.status.to_string()).is_some(),
                "{method} {path}: {} is not described",
                answer.status
            );
        }
    }
}

#[test]
fn every_route_stands_in_the_docs() {
    let docs = fs::read_to_string(file("docs/service.md")).unwrap();
    let route = Regex::new(r#"\.route\("([^"]+)""#).unwrap();
    for source in ["src/serve/v1/mod.rs", "src/serve/desk/mod.rs", "src/serve/app.rs"] {
        let text = fs::read_to_string(file(source)).unwrap();
        for found in route.captures_iter(&text) {
            let path = found[1].replace("{id}", "ID").replace("{n}", "N").replace("{kind}", "KIND");
            let path = path.replace("{*path}", "PATH").replace("{code}", "CODE").replace("{name}", "NAME");
            let tail = path.rsplit('/').next().unwrap().to_string();
            let named = docs.contains(&path) || path.contains('{') || docs.contains(&format!("/{tail}`"));
            assert!(named, "{path} stands nowhere in docs/service.md");
        }
    }
}

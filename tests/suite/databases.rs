//! The recipes of `docs/databases.md` that need a server, run against one of their own where it can be started.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use crate::docs::page::Page;
use crate::docs::shell::{is_here, typed};
use crate::workshop::file;

/// A server, ended and removed with this.
struct Server {
    folder: TempDir,
    running: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.running.kill());
        drop(self.running.wait());
    }
}

impl Server {
    /// Prepares a folder and starts a program in it; both servers refuse to run as the system's first user.
    fn start(user: &str, prepare: &str, run: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        let first_user = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
        let shell = |commands: &str| {
            // `setpriv` becomes the program, so that ending it ends the server.
            let mut command = Command::new(if first_user { "setpriv" } else { "sh" });
            if first_user {
                let (user, group) = (format!("--reuid={user}"), format!("--regid={user}"));
                command.args([&user, &group, "--clear-groups", "sh"]);
            }
            command.args(["-euc", commands]).current_dir(folder.path());
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        if !shell(prepare).status().is_ok_and(|status| status.success()) {
            return None;
        }
        let running = shell(&format!("exec {run}")).spawn().ok()?;
        Some(Self { folder, running })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command until the server answers it.
    fn answers(&self, command: &str, variables: &[(&str, &Path)]) -> bool {
        (0..100).any(|_| {
            sleep(Duration::from_millis(200));
            typed(command, variables).0 == Some(0)
        })
    }
}

/// The accounts of the examples as SQL that both servers take.
fn tables() -> String {
    let mut rows = csv::Reader::from_path(file("examples/accounts.csv")).unwrap();
    let mut sql = String::from(
        "create table accounts (cust_no varchar(20), name varchar(80), salutation varchar(20), id_number varchar(20), \
         postcode varchar(6), address varchar(200), card_no varchar(20), due_date date, as_of date, pay_by date);\n\
         create table owed (cust_no varchar(20), currency char(3), principal decimal(18,2), interest decimal(18,2), \
         penalty decimal(18,2), fees decimal(18,2), minimum_due decimal(18,2));\n",
    );
    let headings = rows.headers().unwrap().clone();
    for row in rows.records().map(Result::unwrap) {
        let values = |names: &[&str]| {
            let cell =
                |name: &&str| row[headings.iter().position(|heading| heading == *name).unwrap()].to_string();
            names.iter().map(|name| format!("'{}'", cell(name))).collect::<Vec<_>>().join(", ")
        };
        let account = values(&[
            "客户编号",
            "客户姓名",
            "称谓",
            "证件号码",
            "邮政编码",
            "通讯地址",
            "卡号",
            "到期还款日",
            "截止日",
            "最晚还款日",
        ]);
        let owed = values(&["客户编号", "币种", "本金", "利息", "违约金", "费用", "最低还款额"]);
        sql += &format!("insert into accounts values ({account});\ninsert into owed values ({owed});\n");
    }
    sql
}

/// The commands that the page shows under a heading.
fn recipe(heading: &str) -> String {
    let text = fs::read_to_string(file("docs/databases.md")).unwrap();
    let page = Page::of("docs/databases.md", &text);
    let section =
        text.lines().filter(|line| line.starts_with("## ")).position(|line| line == heading).unwrap() + 1;
    page.blocks.iter().find(|block| block.section == section && block.is_shell()).unwrap().text.clone()
}

/// Whether all programs are here; where one is not, the test says so and proves nothing.
#[allow(clippy::print_stderr, reason = "a test that proves nothing shall say so")]
fn all_here(programs: &[&str]) -> bool {
    let missing: Vec<_> = programs.iter().filter(|program| !is_here(program)).collect();
    if !missing.is_empty() {
        eprintln!("NOT TESTED: {missing:?} not on this machine");
    }
    missing.is_empty()
}

#[allow(clippy::print_stderr, reason = "a test that proves nothing shall say so")]
fn started(server: Option<Server>) -> Option<Server> {
    if server.is_none() {
        eprintln!("NOT TESTED: the server cannot be started here");
    }
    server
}

fn holds(recipe: &str, variables: &[(&str, &Path)]) {
    let (code, said) = typed(recipe, variables);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("2 accounts can be made, 0 refused"), "{said}");
}

#[test]
fn accounts_come_out_of_postgresql() {
    if !all_here(&["psql", "initdb", "postgres"]) {
        return;
    }
    let prepare = "initdb -D data -A trust -U bank --encoding=UTF8 --no-locale";
    let run = "postgres -D data -k \"$PWD\" -c listen_addresses='' -c fsync=off";
    let Some(server) = started(Server::start("postgres", prepare, run)) else { return };
    let variables = [("PGHOST", server.path()), ("PGUSER", Path::new("bank"))];
    assert!(server.answers("psql -X -q -d postgres -c 'create database bank'", &variables));
    let sql = server.path().join("tables.sql");
    fs::write(&sql, tables()).unwrap();
    let (code, said) = typed(&format!("psql -X -q -d bank -f {}", sql.display()), &variables);
    assert_eq!(code, Some(0), "{said}");
    holds(&recipe("## PostgreSQL"), &variables);
}

#[test]
fn accounts_come_out_of_mariadb() {
    if !all_here(&["mysql", "mariadb-install-db", "mariadbd"]) {
        return;
    }
    let prepare = "mariadb-install-db --no-defaults --datadir=\"$PWD/data\"";
    let run = "mariadbd --no-defaults --datadir=\"$PWD/data\" --socket=\"$PWD/socket\" --pid-file=\"$PWD/pid\" \
               --skip-networking --skip-grant-tables";
    let Some(server) = started(Server::start("mysql", prepare, run)) else { return };
    // The client looks into this file last, so that it prevails over those of the machine.
    let settings = format!("[client]\nsocket={}\n", server.path().join("socket").display());
    fs::write(server.path().join(".my.cnf"), settings).unwrap();
    let variables = [("HOME", server.path())];
    assert!(server.answers("mysql -e 'create database bank character set utf8mb4'", &variables));
    let sql = server.path().join("tables.sql");
    fs::write(&sql, tables()).unwrap();
    let load = format!("mysql --default-character-set=utf8mb4 bank < {}", sql.display());
    let (code, said) = typed(&load, &variables);
    assert_eq!(code, Some(0), "{said}");
    holds(&recipe("## MySQL and MariaDB"), &variables);
}

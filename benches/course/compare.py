"""Measure what a course of collection takes beside its checks: messages, what is due next, every kind of letter, a bundle.

    python benches/course/compare.py target/release/hanpress [--count 2000] [--rounds 5] [--letters 60] [--documents 200]

It runs in the root of the project, whose examples and kept cases it takes. Each run is a process of its own, in turn with
the others; the processor time of the whole process counts, since other work may run beside it. What a program takes to
start is measured with one account and taken off.
"""
import argparse, json, os, shutil, statistics, subprocess, sys, tempfile
from pathlib import Path

DAY = "2026-11-23"
ISSUER = "examples/issuer.toml"
FIRM = "examples/law-firm.toml"


def measured(command):
    """Processor seconds and largest memory in MB of a command, by the system's account of it."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    # Some accounts may be refused.
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def write(place, accounts):
    place.write_text("".join(json.dumps(account, ensure_ascii=False) + "\n" for account in accounts), encoding="utf-8")


def sampled(program, folder, count):
    """Notices with a telephone and a mailbox each."""
    lines = subprocess.run([program, "sample", "--count", str(count), "--seed", "5", "--kind", "overdue-notice",
                            "--as-of", "2026-11-22"], capture_output=True, text=True, check=True).stdout
    accounts = [json.loads(line) for line in lines.splitlines()]
    for at, account in enumerate(accounts):
        account["debtor"]["mobile"] = f"138{at:08}"
        account["debtor"]["email"] = f"p{at}@example.com"
    write(folder / f"{count}.jsonl", accounts)
    return folder / f"{count}.jsonl"


def in_turn(ways, rounds, before):
    """Times of each way, round by round in turn."""
    took = {name: [] for name in ways}
    for _ in range(rounds):
        for name, command in ways.items():
            before()
            took[name].append(measured(command)[0])
    return took


def messages(program, folder, count, rounds):
    many, one = sampled(program, folder, count), sampled(program, folder, 1)
    out = folder / "out"

    def ways(file):
        common = [file, "--issuer", ISSUER, "--issue-date", DAY]
        return {
            "check": [program, "check", *common, "--workers", "1"],
            "sms": [program, "make", *common, "--channel", "sms", "--workers", "1", "--out", out],
            "next": [program, "next", *common],
        }

    def clear():
        shutil.rmtree(out, ignore_errors=True)

    starts, took = in_turn(ways(one), rounds, clear), in_turn(ways(many), rounds, clear)
    net = {name: statistics.median(took[name]) - statistics.median(starts[name]) for name in took}
    print(f"{count} accounts, one worker, medians of {rounds} rounds, start taken off")
    for name, time in net.items():
        print(f"| {name} | {time:.2f} s | {time / net['check']:.2f} |")


def kinds(program, folder, letters, rounds):
    """Every kept case whose account says its kind, so many letters of each."""
    found = {}
    for case in sorted(Path("tests/golden").iterdir()):
        place = case / "account.json"
        if place.exists():
            found[case.name] = json.loads(place.read_text(encoding="utf-8"))
    commands = {}
    for name, account in found.items():
        write(folder / f"{name}.jsonl", [{**account, "id": f"B{at:07}"} for at in range(letters)])
        write(folder / f"{name}-1.jsonl", [account])
        issuer = FIRM if account["kind"] == "lawyer-letter" else ISSUER
        for file in (name, f"{name}-1"):
            commands[file] = [program, "make", folder / f"{file}.jsonl", "--issuer", issuer, "--issue-date", DAY,
                              "--workers", "1", "--out", folder / file]

    took = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            shutil.rmtree(folder / name, ignore_errors=True)
            took[name].append(measured(command)[0])
    rows = []
    for name in found:
        lines = [json.loads(line) for line in open(folder / name / "manifest.jsonl", encoding="utf-8")]
        made = [line for line in lines if line["line"] == "document"]
        if len(made) != letters:
            print(f"{name}: {len(made)} of {letters} made", file=sys.stderr)
            continue
        time = statistics.median(took[name]) - statistics.median(took[f"{name}-1"])
        rows.append((made[0]["pages"], time / (letters - 1) * 1000, name))
    notices = [row for row in rows if found[row[2]]["kind"] == "overdue-notice"]
    each = statistics.median(time for _, time, _ in notices)
    print(f"{letters} letters of each case, one worker; an overdue notice takes {each:.1f} ms")
    for pages, time, name in sorted(rows):
        print(f"| {name} | {pages} | {time:.1f} ms | {time / each:.2f} |")


def bundle(program, folder, documents, rounds):
    """As many letters to one account, each from a run of its own, and all of them as one file."""
    base = json.loads(sampled(program, folder, 1).read_text(encoding="utf-8"))
    runs = []
    for at in range(documents):
        base["extra"] = {"at": str(at)}
        write(folder / "one.jsonl", [base])
        runs.append(folder / f"run-{at}")
        measured([program, "make", folder / "one.jsonl", "--issuer", ISSUER, "--issue-date", DAY, "--out", runs[-1]])
    times = []
    for _ in range(rounds):
        file = folder / "bundle.pdf"
        file.unlink(missing_ok=True)
        times.append(measured([program, "bundle", "A0000001", "--from", *runs, "--out", file, "--date", "2026-12-01"]))
    size = (folder / "bundle.pdf").stat().st_size / 1e6
    print(f"a bundle of {documents} documents: {statistics.median(time for time, _ in times):.2f} s, "
          f"{max(memory for _, memory in times):.0f} MB, file {size:.1f} MB")


def main():
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("hanpress")
    told.add_argument("--count", type=int, default=2000)
    told.add_argument("--rounds", type=int, default=5)
    told.add_argument("--letters", type=int, default=60)
    told.add_argument("--documents", type=int, default=200)
    told = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        if told.count:
            messages(told.hanpress, folder, told.count, told.rounds)
        if told.documents:
            bundle(told.hanpress, folder, told.documents, told.rounds)
        if told.letters:
            kinds(told.hanpress, folder, told.letters, max(told.rounds // 2, 1))


if __name__ == "__main__":
    main()

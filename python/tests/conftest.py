"""What the tests share: the project's examples, a desk, and the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import hanpress
import pytest

ROOT = Path(os.environ.get("HANPRESS_ROOT") or Path(__file__).resolve().parents[2])
EXAMPLES = ROOT / "examples"
KEYS = ROOT / "tests" / "keys"
DAY = "2026-11-23"


@pytest.fixture(scope="session")
def desk() -> hanpress.Desk:
    return hanpress.Desk(EXAMPLES / "issuer.toml", issue_date=DAY)


@pytest.fixture(scope="session")
def accounts() -> list[dict]:
    lines = (EXAMPLES / "accounts.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict]]:
    """What the command line makes of the examples: the folder, and the lines of its manifest."""
    out = tmp_path_factory.mktemp("cli") / "out"
    code = command("make", EXAMPLES / "accounts.jsonl", "--issuer", EXAMPLES / "issuer.toml",
                   "--issue-date", DAY, "--out", out, "--quiet").returncode
    assert code in (0, 1)
    lines = [json.loads(line) for line in (out / "manifest.jsonl").read_text("utf-8").splitlines()]
    return out, [line for line in lines if line["line"] == "document"]


def command(*typed: object, **more: object) -> subprocess.CompletedProcess:
    words = [sys.executable, "-m", "hanpress", *map(str, typed)]
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", **more)


def engine_accounts(count: int) -> list[str]:
    """Trial accounts as JSON texts, some of them wrong in ways that one machine refuses, too."""
    texts = [json.dumps(one, ensure_ascii=False) for one in hanpress.sample(count, seed=5, as_of="2026-11-22")]
    wrong = json.loads(texts[7])
    wrong["as_of"] = "2026-02-30"
    texts[7] = json.dumps(wrong, ensure_ascii=False)
    texts[11] = texts[11][:-1]
    return texts


def accounts_of_one_card() -> list[str]:
    """Accounts of which some have one card: that of the second, in two currencies, comes again in one, in both, and under
    an id that came; another's first account is refused by a rule, and a third's cannot be read."""
    given = list(hanpress.sample(40, seed=9, as_of="2026-11-22", kinds=["overdue-notice"]))
    double = next(one for one in given if len(one["ledgers"]) == 2)
    plain = [one for one in given if len(one["ledgers"]) == 1][:6]
    refused = plain[3] | {"ledgers": [plain[3]["ledgers"][0] | {"total": "1.00"}]}
    unread = plain[4] | {"as_of": "2026-02-30"}
    accounts = [
        plain[0], double, plain[1] | {"card": double["card"]}, double | {"id": "B1"},
        plain[2] | {"card": double["card"], "id": double["id"]},
        refused, plain[5] | {"card": refused["card"]}, unread, plain[2] | {"card": unread["card"]},
    ]
    return [json.dumps(account, ensure_ascii=False) for account in accounts]


def warned_of_cards(folder: Path) -> list[tuple[str, str]]:
    """The ids of a run in which a card came again, each with the ledger."""
    lines = [json.loads(line) for name in ("manifest.jsonl", "refused.jsonl")
             for line in (folder / name).read_text("utf-8").splitlines()]
    return sorted((line["id"], one["path"]) for line in lines for one in line.get("findings", []) if one["code"] == "W14")


def one_machine(texts: list[str], folder: Path) -> Path:
    """What the command line makes of accounts: the folder of its run."""
    (folder / "accounts.jsonl").write_text("".join(f"{text}\n" for text in texts), "utf-8")
    ran = command("make", "accounts.jsonl", "--issuer", EXAMPLES / "issuer.toml", "--issue-date", DAY,
                  "--out", "alone", "--quiet", cwd=folder)
    assert ran.returncode in (0, 1), ran.stderr
    return folder / "alone"


def same_run(one: Path, other: Path) -> None:
    """Two folders hold the same, byte for byte: manifest, letters, lists; but for the times in `report.json`."""
    trees = []
    for folder in (one, other):
        files = (path for path in folder.rglob("*") if path.is_file() and path.name not in ("report.json", ".lock"))
        trees.append({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})
    for name in sorted(trees[0].keys() | trees[1].keys()):
        assert trees[0].get(name) == trees[1].get(name), name

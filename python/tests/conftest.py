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

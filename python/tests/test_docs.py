"""The page on Python says what is so: its blocks run, one after the other."""

from __future__ import annotations

import re
import shutil

from conftest import EXAMPLES, ROOT


def test_the_blocks_of_the_page_run(tmp_path, monkeypatch):
    page = (ROOT / "docs" / "python.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, flags=re.M | re.S)
    assert len(blocks) > 3
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    names: dict = {"__name__": "page"}
    for at, block in enumerate(blocks):
        exec(compile(block, f"block {at}", "exec"), names)

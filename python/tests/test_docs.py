"""The pages on Python, Spark and Ray say what is so: their blocks run, one after the other."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import EXAMPLES, ROOT, command


@pytest.mark.parametrize(("name", "needed"), [("python", "hanpress"), ("spark", "pyspark"), ("ray", "ray")])
def test_the_blocks_of_the_page_run(name, needed, tmp_path):
    pytest.importorskip(needed)
    page = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, flags=re.M | re.S)
    assert len(blocks) >= 2
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    (tmp_path / "page.py").write_text("\n".join(blocks), "utf-8")
    # A process of its own: engines keep what they are in theirs.
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1",
                   "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
    ran = subprocess.run([sys.executable, "page.py"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-4000:]
    if name != "python":
        assert command("audit", tmp_path / "letters").returncode == 0

"""The scripts for Slurm, run by a Slurm of one node: an array of shards, and the join behind it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import DAY, EXAMPLES, ROOT, engine_accounts, one_machine, same_run

PROGRAMS = ("slurmctld", "slurmd", "sbatch", "munged", "sacct")
pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or any(shutil.which(name) is None for name in PROGRAMS[:4]),
    reason="it needs slurmctld, slurmd and munge, and root to start them",
)


def free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def slurm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slurm")
    os.chmod(folder, 0o755)
    for parent in list(folder.parents)[:2]:
        os.chmod(parent, 0o755)
    key, sock = folder / "munge.key", folder / "munge.socket"
    key.write_bytes(os.urandom(128))
    os.chmod(key, 0o400)
    host, cores = socket.gethostname().split(".")[0], min(4, os.cpu_count() or 1)
    conf = folder / "slurm.conf"
    conf.write_text(
        f"ClusterName=one\nSlurmctldHost={host}(127.0.0.1)\nSlurmctldPort={free()}\nSlurmdPort={free()}\n"
        f"AuthType=auth/munge\nAuthInfo=socket={sock}\nCredType=cred/munge\nSlurmUser=root\nSlurmdUser=root\n"
        f"StateSaveLocation={folder}/state\nSlurmdSpoolDir={folder}/spool\nSlurmctldPidFile={folder}/ctld.pid\n"
        f"SlurmdPidFile={folder}/d.pid\nSlurmctldLogFile={folder}/ctld.log\nSlurmdLogFile={folder}/d.log\n"
        "ProctrackType=proctrack/pgid\nTaskPlugin=task/none\nSelectType=select/cons_tres\nMpiDefault=none\n"
        "SelectTypeParameters=CR_CPU\nReturnToService=2\nSchedulerType=sched/builtin\nMinJobAge=300\n"
        "SchedulerParameters=batch_sched_delay=1,sched_min_interval=1000\nJobAcctGatherType=jobacct_gather/none\n"
        f"NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} RealMemory=1000 State=UNKNOWN\n"
        f"PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP\n"
    )
    for name in ("state", "spool"):
        (folder / name).mkdir()
    environment = {**os.environ, "SLURM_CONF": str(conf)}
    started = [
        subprocess.Popen(["munged", "-F", "-f", f"--key-file={key}", f"--socket={sock}", f"--log-file={folder}/m.log",
                          f"--pid-file={folder}/m.pid", f"--seed-file={folder}/m.seed"]),
    ]
    wait(sock.exists, 20)
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started.append(subprocess.Popen(["slurmctld", "-D", "-f", str(conf)], **quiet))
    started.append(subprocess.Popen(["slurmd", "-D", "-f", str(conf), "-N", host], **quiet))
    try:
        idle = lambda: "idle" in subprocess.run(  # noqa: E731
            ["sinfo", "-h", "-o", "%T"], env=environment, capture_output=True, text=True
        ).stdout
        wait(idle, 60, lambda: (folder / "ctld.log").read_text()[-2000:] + (folder / "d.log").read_text()[-2000:])
        yield environment
    finally:
        for one in reversed(started):
            one.terminate()
        for one in reversed(started):
            one.wait(20)


def wait(done, seconds: float, told=lambda: "") -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, told()
        time.sleep(0.2)


def test_an_array_of_shards_is_joined_to_what_one_machine_makes(slurm, tmp_path):
    alone = one_machine(engine_accounts(20), tmp_path)
    for path in [*(ROOT / "docs" / "deploy").glob("*.sbatch"), *EXAMPLES.glob("*.svg"), EXAMPLES / "issuer.toml"]:
        shutil.copy(path, tmp_path)
    program = tmp_path / "bin" / "hanpress"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m hanpress "$@"\n')
    program.chmod(0o755)
    environment = {**slurm, "PATH": f"{program.parent}:{slurm['PATH']}"}

    def give(*typed: str) -> str:
        given = subprocess.run(["sbatch", "--parsable", "--mem-per-cpu=0", "--cpus-per-task=1", *typed], cwd=tmp_path,
                               env=environment, capture_output=True, text=True)
        assert given.returncode == 0, given.stderr
        return given.stdout.strip()

    made = give("--array=0-2", "letters.sbatch", DAY)
    joined = give(f"--dependency=afterok:{made}", "join.sbatch", DAY)

    def left() -> str:
        return subprocess.run(["squeue", "-h", "-o", "%i %T %r"], env=slurm, capture_output=True, text=True).stdout

    wait(lambda: not left(), 240, left)
    logs = "".join(path.read_text() for path in tmp_path.glob("*.log"))
    told = subprocess.run(["scontrol", "show", "job", joined], env=slurm, capture_output=True, text=True).stdout
    assert "JobState=COMPLETED" in told, logs + told
    assert sorted(path.name for path in (tmp_path / f"shards-{DAY}").iterdir()) == ["0", "1", "2"]
    same_run(alone, tmp_path / f"letters-{DAY}")

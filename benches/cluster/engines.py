"""Measure the wheel beside the command line, and engines beside the wheel.

    pip install "./python[spark,ray]"
    python benches/cluster/engines.py ratios  [--letters 400] [--ways cli wheel spark ray]
    python benches/cluster/engines.py rows    [--letters 400]      # rows of Arrow beside JSON text
    python benches/cluster/engines.py seal    [--rows 1000000]     # rows a second, and memory; 1.3 KB of disk a row
    python benches/cluster/engines.py memory  [--letters 100000]   # the peak of a process that makes letters
    python benches/cluster/engines.py times   [--letters 2000]     # the distribution that simulate.py draws from

`ratios` makes the same letters by `hanpress make`, `make_many`, Spark and Ray, each with two workers. Each way is run with
few letters and with many, in turn, so that the difference is free of start-up; processor time is that of a process and
of all that it starts, so that others on the machine disturb it little, and counts more than the letters a second beside
it. A second figure is the peak of any process that had hanpress loaded. With some thousand letters, let it have a
machine of its own.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
ISSUER, DAY = HOME / "examples" / "issuer.toml", "2026-11-23"
TICKS = os.sysconf("SC_CLK_TCK")


def accounts(count: int, kinds=("overdue-notice",)) -> list[str]:
    import hanpress

    return [json.dumps(one, ensure_ascii=False) for one in hanpress.sample(count, seed=11, as_of="2026-11-22", kinds=kinds)]


@dataclass(frozen=True)
class Spent:
    """What a command took, with all that it started."""

    processor: float
    """Seconds of processors."""
    wall: float
    """Seconds from its start to its end."""
    peak: int
    """The peak of any of its processes in which hanpress was loaded, in MiB."""


def spent_by(command: list[str]) -> Spent:
    """What a command takes, and all that it starts, however they are related to it by the end."""
    begun = time.perf_counter()
    log = tempfile.TemporaryFile("w+")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
    known, spent, peak = {process.pid}, {}, 0
    while process.poll() is None:
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                fields = Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()
                if int(entry) in known or int(fields[1]) in known:
                    known.add(int(entry))
                    spent[int(entry)] = (int(fields[11]) + int(fields[12])) / TICKS
                    peak = max(peak, peak_of(entry))
            except OSError:
                continue
        time.sleep(0.05)
    if process.returncode:
        log.seek(0)
        raise SystemExit(f"{command} ended with {process.returncode}\n{log.read()[-2000:]}")
    return Spent(sum(spent.values()), time.perf_counter() - begun, peak)


def peak_of(process: str) -> int:
    """The most memory a process had, in MiB, if hanpress is loaded in it."""
    if "_hanpress" not in Path("/proc", process, "maps").read_text():
        return 0
    status = Path("/proc", process, "status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def ratios(given: argparse.Namespace) -> None:
    """Each way makes few letters and many, in turn; what is between both is free of start-up. Spark and Ray are told by
    the first way, and so is the wheel."""
    few, many = max(1, given.letters // 8), given.letters
    if few >= many:
        raise SystemExit("--letters is 2 at the least")
    found: dict[str, list[tuple[float, float]]] = {way: [] for way in given.ways}
    peaks = dict.fromkeys(given.ways, 0)
    with tempfile.TemporaryDirectory(dir=given.folder) as held:
        folder = Path(held)
        for count in (few, many):
            (folder / f"{count}.jsonl").write_text("".join(text + "\n" for text in accounts(count)), "utf-8")
        for at in range(given.rounds):
            for way in given.ways:
                one, other = (made(way, count, folder / f"{way}-{at}-{count}") for count in (few, many))
                each = many - few
                found[way].append(((other.processor - one.processor) / each, (other.wall - one.wall) / each))
                peaks[way] = max(peaks[way], one.peak, other.peak)
    base = [statistics.median(kind) for kind in zip(*found[given.ways[0]])]
    for way, all_ in found.items():
        own = [statistics.median(kind) for kind in zip(*all_)]
        by_processor, by_wall = (one / other if other > 0 else math.nan for one, other in zip(base, own))
        peak = f", peak of a process {peaks[way]} MiB" if way != "cli" else ""
        print(f"{way:6} {own[0] * 1000:6.2f} ms of a processor a letter, {by_processor:.3f} of {given.ways[0]};"
              f" {1 / own[1] if own[1] > 0 else math.nan:6.1f} letters a second, {by_wall:.3f}{peak}", flush=True)


def made(way: str, count: int, out: Path) -> Spent:
    """Makes so many letters in one way, in a process of its own; looks whether they are there."""
    spent = spent_by([sys.executable, __file__, "one", way, str(out.parent / f"{count}.jsonl"), str(out)])
    stand = sum(1 for _ in out.rglob("*.pdf"))
    if stand != count:
        raise SystemExit(f"{way}: {stand} letters stand where {count} were to be made")
    shutil.rmtree(out)
    shutil.rmtree(f"{out}.rows", ignore_errors=True)
    return spent


def one(way: str, file: str, out: str) -> None:
    """Makes the letters of a file in one way, with two workers."""
    if way == "cli":
        # In place of this process, so that nothing but the command line is measured.
        os.execv(sys.executable, [sys.executable, "-m", "hanpress", "make", file, "--issuer", str(ISSUER),
                                  "--issue-date", DAY, "--workers", "2", "--out", out, "--quiet"])
    import hanpress

    desk = hanpress.Desk(ISSUER, issue_date=DAY)
    texts = Path(file).read_text("utf-8").splitlines()
    if way == "wheel":
        os.mkdir(out, mode=0o700)
        for letter in desk.make_many(texts, workers=2):
            letter.save(out)
    elif way == "spark":
        from pyspark.sql import SparkSession

        from hanpress import spark

        os.environ["PYSPARK_PYTHON"] = sys.executable
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        frame = session.read.text(file).withColumnRenamed("value", "account").repartition(4)
        spark.letters(frame, desk, out, account="account").write.parquet(out + ".rows")
        session.stop()
    elif way == "ray":
        import pyarrow as pa
        import ray

        from hanpress import ray as by_ray

        ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False, object_store_memory=200 << 20)
        given = ray.data.from_arrow(pa.table({"account": texts})).repartition(8)
        by_ray.letters(given, desk, out, concurrency=2, account="account").count()
        ray.shutdown()


def rows(given: argparse.Namespace) -> None:
    """The same accounts, read from rows of Arrow and from JSON text; one after the other, five times."""
    import pyarrow as pa

    import hanpress

    desk = hanpress.Desk(ISSUER, issue_date=DAY)
    texts = accounts(given.letters)
    table = pa.Table.from_pylist([json.loads(text) for text in texts])
    from hanpress._tables import chunks

    found: dict[str, list[float]] = {"json": [], "arrow": []}
    for _ in range(5):
        for way, take in (("json", lambda: iter(texts)), ("arrow", lambda: chunks(table))):
            begun = time.process_time()
            count = desk._native.count(take())
            found[way].append((time.process_time() - begun) / count)
    json_, arrow = (statistics.median(found[way]) for way in ("json", "arrow"))
    print(f"json   {json_ * 1e6:7.1f} us an account\narrow  {arrow * 1e6:7.1f} us an account, {json_ / arrow:.2f} times as fast")


def seal(given: argparse.Namespace) -> None:
    """Lines of made letters, chained into one manifest; the peak after a tenth of them, and at the end."""
    import hanpress

    desk = hanpress.Desk(ISSUER, issue_date=DAY)
    line, *_ = next(desk._native.parts(iter(accounts(1)), 1, [None]))
    told = json.loads(line) | {"number": "NUMBER", "id": "ID"}
    head, middle, tail = re.split('"NUMBER"|"ID"', json.dumps(told, ensure_ascii=False))
    if list(told).index("number") < list(told).index("id"):
        raise SystemExit("the line of a document begins otherwise than it did: mend this")
    peaks = []
    with tempfile.TemporaryDirectory(dir=given.folder) as held:
        sealing = desk._native.seal(Path(held), "accounts")
        before = time.perf_counter()
        for start in range(0, given.rows, 1024):
            batch = [
                (f'{head}"A{at:010}"{middle}"HP-20261123-{at:010}"{tail}', True, False, None)
                for at in range(start, min(start + 1024, given.rows))
            ]
            sealing.add(batch)
            if len(peaks) * given.rows // 10 <= start:
                peaks.append(peak_here())
        sealing.finish()
        took = time.perf_counter() - before
    print(f"{given.rows:,} rows in {took:.1f} s, {given.rows / took:,.0f} a second;"
          f" peak after a tenth of them {peaks[min(1, len(peaks) - 1)]} MiB, at the end {peak_here()} MiB")


def peak_here() -> int:
    """The peak of this process, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def memory(given: argparse.Namespace) -> None:
    import hanpress

    desk = hanpress.Desk(ISSUER, issue_date=DAY)
    texts = accounts(1000)
    told = [json.loads(text) for text in texts]
    repeated = (told[at % 1000] | {"id": f"B{at:08}"} for at in range(given.letters))
    for at, _ in enumerate(desk.make_many(repeated, workers=given.workers), 1):
        if at in (given.letters // 100, given.letters // 10, given.letters):
            print(f"{at:,} letters: peak {peak_here()} MiB", flush=True)


def times(given: argparse.Namespace) -> None:
    """Processor times of single letters, as 1,001 quantiles, and the mean size."""
    import hanpress

    desk = hanpress.Desk(ISSUER, issue_date=DAY)
    found: dict[str, object] = {}
    for name, kinds in (("notices", ("overdue-notice",)), ("all", None)):
        spent, sizes = [], []
        for text in accounts(given.letters + 50, kinds):
            begun = time.process_time()
            letter = desk.make(text)
            spent.append(time.process_time() - begun)
            sizes.append(len(letter.pdf))
        spent = sorted(spent[50:])
        found[name] = [round(spent[round(at * (len(spent) - 1) / 1000)], 5) for at in range(1001)]
        if name == "notices":
            found["bytes"] = round(sum(sizes) / len(sizes))
        print(name, *(f"{share}% {spent[int(share / 100 * (len(spent) - 1))] * 1000:.1f} ms" for share in (1, 50, 90, 99)),
              f"mean {sum(spent) / len(spent) * 1000:.1f} ms")
    kept = Path(__file__).with_name("times.json")
    known = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    kept.write_text(json.dumps(known | found, separators=(",", ":")) + "\n", "utf-8")


def main() -> None:
    if sys.argv[1:2] == ["one"]:
        return one(*sys.argv[2:])
    typed = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    typed.add_argument("what", choices=["ratios", "rows", "seal", "memory", "times"])
    typed.add_argument("--letters", type=int, default=400)
    typed.add_argument("--rows", type=int, default=1_000_000)
    typed.add_argument("--rounds", type=int, default=3)
    typed.add_argument("--workers", type=int, default=1)
    typed.add_argument("--folder", default=None, help="where letters and manifests are written meanwhile")
    typed.add_argument("--ways", nargs="+", default=["cli", "wheel", "spark", "ray"])
    given = typed.parse_args()
    globals()[given.what](given)


if __name__ == "__main__":
    main()

"""Measure the wheel beside the command line, and engines beside the wheel.

    pip install "./python[spark,ray]"
    python benches/cluster/engines.py ratios  [--letters 400]     # make_many, Spark, Ray beside `hanpress make`
    python benches/cluster/engines.py rows                        # rows of Arrow beside JSON text
    python benches/cluster/engines.py seal    [--rows 1000000]    # rows a second, and memory
    python benches/cluster/engines.py memory  [--letters 100000]  # the peak of a worker process
    python benches/cluster/engines.py times   [--letters 2000]    # the distribution that simulate.py draws from

What counts is processor time, of a process and of all that it starts, so that others on the machine disturb little. Each
way is run with few letters and with many, in turn; the difference is free of start-up.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
ISSUER, DAY = HOME / "examples" / "issuer.toml", "2026-11-23"
TICKS = os.sysconf("SC_CLK_TCK")


def accounts(count: int, kinds=("overdue-notice",)) -> list[str]:
    import hanpress

    return [json.dumps(one, ensure_ascii=False) for one in hanpress.sample(count, seed=11, as_of="2026-11-22", kinds=kinds)]


def seconds_of(command: list[str]) -> float:
    """Processor seconds of a command and of all that it starts, however they are related to it by the end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    known, spent = {process.pid}, {}
    while process.poll() is None:
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                fields = Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(entry) in known or int(fields[1]) in known:
                known.add(int(entry))
                spent[int(entry)] = (int(fields[11]) + int(fields[12])) / TICKS
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return sum(spent.values())


def ratios(given: argparse.Namespace) -> None:
    few, many = given.letters // 8, given.letters
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        for count in (few, many):
            (folder / f"{count}.jsonl").write_text("".join(text + "\n" for text in accounts(count)), "utf-8")
        found: dict[str, list[float]] = {}
        for at in range(given.rounds):
            for way in given.ways:
                spent = [
                    seconds_of([sys.executable, __file__, "one", way, str(folder / f"{count}.jsonl"),
                                str(folder / f"{way}-{at}-{count}")])
                    for count in (few, many)
                ]
                found.setdefault(way, []).append((spent[1] - spent[0]) / (many - few))
                subprocess.run(["rm", "-rf", *map(str, folder.glob(f"{way}-{at}-*"))], check=True)
    base = statistics.median(found[given.ways[0]])
    for way, all_ in found.items():
        one = statistics.median(all_)
        print(f"{way:8} {one * 1000:6.2f} ms of a processor a letter, {base / one:.3f} of {given.ways[0]}")


def one(way: str, file: str, out: str) -> None:
    """Makes the letters of a file in one way, with two workers."""
    if way == "cli":
        raise SystemExit(subprocess.run(
            [sys.executable, "-m", "hanpress", "make", file, "--issuer", str(ISSUER), "--issue-date", DAY,
             "--workers", "2", "--out", out, "--quiet"]).returncode)
    import hanpress

    desk = hanpress.Desk(ISSUER, issue_date=DAY)
    texts = Path(file).read_text("utf-8").splitlines()
    if way == "wheel":
        place = hanpress.places.place(out)
        for letter in desk.make_many(texts, workers=2):
            place.put(f"documents/{letter.file}", letter.pdf)
    elif way == "spark":
        from pyspark.sql import SparkSession

        from hanpress import spark

        os.environ["PYSPARK_PYTHON"] = sys.executable
        session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        rows = list(enumerate(texts, 1))
        frame = session.createDataFrame(rows, "seq bigint, account string").repartition(2)
        spark.letters(frame, desk, out, account="account", seq="seq").write.parquet(out + ".rows")
        session.stop()
    elif way == "ray":
        import pyarrow as pa
        import ray

        from hanpress import ray as by_ray

        ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False, object_store_memory=200 << 20)
        given = ray.data.from_arrow(pa.table({"account": texts})).repartition(4)
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
    import hanpress

    desk = hanpress.Desk(ISSUER, issue_date=DAY)
    line, _, _ = next(desk._native.parts(iter(accounts(1)), 1, [None]))
    told = json.loads(line)
    with tempfile.TemporaryDirectory(dir=given.folder) as held:
        sealing = desk._native.seal(Path(held), "accounts")
        before = time.perf_counter()
        for start in range(0, given.rows, 1024):
            batch = []
            for at in range(start, min(start + 1024, given.rows)):
                told["number"] = f"HP-20261123-{at:010}"
                batch.append((json.dumps(told | {"id": f"A{at:010}"}, ensure_ascii=False), True, False))
            sealing.add(batch)
        sealing.finish()
        took = time.perf_counter() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{given.rows:,} rows in {took:.1f} s, {given.rows / took:,.0f} a second; peak {peak:.0f} MiB")


def memory(given: argparse.Namespace) -> None:
    import hanpress

    desk = hanpress.Desk(ISSUER, issue_date=DAY)
    texts = accounts(1000)
    told = [json.loads(text) for text in texts]
    repeated = (told[at % 1000] | {"id": f"B{at:08}"} for at in range(given.letters))
    for at, _ in enumerate(desk.make_many(repeated, workers=given.workers), 1):
        if at in (1000, given.letters):
            print(f"{at:,} letters: peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB", flush=True)


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
    typed.add_argument("--folder", default=None, help="where a manifest is written for `seal`")
    typed.add_argument("--ways", nargs="+", default=["cli", "wheel", "spark", "ray"])
    given = typed.parse_args()
    globals()[given.what](given)


if __name__ == "__main__":
    main()

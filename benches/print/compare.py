"""Put the letters of a finished run into one file, in turn by hanpress, qpdf and pikepdf, and print a table.

    pip install pikepdf
    python benches/print/compare.py target/release/hanpress LETTERS [--rounds 3] [--without qpdf pikepdf]

LETTERS is a folder that `hanpress make` wrote. Each run is a process of its own, with the same letters in the same order;
the processor time of the whole process and the time by the clock are told, which other work beside it makes longer, and
the largest memory. hanpress reads and writes on threads of their own, the others have one. It does more than they do: it
holds each letter against its hash, sorts, and writes ticket and manifest.
"""
import argparse, json, os, resource, shutil, statistics, subprocess, sys, tempfile, time
from pathlib import Path

PIKEPDF = """
import sys
from pikepdf import Pdf
whole = Pdf.new()
for name in open(sys.argv[1]).read().splitlines():
    whole.pages.extend(Pdf.open(name).pages)
whole.save(sys.argv[2])
"""


def measured(command):
    """Processor seconds, seconds by the clock, and largest memory in MB of a command."""
    begun = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    # qpdf ends with 3 where it only warned.
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        sys.exit(f"{' '.join(command)} failed")
    return used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss / 1024


def size(place):
    return sum(file.stat().st_size for file in place.rglob("*.pdf")) if place.is_dir() else place.stat().st_size


def main():
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("hanpress")
    told.add_argument("letters", type=Path)
    told.add_argument("--rounds", type=int, default=3)
    told.add_argument("--without", nargs="*", default=[])
    told = told.parse_args()
    lines = [json.loads(line) for line in open(told.letters / "manifest.jsonl", encoding="utf-8")]
    letters = [line for line in lines if line["line"] == "document" and line["kind"] != "repayment-agreement"
               and line["channel"] not in ("email", "sms", "call")]
    names = [str(told.letters / letter["file"]) for letter in letters]
    pages, loose = sum(letter["pages"] for letter in letters), sum(letter["bytes"] for letter in letters)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "names").write_text("\n".join(names))
        # qpdf reads its own command from a file, one word a line.
        (folder / "qpdf").write_text("\n".join(["--empty", "--pages", *names, "--", str(folder / "q.pdf")]))
        (folder / "merge.py").write_text(PIKEPDF)
        ways = {
            "hanpress": ([told.hanpress, "print", "--in", str(told.letters), "--out", str(folder / "job")], folder / "job"),
            "qpdf": (["qpdf", f"@{folder / 'qpdf'}"], folder / "q.pdf"),
            "pikepdf": ([sys.executable, str(folder / "merge.py"), str(folder / "names"), str(folder / "p.pdf")],
                        folder / "p.pdf"),
        }
        ways = {name: way for name, way in ways.items() if name not in told.without}
        took = {name: [] for name in ways}
        for _ in range(told.rounds):
            for name, (command, place) in ways.items():
                shutil.rmtree(place, ignore_errors=True)
                took[name].append((*measured(command), size(place)))
    print(f"{len(letters)} letters, {pages} pages, {loose / 1e6:.1f} MB loose; medians of {told.rounds} rounds")

    def middle(name, part):
        return statistics.median(run[part] for run in took[name])

    print("| | processor time | pages a second | times hanpress | by the clock | times hanpress | largest memory | file |")
    for name, runs in took.items():
        processor, clock, memory = middle(name, 0), middle(name, 1), max(run[2] for run in runs)
        print(f"| {name} | {processor:.2f} s | {pages / processor:,.0f} | {processor / middle('hanpress', 0):.1f} | "
              f"{clock:.2f} s | {clock / middle('hanpress', 1):.1f} | {memory:.0f} MB | "
              f"{runs[0][3] / 1e6:.1f} MB ({runs[0][3] / loose:.1%}) |")


if __name__ == "__main__":
    main()

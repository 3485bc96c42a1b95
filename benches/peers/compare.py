"""Make the same one-page letters with hanpress and with others, in turn, and print medians and ratios.

    pip install typst==0.15.2 weasyprint
    cargo build --release && cargo bench --no-run
    python benches/peers/compare.py target/release/hanpress target/release/deps/stages-<hash>

Every way reads its letters from disk and writes a PDF/A-2b file for each; hanpress also reads and
checks the accounts, syncs the files and keeps its manifest. WeasyPrint has no such letter: it sets a
plain page with the same words and a table, so take its figure as an order of magnitude.
"""
import argparse, re, resource, shutil, statistics, subprocess, sys, tempfile, time
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]


def by_hanpress(args, project, out, workers):
    command = [args.hanpress, "make", project / "accounts.jsonl", "--issuer", HOME / "examples/issuer.toml",
               "--issue-date", "2026-11-23", "--workers", str(workers), "--out", out, "--quiet"]
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)


def by_plain(args, project, out):
    subprocess.run([args.stages, "plain", project, out], check=True, stdout=subprocess.DEVNULL)


def by_typst_py(project, out):
    import typst
    out.mkdir()
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(project / "fonts")])
    compiler = typst.Compiler(root=str(project), font_paths=fonts)
    (project / "letter").mkdir(exist_ok=True)
    (project / "letter" / "pages.txt").write_text("1")
    for letter in sorted((project / "letters").iterdir()):
        for name in ("qr.luma", "bars.luma", "number.txt"):
            shutil.copyfile(letter / name, project / "letter" / name)
        compiler.compile(input=(letter / "letter.typ").read_bytes(), output=str(out / f"{letter.name}.pdf"),
                         pdf_standards=["a-2b"], timestamp=1795363200)


def by_weasyprint(project, out, count):
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    out.mkdir()
    faces = "".join(f"@font-face{{font-family:F;src:url(file://{face})}}"
                    for face in [project / "fonts/NotoSerifSC-Regular.otf"])
    for letter in sorted((project / "letters").iterdir())[:count]:
        source = (letter / "letter.typ").read_text()
        words = re.findall(r"[\u3000-\u9fff，。；：（）、]{2,}|v\(\"([^\"]*)\"\)", source)
        text = re.sub(r"#v\(\"([^\"]*)\"\);", r"\1", source)
        lines = [line for line in re.findall(r"\[([^\[\]]{12,})\]", text)]
        rows = "".join(f"<tr><td>{n}</td><td>{word}</td></tr>" for n, word in enumerate(filter(None, words)) if n < 12)
        html = f"<html lang=zh><style>{faces}body{{font:10.5pt F}}</style>{''.join(f'<p>{l}' for l in lines)}<table>{rows}</table>"
        HTML(string=html).write_pdf(out / f"{letter.name}.pdf", font_config=FontConfiguration(), pdf_variant="pdf/a-2b")


def measured(work):
    """Wall and processor seconds of a piece of work in a process of its own."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    work()
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("hanpress", type=Path)
    parser.add_argument("stages", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", help="(inner) run one way", nargs=3)
    args = parser.parse_args()
    if args.only:
        way, project, out = args.only[0], Path(args.only[1]), Path(args.only[2])
        return by_typst_py(project, out) if way == "typst-py" else by_weasyprint(project, out, 20)
    folder = Path(tempfile.mkdtemp())
    project = folder / "project"
    subprocess.run([args.stages, "letters", project], check=True)
    count = len(list((project / "letters").iterdir()))

    def again(way, out):
        subprocess.run([sys.executable, __file__, args.hanpress, args.stages, "--only", way, project, out], check=True)

    ways = {
        "typst-py, Compiler reused": (count, lambda out: again("typst-py", out)),
        "plain Typst loop in Rust": (count, lambda out: by_plain(args, project, out)),
        "hanpress, one worker": (count, lambda out: by_hanpress(args, project, out, 1)),
        "hanpress, two workers": (count, lambda out: by_hanpress(args, project, out, 2)),
        "WeasyPrint": (20, lambda out: again("weasyprint", out)),
    }
    figures = {name: [] for name in ways}
    for round in range(args.rounds):
        for name, (letters, work) in ways.items():
            out = folder / "out"
            wall, processor = measured(lambda: work(out))
            figures[name].append((wall * 1e3 / letters, processor * 1e3 / letters))
            shutil.rmtree(out)
    walls = {name: statistics.median(wall for wall, _ in figures[name]) for name in ways}
    processors = {name: statistics.median(processor for _, processor in figures[name]) for name in ways}
    base = "typst-py, Compiler reused"
    print(f"{count} letters of one page, {args.rounds} rounds in turn; medians, start-up included")
    print(f"{'':28}{'wall ms':>9}{'per s':>8}{'ratio':>7}{'cpu ms':>9}{'ratio':>7}")
    for name in ways:
        print(f"{name:28}{walls[name]:9.2f}{1e3 / walls[name]:8.1f}{walls[base] / walls[name]:7.2f}"
              f"{processors[name]:9.2f}{processors[base] / processors[name]:7.2f}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()

"""Make the same one-page letters with hanpress and with others, in turn, and print medians and ratios.

    pip install typst==0.15.2 weasyprint
    cargo build --release && cargo bench --no-run
    python benches/peers/compare.py target/release/hanpress target/release/deps/stages-<hash>

With another build of hanpress, no more than the two programs is needed:

    python benches/peers/compare.py target/release/hanpress --against OTHER [--kind KIND] [--pages N] [--letters N]

Both make the same accounts in turn, which of them first changing each round, each run into a fresh folder;
what counts is the processor time (user and system) of the whole process, and its ratio pair by pair. It also
tells how many of the documents are the same, byte for byte.

Among the peers every way reads its letters from disk and writes a PDF/A-2b file for each; hanpress also reads and
checks the accounts, syncs the files and keeps its manifest. The plain letter is what somebody who only wants pages
would write for typst-py: one page of 600 characters and a table of twelve rows in two faces, with no codes, no seal and
no disclosures, checked by nobody. Templates of one's own are hanpress's with a comment put into them, so that the letters
are the same and the steps of their templates are counted: into that of the letter alone, as where a bank changes its
words, or into the shared modules, too. WeasyPrint has no such letter as ours: it sets a plain page with the same words and a
table, so take its figure as an order of magnitude.
"""
import argparse, json, re, resource, shutil, statistics, subprocess, sys, tempfile, time
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
ACCOUNTS = "accounts.jsonl"


def by_hanpress(program, project, out, workers, templates=None):
    command = [program, "make", project / ACCOUNTS, "--issuer", HOME / "examples/issuer.toml",
               "--issue-date", "2026-11-23", "--workers", str(workers), "--out", out, "--quiet"]
    command += ["--templates", templates] if templates else []
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
    (project / "letter" / "step.txt").write_text("0")
    for letter in sorted((project / "letters").iterdir()):
        for name in ("qr.luma", "sheet-1-2.luma", "sheet-2-2.luma", "number.txt", "verify.txt", "look.txt", "theme.txt"):
            shutil.copyfile(letter / name, project / "letter" / name)
        compiler.compile(input=(letter / "letter.typ").read_bytes(), output=str(out / f"{letter.name}.pdf"),
                         pdf_standards=["a-2b"], timestamp=1795363200)


PLAIN = """#set document(title: [{number}])
#set page(paper: "a4", margin: 25mm)
#set text(font: "Noto Serif SC", size: 10.5pt, lang: "zh", region: "cn")
#set par(justify: true, first-line-indent: (amount: 2em, all: true))
#align(center, text(size: 18pt, weight: "bold")[还款情况说明])
{name}：

"""
SENTENCES = (
    "感谢您一直以来对本行的信任与支持。现将您名下账户的有关情况说明如下，请您核对。",
    "本期账单已于本月生成，所列各项金额以记账日为准，如与您的记录不符，请及时与我们联系，我们会尽快核实并答复。",
    "您可以通过手机银行、网上银行、营业网点或者自动柜员机办理还款，款项通常在当日入账，遇节假日可能顺延。",
    "如您近期通信地址、联系电话发生变化，请及时办理变更，以免影响您收到后续的通知和账单。",
    "为保护您的个人信息，请不要向他人透露账户密码和验证码，本行工作人员不会以任何理由向您索取这些内容。",
)
CHARACTERS = 600


def own_templates(folder, modules):
    """A copy of hanpress's templates that are no longer its own: those of notices and, if wanted, the shared modules."""
    shutil.copytree(HOME / "templates", folder)
    files = [folder / "overdue-notice" / "letter.typ.jinja"] + (sorted((folder / "shared").glob("*.typ")) if modules else [])
    for file in files:
        file.write_text(file.read_text("utf-8") + "// Our own.\n", "utf-8")
    return folder


def plain_letter(at):
    """A letter of one page with values of its own, as typst-py is given it."""
    number, name = f"PL-{at:08}", "".join("赵钱孙李周吴郑王冯陈"[at // 10**place % 10] for place in range(3))
    words, sentences = "", 0
    while len(words) < CHARACTERS:
        words += SENTENCES[sentences % len(SENTENCES)] + ("\n\n" if sentences % 2 else "")
        words += f"编号{at * 31 + sentences}。"
        sentences += 1
    cells = (f"[{row + 1}], [2026年{row + 1}月{at % 28 + 1}日], [{at * 17 % 9000 + row * 131}.{at % 90 + 10}]" for row in range(12))
    table = "#table(columns: (1fr, 3fr, 2fr), [*序号*], [*记账日*], [*金额*],\n" + ",\n".join(cells) + ")\n"
    return PLAIN.format(number=number, name=name) + words + "\n" + table


def by_plain_typst_py(project, out):
    import typst
    out.mkdir()
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(project / "fonts")])
    compiler = typst.Compiler(root=str(project), font_paths=fonts)
    for letter in sorted((project / "plain").iterdir()):
        compiler.compile(input=letter.read_bytes(), output=str(out / f"{letter.stem}.pdf"),
                         pdf_standards=["a-2b"], timestamp=1795363200)


def by_weasyprint(project, out, count=20):
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


def documents(out):
    """The manifest's entries of documents, by their account's place in the input."""
    lines = (json.loads(line) for line in (out / "manifest.jsonl").read_text("utf-8").splitlines())
    return {line["seq"]: line for line in lines if line["line"] == "document"}


def draw(args, folder):
    """Write sample accounts of one kind, all of the same number of pages if one is asked for."""
    few = 1 if args.pages is None else 4
    command = [args.against, "sample", "--count", few * args.letters, "--seed", 3, "--kind", args.kind,
               "--as-of", "2026-11-22"]
    lines = subprocess.run([str(word) for word in command], check=True, capture_output=True).stdout.splitlines(True)
    accounts = folder / ACCOUNTS
    accounts.write_bytes(b"".join(lines))
    if args.pages is None:
        return
    by_hanpress(args.against, folder, folder / "drawn", 2)
    fits = [seq for seq, made in documents(folder / "drawn").items() if made["pages"] == args.pages]
    if len(fits) < args.letters:
        sys.exit(f"only {len(fits)} of {len(lines)} samples have {args.pages} pages: lower --letters or leave --pages out")
    accounts.write_bytes(b"".join(lines[seq - 1] for seq in sorted(fits)[:args.letters]))


def in_turn(args, folder, workers):
    """Processor seconds of both programs in each round, and how many of their documents are the same."""
    programs, pairs = (args.hanpress, args.against), []
    for round in range(args.rounds):
        seconds, made = {}, {}
        for program in programs if round % 2 == 0 else programs[::-1]:
            out = folder / "out"
            _, seconds[program] = measured(lambda: by_hanpress(program, folder, out, workers))
            made[program] = {(seq, line["sha256"]) for seq, line in documents(out).items()}
            shutil.rmtree(out)
        pairs.append([seconds[program] for program in programs])
    return pairs, len(set.intersection(*made.values())), max(map(len, made.values()))


def against(args):
    """Print the processor time of this build and of another, made to do the same work in turn."""
    if args.hanpress == args.against:
        sys.exit("--against wants another program than the first")
    with tempfile.TemporaryDirectory() as folder:
        draw(args, Path(folder))
        pages = "" if args.pages is None else f" with {args.pages} page(s)"
        print(f"{args.letters} x {args.kind}{pages}, {args.rounds} rounds in turn; processor time, start-up included")
        print(f"{'workers':>7}{'this ms':>10}{'other ms':>10}{'ratio':>8}{'least':>8}{'most':>8}  same documents")
        for workers in args.workers:
            pairs, same, all = in_turn(args, Path(folder), workers)
            this, other = (statistics.median(side) * 1e3 / args.letters for side in zip(*pairs))
            ratios = [ours / theirs for ours, theirs in pairs]
            print(f"{workers:7}{this:10.2f}{other:10.2f}{statistics.median(ratios):8.3f}{min(ratios):8.3f}{max(ratios):8.3f}"
                  f"  {same} of {all}", flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hanpress", type=Path, help="the program")
    parser.add_argument("stages", type=Path, nargs="?", help="the program of the stages; without it, no peers")
    parser.add_argument("--rounds", type=int, help="how often each runs (5 among peers, 11 against another build)")
    parser.add_argument("--against", type=Path, metavar="OTHER", help="another build of hanpress")
    kinds = ("overdue-notice", "demand-letter", "repayment-agreement", "mixed")
    parser.add_argument("--kind", default="overdue-notice", choices=kinds, help="what both builds make")
    parser.add_argument("--pages", type=int, help="make only documents of so many pages")
    parser.add_argument("--letters", type=int, default=300, help="how many documents both builds make")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="with how many workers, one after the other")
    parser.add_argument("--only", help=argparse.SUPPRESS, nargs=3)
    args = parser.parse_args()
    if args.stages is None and args.against is None:
        parser.error("name the program of the stages, or another build with --against")
    return args


def main():
    args = arguments()
    if args.only:
        way, project, out = args.only[0], Path(args.only[1]), Path(args.only[2])
        ways = {"typst-py": by_typst_py, "plain": by_plain_typst_py, "weasyprint": by_weasyprint}
        return ways[way](project, out)
    if args.stages:
        peers(args, args.rounds or 5)
    if args.against:
        args.rounds = args.rounds or 11
        against(args)


def peers(args, rounds):
    """Print what hanpress and others take for the same letters."""
    folder = Path(tempfile.mkdtemp())
    project = folder / "project"
    subprocess.run([args.stages, "letters", project], check=True)
    count = len(list((project / "letters").iterdir()))
    (project / "plain").mkdir()
    for at in range(count):
        (project / "plain" / f"{at:06}.typ").write_text(plain_letter(at), "utf-8")
    copied = shutil.copytree(HOME / "templates", project / "copied")
    words, modules = own_templates(project / "words", False), own_templates(project / "modules", True)

    def again(way, out):
        subprocess.run([sys.executable, __file__, args.hanpress, args.stages, "--only", way, project, out], check=True)

    ways = {
        "typst-py, Compiler reused": (count, lambda out: again("typst-py", out)),
        "typst-py, a plain letter": (count, lambda out: again("plain", out)),
        "plain Typst loop in Rust": (count, lambda out: by_plain(args, project, out)),
        "hanpress, two workers": (count, lambda out: by_hanpress(args.hanpress, project, out, 2)),
        "hanpress, one worker": (count, lambda out: by_hanpress(args.hanpress, project, out, 1)),
        "the same, templates copied": (count, lambda out: by_hanpress(args.hanpress, project, out, 1, copied)),
        "the same, words of one's own": (count, lambda out: by_hanpress(args.hanpress, project, out, 1, words)),
        "the same, modules, too": (count, lambda out: by_hanpress(args.hanpress, project, out, 1, modules)),
        "WeasyPrint": (20, lambda out: again("weasyprint", out)),
    }
    figures = {name: [] for name in ways}
    for round in range(rounds):
        for name, (letters, work) in ways.items():
            out = folder / "out"
            wall, processor = measured(lambda: work(out))
            figures[name].append((wall * 1e3 / letters, processor * 1e3 / letters))
            shutil.rmtree(out)
    walls = {name: statistics.median(wall for wall, _ in figures[name]) for name in ways}
    processors = {name: statistics.median(processor for _, processor in figures[name]) for name in ways}
    base = "typst-py, Compiler reused"
    print(f"{count} letters of two pages, {rounds} rounds in turn; medians, start-up included")
    print(f"{'':28}{'wall ms':>9}{'per s':>8}{'ratio':>7}{'cpu ms':>9}{'ratio':>7}")
    for name in ways:
        print(f"{name:28}{walls[name]:9.2f}{1e3 / walls[name]:8.1f}{walls[base] / walls[name]:7.2f}"
              f"{processors[name]:9.2f}{processors[base] / processors[name]:7.2f}")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()

"""Ask hanpress, a headless Chromium and WeasyPrint for letters over HTTP, in turn, and print ratios.

    pip install weasyprint websocket-client            # and Debian's chromium
    python benches/serve/peers.py target/release/hanpress [--letters 40] [--rounds 5] [--only chromium,weasyprint]

Each stands behind a plain HTTP server with one worker, warm, and is asked over one connection that is kept alive: a record
in, a PDF out. Chromium prints through its protocol (`Page.printToPDF`, tagged), from a tab that stays open; WeasyPrint sets
PDF/A-2b with fonts that stay configured. They are given the values of the same accounts in a page of HTML with the same
faces: the address, a panel of dates and sums, a table and 600 characters. They check nothing, sign nothing, draw no codes and
no seal, and the faces are the only ones of ours that they have, so take their figures as the least that such a server costs.
What counts is the processor time of the server with all its children, and its ratio to that of hanpress, pair by pair; and the
clock's beside it, which on a machine that does other things, too, says less.
"""
import argparse, base64, html, http.client, json, os, re, shutil, statistics, subprocess, sys, tempfile, threading, time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
DAY = "2026-11-23"
TICK = os.sysconf("SC_CLK_TCK")
WORDS = (
    "感谢您一直以来对本行的信任与支持。现将您名下信用卡账户的逾期情况通知如下，请您核对。",
    "您可以通过手机银行、网上银行、营业网点或者自动柜员机办理还款，款项通常在当日入账，遇节假日可能顺延。",
    "如您对上述金额有异议，请自收到本通知之日起十五日内向我们提出，我们会尽快核实并答复。",
    "如您近期通信地址、联系电话发生变化，请及时办理变更，以免影响您收到后续的通知和账单。",
    "为保护您的个人信息，请不要向他人透露账户密码和验证码，本行工作人员不会以任何理由向您索取这些内容。",
)
STYLE = f"""
@font-face {{ font-family: Song; src: url(file://{HOME}/fonts/NotoSerifSC-Regular.otf); }}
@font-face {{ font-family: Song; font-weight: bold; src: url(file://{HOME}/fonts/NotoSerifSC-Bold.otf); }}
@page {{ size: A4; margin: 20mm 22mm; }}
body {{ font: 10.5pt/1.7 Song; }}
h1 {{ text-align: center; font-size: 17pt; }}
table {{ width: 100%; border-collapse: collapse; }}
th, td {{ border-bottom: .4pt solid #999; padding: 2pt 4pt; text-align: left; }}
p {{ text-indent: 2em; text-align: justify; }}
"""


def page(account):
    """A letter of HTML with an account's values."""
    told = lambda *keys: html.escape(str(next((account[key] for key in keys if account.get(key)), "")))
    debtor, ledger = account.get("debtor", {}), account.get("ledgers", [{}])[0]
    rows = "".join(f"<tr><td>{html.escape(name)}</td><td>{html.escape(str(value))}</td></tr>"
                   for name, value in ledger.items() if isinstance(value, str))
    text, at = "", 0
    while len(text) < 600:
        text += f"<p>{WORDS[at % len(WORDS)]}编号{told('id')}。</p>"
        at += 1
    return (f"<!doctype html><html lang=zh><meta charset=utf-8><title>通知书</title><style>{STYLE}</style>"
            f"<h1>信用卡逾期还款通知书</h1><div>{html.escape(str(debtor.get('name', '')))}　{html.escape(str(debtor.get('address', '')))}</div>"
            f"<table><tr><th>到期还款日</th><td>{told('due_date')}</td><th>截止日</th><td>{told('as_of')}</td></tr></table>"
            f"<table>{rows}</table>{text}</html>")


class Chromium:
    """A tab that stays open."""

    def __init__(self, folder):
        import websocket
        command = [shutil.which("chromium"), "--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
                   "--remote-debugging-port=0", "--remote-allow-origins=*", f"--user-data-dir={folder}/chromium", "about:blank"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if found := re.search(r"ws://(127\.0\.0\.1:\d+)/", line):
                self.host = found[1]
                break
        threading.Thread(target=lambda: [None for _ in self.process.stderr], daemon=True).start()
        # A page of a file may load faces from files.
        blank = Path(folder) / "blank.html"
        blank.write_text("<!doctype html>")
        connection = http.client.HTTPConnection(self.host)
        connection.request("PUT", f"/json/new?file://{blank}")
        target = json.loads(connection.getresponse().read())
        self.line, self.turn = websocket.create_connection(target["webSocketDebuggerUrl"], max_size=None), 0
        self.say("Page.enable")
        self.frame = self.say("Page.getFrameTree")["frameTree"]["frame"]["id"]

    def say(self, method, **values):
        self.turn += 1
        self.line.send(json.dumps({"id": self.turn, "method": method, "params": values}))
        while True:
            told = json.loads(self.line.recv())
            if told.get("id") == self.turn:
                assert "error" not in told, told
                return told["result"]

    def pdf(self, text):
        self.say("Page.setDocumentContent", frameId=self.frame, html=text)
        self.say("Runtime.evaluate", expression="document.fonts.ready.then(() => 1)", awaitPromise=True)
        printed = self.say("Page.printToPDF", preferCSSPageSize=True, printBackground=True, generateTaggedPDF=True)
        return base64.b64decode(printed["data"])

    def end(self):
        self.process.terminate()
        self.process.wait()


class WeasyPrint:
    def __init__(self, _):
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
        self.html, self.fonts = HTML, FontConfiguration()

    def pdf(self, text):
        return self.html(string=text).write_pdf(font_config=self.fonts, pdf_variant="pdf/a-2b", pdf_tags=True)

    def end(self):
        pass


WAYS = {"chromium": Chromium, "weasyprint": WeasyPrint}


def serve(name):
    """Serves one of them until standard input ends."""
    with tempfile.TemporaryDirectory() as folder:
        way = WAYS[name](folder)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                account = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                made = way.pdf(page(account))
                self.send_response(200)
                self.send_header("Content-Type", "application/pdf")
                self.send_header("Content-Length", str(len(made)))
                self.end_headers()
                self.wfile.write(made)

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        print(json.dumps({"address": f"http://127.0.0.1:{server.server_port}/"}), flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
        server.serve_forever()
        way.end()


def family(pid):
    """A process with all its children."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents.setdefault(int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]), []).append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                pass
    found, new = [], [pid]
    while new:
        one = new.pop()
        found.append(one)
        new += parents.get(one, [])
    return found


def processor(pid):
    """Seconds of processor time that a process and its children have had, those that have ended among them."""
    seconds = 0
    for one in family(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            seconds += sum(int(fields[at]) for at in (11, 12, 13, 14)) / TICK
        except (FileNotFoundError, ProcessLookupError):
            pass
    return seconds


class Asked:
    """A server with one connection to it."""

    def __init__(self, command, path):
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        told = json.loads(self.process.stdout.readline())
        self.connection, self.path = http.client.HTTPConnection(re.search(r"//([^/]+)/", told["address"])[1]), path

    def timed(self, lines):
        before, begun, length = processor(self.process.pid), time.perf_counter(), 0
        for line in lines:
            self.connection.request("POST", self.path, body=line, headers={"Content-Type": "application/json"})
            answer = self.connection.getresponse()
            made = answer.read()
            assert answer.status == 200 and made.startswith(b"%PDF-"), answer.status
            length += len(made)
        return time.perf_counter() - begun, processor(self.process.pid) - before, length / len(lines)

    def end(self):
        # A browser is ended by who began it.
        self.process.stdin.close()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--letters", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="chromium,weasyprint")
    asked = parser.parse_args()
    if asked.program in WAYS:
        return serve(asked.program)
    program = os.path.abspath(asked.program)
    command = [program, "sample", "--count", str(asked.letters), "--seed", "21", "--kind", "overdue-notice", "--as-of", "2026-11-22"]
    lines = [line for line in subprocess.run(command, check=True, capture_output=True).stdout.splitlines() if line]
    own = [program, "serve", "--issuer", HOME / "examples/issuer.toml", "--listen", "127.0.0.1:0", "--format", "json",
           "--issue-date", DAY, "--workers", "1"]
    servers = {"hanpress": Asked(own, "/v1/letters")}
    for name in asked.only.split(","):
        servers[name] = Asked([sys.executable, __file__, name], "/")
    for server in servers.values():
        server.timed(lines[:5])
    ratios = {name: [] for name in servers}
    for turn in range(asked.rounds):
        order = list(servers.items())
        found = {name: server.timed(lines) for name, server in (order if turn % 2 else order[::-1])}
        for name, (clock, used, length) in found.items():
            ratios[name].append((used / found["hanpress"][1], clock / found["hanpress"][0], used / len(lines), length))
    for name, all in ratios.items():
        used, clock, each, length = (statistics.median(one[at] for one in all) for at in range(4))
        print(f"{name}: {used:.1f} times the processor time of hanpress, {clock:.1f} times by the clock; {each * 1e3:.1f} ms of processor, {length / 1000:.0f} KB a letter")
    for server in servers.values():
        server.end()


main()

"""Ask a server for letters beside `make` of the same accounts, in turn, and print ratios.

    cargo build --release
    python benches/serve/load.py target/release/hanpress [PART …] [--letters 300] [--rounds 5] [--connections 64] [--requests 200000]

Each part is measured by itself, so that a few minutes are enough for one; without a name all but the last are:
 - `fed`: one connection, kept alive, against a `make` that is fed one account at a time and answers before it is given the
   next: at most 1.15 times its time;
 - `batch`: the same against `make --workers 1` of all accounts at once, without its start: at most 1.6 times;
 - `many`: many connections to a server with two workers, against `make --workers 2` without its start: at least 0.9 of its
   rate;
 - `slow`: at four fifths of the rate that was reached a moment before, how long the slowest hundredth of requests takes
   against the median: less than 4 times;
 - `memory`: so many requests in a row; the server's memory at a tenth of them and at the end, at most a tenth more, and less
   than 350 MiB at its height; and how much it grows with each 100,000 requests by the straight line through all that was
   measured from that tenth on, which tells of fewer requests what many would come to.

The two sides of a ratio are measured in turn, the order changing each round, and the median of the rounds' ratios counts. The
first figure of each is by the clock, which counts the client's own work, too, where both share two processors, and whatever
else the machine does; the second by the processor time of server or program alone. Each round has accounts of its own, which
neither side has seen: of what was set a moment ago much is known again.
"""
import argparse, http.client, json, os, re, statistics, subprocess, tempfile, threading, time
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
DAY = "2026-11-23"
JSON = {"Content-Type": "application/json"}
TICK = os.sysconf("SC_CLK_TCK")


def sampled(program, count, seed):
    command = [program, "sample", "--count", str(count), "--seed", str(seed), "--kind", "overdue-notice", "--as-of", "2026-11-22"]
    lines = subprocess.run(command, check=True, capture_output=True).stdout.splitlines()
    return [line for line in lines if line]


def processor(pid):
    """Seconds of processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


class Server:
    def __init__(self, program, workers):
        command = [program, "serve", "--issuer", HOME / "examples/issuer.toml", "--listen", "127.0.0.1:0", "--format", "json",
                   "--issue-date", DAY, "--workers", str(workers)]
        self.process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.host = re.search(r"http://([^/]+)/", self.process.stdout.readline().decode()).group(1)

    def memory(self, which="VmRSS"):
        """Resident memory, in MiB: what it is, or the most it was."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{which}:\s+(\d+)", text).group(1)) / 1024

    def timed(self, work):
        """Seconds by the clock and of the server's processor time."""
        before, begun = processor(self.process.pid), time.perf_counter()
        work()
        return time.perf_counter() - begun, processor(self.process.pid) - before

    def end(self):
        self.process.terminate()
        self.process.wait()


class Fed:
    """A `make` that is given one account at a time."""

    def __init__(self, program, out):
        command = [program, "make", "-", "--issuer", HOME / "examples/issuer.toml", "--issue-date", DAY, "--workers", "1",
                   "--out", out, "--format", "json"]
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)

    def ask(self, line):
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()
        while True:
            told = json.loads(self.process.stdout.readline())
            if told["event"] in ("made", "refused"):
                return

    def timed(self, lines):
        # What it takes to start is not counted.
        self.ask(lines[0])
        before, begun = processor(self.process.pid), time.perf_counter()
        for line in lines[1:]:
            self.ask(line)
        taken = time.perf_counter() - begun, processor(self.process.pid) - before
        self.process.stdin.close()
        self.process.wait()
        return taken


def ask(connection, line):
    connection.request("POST", "/v1/letters", body=line, headers=JSON)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200 and body.startswith(b"%PDF-"), f"{answer.status}: {body[:300]}"


def in_a_row(server, lines):
    """Asks for letters one after the other over one connection."""
    connection = http.client.HTTPConnection(server.host, timeout=120)
    try:
        for line in lines:
            ask(connection, line)
    finally:
        connection.close()


def at_once(server, lines, connections, pace=None):
    """How long each of them took over many connections; `pace` is letters a second, if any."""
    times, troubles, turn, lock = [], [], iter(enumerate(lines)), threading.Lock()
    begun = time.perf_counter()

    def client():
        connection = http.client.HTTPConnection(server.host, timeout=120)
        try:
            while not troubles:
                with lock:
                    found = next(turn, None)
                if found is None:
                    return
                at, line = found
                due = begun + at / pace if pace else time.perf_counter()
                time.sleep(max(0, due - time.perf_counter()))
                ask(connection, line)
                # From when it was due: who waits for a free connection waits, too.
                times.append(time.perf_counter() - due)
        except Exception as error:
            troubles.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=client) for _ in range(connections)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    if troubles:
        raise troubles[0]
    return sorted(times)


def made(program, folder, lines, workers):
    """Seconds by the clock and of processor time of a `make` of a whole file."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        file = Path(place) / "accounts.jsonl"
        file.write_bytes(b"\n".join(lines) + b"\n")
        command = [program, "make", file, "--issuer", HOME / "examples/issuer.toml", "--issue-date", DAY, "--workers", workers,
                   "--out", f"{place}/out", "--quiet"]
        before, begun = os.times(), time.perf_counter()
        subprocess.run([str(word) for word in command], stdout=subprocess.DEVNULL, check=True)
        taken, after = time.perf_counter() - begun, os.times()
        return taken, after.children_user + after.children_system - before.children_user - before.children_system


def batch_of(program, folder, lines, workers):
    """The same for all but the first letter, with which the program starts."""
    first, all = made(program, folder, lines[:1], workers), made(program, folder, lines, workers)
    return all[0] - first[0], all[1] - first[1]


def pairs(rounds, lines, first, second):
    """Ratios of the first to the second with the same accounts, by clock and by processor, the order changing each round."""
    found = []
    for turn in range(rounds):
        own = lines(turn)
        if turn % 2:
            one, other = first(own), second(own)
        else:
            other, one = second(own), first(own)
        found.append((one[0] / other[0], one[1] / other[1]))
    return found


def told(what, bound, ratios, way=lambda ratio: ratio):
    clock, own = ([round(way(pair[at]), 2) for pair in ratios] for at in (0, 1))
    print(f"{what} ({bound}): {statistics.median(clock):.2f} by the clock {clock}, {statistics.median(own):.2f} by processor {own}", flush=True)


def fed(asked, folder, lines, one, two):
    told("one connection, time against make fed one at a time", "at most 1.15", pairs(
        asked.rounds, lines, lambda own: one.timed(lambda: in_a_row(one, own[1:])),
        lambda own: Fed(asked.program, tempfile.mkdtemp(dir=folder)).timed(own)))


def batch(asked, folder, lines, one, two):
    told("one connection, time against make --workers 1", "at most 1.6", pairs(
        asked.rounds, lines, lambda own: one.timed(lambda: in_a_row(one, own[1:])),
        lambda own: batch_of(asked.program, folder, own, 1)))


def many(asked, folder, lines, one, two):
    told(f"{asked.connections} connections, rate against make --workers 2", "at least 0.9", pairs(
        asked.rounds, lines, lambda own: two.timed(lambda: at_once(two, own[1:], asked.connections)),
        lambda own: batch_of(asked.program, folder, own, 2)), lambda ratio: 1 / ratio)


def slow(asked, folder, lines, one, two):
    ratios = []
    for turn in range(0, 3 * asked.rounds, 3):
        # On a machine that does other things, too, the rate of a minute ago says little.
        first, then = lines(turn), lines(turn + 1) + lines(turn + 2)
        taken, _ = two.timed(lambda: at_once(two, first, asked.connections))
        rate = len(first) / taken
        times = at_once(two, then, asked.connections, pace=0.8 * rate)
        median, worst = times[len(times) // 2], times[int(len(times) * 0.99)]
        ratios.append(round(worst / median, 1))
        print(f"at four fifths of {rate:.0f} letters a second: median {median * 1e3:.1f} ms, p99 {worst * 1e3:.1f} ms", flush=True)
    print(f"p99 against the median (less than 4): {statistics.median(ratios):.1f} {ratios}")


def memory(asked, folder, lines, one, two):
    step, held = min(1000, max(1, asked.requests // 20)), []
    for done in range(0, asked.requests, step):
        # After some thousands the accounts come again.
        all = sampled(asked.program, step, 1000 + (done // step) % 20)
        at_once(two, all, asked.connections)
        held.append((done + step, two.memory()))
        if len(held) % 10 == 0:
            print(f"memory after {done + step} requests: {held[-1][1]:.0f} MiB", flush=True)
    late = held[max(0, len(held) // 10 - 1):]
    growth = statistics.linear_regression(*zip(*late)).slope * 1e5 if len(late) > 1 else 0
    (at, tenth), (end, last) = late[0], late[-1]
    print(f"memory after {at} requests {tenth:.0f} MiB, after {end} {last:.0f} MiB: {last / tenth:.2f} times (at most 1.1); "
          f"at its height {two.memory('VmHWM'):.0f} MiB (less than 350); {growth:+.1f} MiB with each 100,000 requests")


PARTS = {"fed": fed, "batch": batch, "many": many, "slow": slow, "memory": memory}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--letters", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("--connections", type=int, default=64)
    asked = parser.parse_args()
    parts = asked.parts or ["fed", "batch", "many", "slow"]
    if unknown := [part for part in parts if part not in PARTS]:
        parser.error(f"there is no part {unknown[0]}: there are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory() as folder:
        one, two = Server(asked.program, 1), Server(asked.program, 2)
        try:
            warm = sampled(asked.program, 64, 1)
            in_a_row(one, warm[:20]), at_once(two, warm, asked.connections)
            for number, part in enumerate(parts, 1):
                lines = lambda turn: sampled(asked.program, asked.letters, 100 * number + turn)
                PARTS[part](asked, folder, lines, one, two)
        finally:
            one.end(), two.end()


main()

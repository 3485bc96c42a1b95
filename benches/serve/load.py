"""Ask a server for letters beside `make` of the same accounts, in turn, and print ratios.

    cargo build --release
    python benches/serve/load.py target/release/hanpress [--letters 300] [--rounds 5] [--requests 0] [--connections 64]

What is measured, each as a ratio pair by pair, the order changing each round:
 - one connection, kept alive, against a `make` that is fed one account at a time and answers before it is given the next;
 - the same against `make --workers 1` of all accounts at once;
 - many connections against a server with two workers, and `make --workers 2`;
 - at four fifths of that rate, how long the slowest hundredth of requests takes against the median;
 - with --requests N, so many requests in a row: the server's memory at a tenth of them and at the end.
The first figure of each is by the clock, which counts the client's own work, too, where both share two processors, and
whatever else the machine does; the second by the processor time of server or program alone.
"""
import argparse, http.client, json, os, re, statistics, subprocess, tempfile, threading, time
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
DAY = "2026-11-23"
JSON = {"Content-Type": "application/json"}
TICK = os.sysconf("SC_CLK_TCK")


def sampled(program, count):
    command = [program, "sample", "--count", str(count), "--seed", "21", "--kind", "overdue-notice", "--as-of", "2026-11-22"]
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

    def memory(self):
        """Resident memory, in MiB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

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
    return answer.status, body


def in_a_row(server, lines):
    connection = http.client.HTTPConnection(server.host)
    for line in lines:
        ask(connection, line)


def at_once(server, lines, connections, pace=None):
    """How long each of them took over many connections; `pace` is letters a second, if any."""
    times, turn, lock = [], iter(enumerate(lines)), threading.Lock()
    begun = time.perf_counter()

    def client():
        connection = http.client.HTTPConnection(server.host)
        while True:
            with lock:
                found = next(turn, None)
            if found is None:
                return
            at, line = found
            due = begun + at / pace if pace else time.perf_counter()
            time.sleep(max(0, due - time.perf_counter()))
            status, _ = ask(connection, line)
            # From when it was due: who waits for a free connection waits, too.
            times.append(time.perf_counter() - due)
            assert status in (200, 422), status

    threads = [threading.Thread(target=client) for _ in range(connections)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return sorted(times)


def batch(program, file, folder, workers):
    command = [program, "make", file, "--issuer", HOME / "examples/issuer.toml", "--issue-date", DAY, "--workers", str(workers),
               "--out", folder, "--quiet"]
    before, begun = os.times(), time.perf_counter()
    subprocess.run([str(word) for word in command], stdout=subprocess.DEVNULL)
    taken, after = time.perf_counter() - begun, os.times()
    return taken, after.children_user + after.children_system - before.children_user - before.children_system


def pairs(rounds, first, second):
    """Ratios of the first to the second, by clock and by processor, the order changing each round."""
    found = []
    for turn in range(rounds):
        if turn % 2:
            one, other = first(turn), second(turn)
        else:
            other, one = second(turn), first(turn)
        found.append((one[0] / other[0], one[1] / other[1]))
    return found


def told(what, ratios, way=lambda ratio: ratio):
    clock, own = ([round(way(pair[at]), 2) for pair in ratios] for at in (0, 1))
    print(f"{what}: {statistics.median(clock):.2f} by the clock {clock}, {statistics.median(own):.2f} by processor {own}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--letters", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=0)
    parser.add_argument("--connections", type=int, default=64)
    asked = parser.parse_args()
    program, lines = os.path.abspath(asked.program), sampled(asked.program, asked.letters)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "accounts.jsonl"
        file.write_bytes(b"\n".join(lines) + b"\n")
        one, two = Server(program, 1), Server(program, 2)
        in_a_row(one, lines[:20]), at_once(two, lines[:64], asked.connections)
        if asked.rounds:
            told("one connection, time against make fed one at a time", pairs(
                asked.rounds, lambda turn: one.timed(lambda: in_a_row(one, lines[1:])),
                lambda turn: Fed(program, f"{folder}/fed{turn}").timed(lines)))
            told("one connection, time against make --workers 1", pairs(
                asked.rounds, lambda turn: one.timed(lambda: in_a_row(one, lines)),
                lambda turn: batch(program, file, f"{folder}/a{turn}", 1)))
            told(f"{asked.connections} connections, rate against make --workers 2", pairs(
                asked.rounds, lambda turn: two.timed(lambda: at_once(two, lines, asked.connections)),
                lambda turn: batch(program, file, f"{folder}/b{turn}", 2)), lambda ratio: 1 / ratio)
            taken, _ = two.timed(lambda: at_once(two, lines * 2, asked.connections))
            rate, ratios = 2 * len(lines) / taken, []
            for _ in range(asked.rounds):
                times = at_once(two, lines * 2, asked.connections, pace=0.8 * rate)
                median, slow = times[len(times) // 2], times[int(len(times) * 0.99)]
                ratios.append(slow / median)
                print(f"at four fifths of {rate:.0f} letters a second: median {median * 1e3:.1f} ms, p99 {slow * 1e3:.1f} ms", flush=True)
            print(f"p99 against the median: {statistics.median(ratios):.1f} {[round(ratio, 1) for ratio in ratios]}")
        if asked.requests:
            memory = []
            for done in range(0, asked.requests, 1000):
                at_once(two, (lines * (1000 // len(lines) + 1))[:1000], asked.connections)
                memory.append(two.memory())
                if (done // 1000) % 10 == 9:
                    print(f"memory after {done + 1000} requests: {memory[-1]:.0f} MiB", flush=True)
            tenth = memory[max(0, len(memory) // 10 - 1)]
            print(f"memory after {asked.requests // 10} requests {tenth:.0f} MiB, after {asked.requests}: {memory[-1]:.0f} MiB")
        one.end(), two.end()


main()

"""Ask a server for letters beside `make` of the same accounts, in turn, and print rates and ratios.

    cargo build --release
    python benches/serve/load.py target/release/hanpress [--letters 300] [--rounds 5] [--requests 0]

What is measured, each as a ratio pair by pair, the order changing each round:
 - one connection, kept alive, against `make --one`'s way: the library asked for one letter at a time has no command of
   its own, so the batch of `make --workers 1` stands for it;
 - 64 connections against a server with two workers, and `make --workers 2`;
 - at four fifths of that rate, how long the slowest hundredth of requests takes against the median;
 - with --requests N, so many requests in a row: the server's memory at a tenth of them and at the end.
Times are of the wall clock, since a server's processor time is also spent on the client's behalf.
"""
import argparse, http.client, json, os, re, statistics, subprocess, sys, tempfile, threading, time
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
DAY = "2026-11-23"
JSON = {"Content-Type": "application/json"}


def sampled(program, count):
    command = [program, "sample", "--count", str(count), "--seed", "21", "--kind", "overdue-notice", "--as-of", "2026-11-22"]
    lines = subprocess.run(command, check=True, capture_output=True).stdout.splitlines()
    return [line for line in lines if line]


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

    def end(self):
        self.process.terminate()
        self.process.wait()


def ask(connection, line):
    connection.request("POST", "/v1/letters", body=line, headers=JSON)
    answer = connection.getresponse()
    body = answer.read()
    return answer.status, body


def in_a_row(server, lines):
    connection = http.client.HTTPConnection(server.host)
    begun = time.perf_counter()
    for line in lines:
        ask(connection, line)
    return time.perf_counter() - begun


def at_once(server, lines, connections, pace=None):
    """Seconds for all of them over many connections, and how long each took; `pace` is letters a second, if any."""
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
    return time.perf_counter() - begun, sorted(times)


def batch(program, file, folder, workers):
    command = [program, "make", file, "--issuer", HOME / "examples/issuer.toml", "--issue-date", DAY, "--workers", str(workers),
               "--out", folder, "--quiet"]
    begun = time.perf_counter()
    subprocess.run([str(word) for word in command], stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--letters", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=0)
    asked = parser.parse_args()
    program, lines = os.path.abspath(asked.program), sampled(asked.program, asked.letters)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "accounts.jsonl"
        file.write_bytes(b"\n".join(lines) + b"\n")
        one, two = Server(program, 1), Server(program, 2)
        in_a_row(one, lines[:20]), at_once(two, lines[:64], 64)
        single, many = [], []
        for turn in range(asked.rounds):
            ways = [lambda: in_a_row(one, lines), lambda: batch(program, file, f"{folder}/a{turn}", 1)]
            first, second = [ways[at]() for at in ((0, 1) if turn % 2 else (1, 0))]
            single.append(first / second if turn % 2 else second / first)
            both = [lambda: at_once(two, lines * 2, 64)[0] / 2, lambda: batch(program, file, f"{folder}/b{turn}", 2)]
            first, second = [both[at]() for at in ((0, 1) if turn % 2 else (1, 0))]
            many.append(second / first if turn % 2 else first / second)
        print(f"one connection, time against make --workers 1: {statistics.median(single):.2f}  {[round(x, 2) for x in single]}")
        print(f"64 connections, rate against make --workers 2: {statistics.median(many):.2f}  {[round(x, 2) for x in many]}")
        taken, _ = at_once(two, lines * 2, 64)
        rate = 2 * len(lines) / taken
        _, times = at_once(two, lines * 2, 64, pace=0.8 * rate)
        median, slow = times[len(times) // 2], times[int(len(times) * 0.99)]
        print(f"{rate:.0f} letters a second; at four fifths of it: median {median * 1e3:.1f} ms, p99 {slow * 1e3:.1f} ms, ratio {slow / median:.1f}")
        if asked.requests:
            begun = None
            for done in range(0, asked.requests, 1000):
                at_once(two, (lines * (1000 // len(lines) + 1))[:1000], 64)
                if begun is None and done >= asked.requests // 10:
                    begun = two.memory()
            print(f"memory after {asked.requests // 10} requests {begun:.0f} MiB, after {asked.requests}: {two.memory():.0f} MiB")
        one.end(), two.end()


main()

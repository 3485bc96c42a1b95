"""How many cores a night of letters takes: many small tasks on an engine, with retries and stragglers.

    python benches/cluster/simulate.py                        # 1,500,000 letters in 25 minutes
    python benches/cluster/simulate.py --letters 300000 --minutes 10 --task 2000

Nothing but Python is needed. Processor times of letters are drawn from those that were measured
(`benches/cluster/times.json`, by `engines.py times`); the rest is assumed, stands below with its reason, and can be given.
Each figure is that of the worst of ten nights (seeds). It prints the fewest cores with which every night ends in time,
and what the store then takes: puts a second at most, over how many prefixes, and what all of it costs.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import random
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Night:
    """What a night is like."""

    letters: int
    """How many letters are made."""
    task: int
    """How many of them are a task."""
    put: float
    """Median of a put, in seconds; log-normal, sigma 0.6."""
    puts: int
    """How many letters a task puts at a time while it makes others."""
    start: float
    """Seconds that a worker takes until its desk is open, once."""
    overhead: float
    """Seconds an engine takes for each task: scheduling, the rows back."""
    lost: float
    """The chance that a task is lost in the middle, with its executor, and made again from its first letter."""
    slow: float
    """The share of cores that are slower: neighbours, heat, a bad disk."""
    slower: float
    """How many times slower they are."""
    speculate: bool
    """Whether the engine starts a second copy of a task that takes 1.5 times the median, once three quarters are done."""
    seal: float
    """Rows a second that are sealed, on one core, after all else."""


def quantiles(name: str) -> list[float]:
    """Seconds of a processor, as measured: 1,001 quantiles from the least to the most. ``scale`` is the ratio of the
    build that is meant to the one that was measured."""
    measured = json.loads((HERE / "times.json").read_text("utf-8"))
    return [one * measured.get("scale", 1.0) for one in measured[name]]


def task_seconds(night: Night, of_letters: list[float], count: int, random_: random.Random) -> float:
    """How long a task of so many letters takes on a usual core: making or putting, whichever is longer. The sums of
    thousands of letters are normal, by the central limit."""
    mean = sum(of_letters) / len(of_letters)
    spread = math.sqrt(sum((one - mean) ** 2 for one in of_letters) / len(of_letters))
    put_mean = night.put * math.exp(0.6**2 / 2)
    put_spread = put_mean * math.sqrt(math.exp(0.6**2) - 1)
    made = random_.gauss(count * mean, math.sqrt(count) * spread)
    put = random_.gauss(count * put_mean, math.sqrt(count) * put_spread) / night.puts
    return max(made, put)


def run(night: Night, cores: int, of_letters: list[float], seed: int) -> tuple[float, int, float]:
    """One night: seconds until the manifest is closed, letters made twice, and processor seconds that were paid for."""
    random_ = random.Random(seed)
    slow = [night.slower if random_.random() < night.slow else 1.0 for _ in range(cores)]
    counts = [night.task] * (night.letters // night.task)
    if night.letters % night.task:
        counts.append(night.letters % night.task)
    usual = [task_seconds(night, of_letters, count, random_) for count in counts]
    median = sorted(usual)[len(usual) // 2] + night.overhead
    waiting = list(range(len(counts)))[::-1]
    done: dict[int, float] = {}
    twice = 0
    free = [(night.start, core) for core in range(cores)]
    heapq.heapify(free)
    # (end, task, core, whether it comes to its end)
    running: list[tuple[float, int, int, bool]] = []
    copied: set[int] = set()
    now = 0.0

    def begin(task: int, core: int, at: float) -> None:
        takes = usual[task] * slow[core] + night.overhead
        if random_.random() < night.lost:
            # The executor is gone somewhere in it; another starts up in its place.
            heapq.heappush(running, (at + takes * random_.random() + night.start, task, core, False))
        else:
            heapq.heappush(running, (at + takes, task, core, True))

    while len(done) < len(counts):
        while free and free[0][0] <= now and waiting:
            _, core = heapq.heappop(free)
            begin(waiting.pop(), core, now)
        if night.speculate and not waiting and len(done) * 4 >= len(counts) * 3:
            for end, task, _, _ in list(running):
                if task in done or task in copied or not free or free[0][0] > now or end - now < median / 2:
                    continue
                _, core = heapq.heappop(free)
                copied.add(task)
                begin(task, core, now)
        times = ([running[0][0]] if running else []) + ([free[0][0]] if free and free[0][0] > now and waiting else [])
        now = max(now, min(times))
        while running and running[0][0] <= now:
            _, task, core, whole = heapq.heappop(running)
            heapq.heappush(free, (now, core))
            if task in done:
                twice += counts[task]
            elif whole:
                done[task] = now
            else:
                twice += counts[task] // 2
                waiting.append(task)
    made = max(done.values())
    return made + night.letters / night.seal, twice, made * cores


def fewest(night: Night, seconds: float, of_letters: list[float], seeds: range) -> int:
    """The fewest cores with which every one of these nights ends in time."""
    def in_time(cores: int) -> bool:
        return all(run(night, cores, of_letters, seed)[0] <= seconds for seed in seeds)

    most = 8
    while not in_time(most):
        most *= 2
        if most > 65536:
            raise SystemExit("no number of cores is enough: sealing alone, or one task, takes longer than the night")
    least = most // 2
    while most - least > max(1, most // 100):
        middle = (least + most) // 2
        if in_time(middle):
            most = middle
        else:
            least = middle
    return most


def main() -> None:
    typed = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    typed.add_argument("--letters", type=int, default=1_500_000)
    typed.add_argument("--minutes", type=float, default=25)
    typed.add_argument("--task", type=int, default=2_000, help="letters of a task")
    typed.add_argument("--kind", default="notices", help="which measured times: notices, all")
    typed.add_argument("--put", type=float, default=0.020, help="median of a put in seconds; assumed of a store in the same hall")
    typed.add_argument("--puts", type=int, default=8, help="letters a task puts at a time, as the wheel does")
    typed.add_argument("--start", type=float, default=3.0, help="until a worker's desk is open, with its Python")
    typed.add_argument("--overhead", type=float, default=0.1, help="of the engine, for each task")
    typed.add_argument("--lost", type=float, default=0.005, help="chance that a task is lost with its executor")
    typed.add_argument("--slow", type=float, default=0.05, help="share of cores that are slower")
    typed.add_argument("--slower", type=float, default=1.6, help="how many times")
    typed.add_argument("--no-speculation", dest="speculate", action="store_false")
    typed.add_argument("--seal", type=float, default=None, help="rows a second; as measured by default")
    typed.add_argument("--price", type=float, default=0.35, help="of a core for an hour, in yuan")
    typed.add_argument("--put-price", type=float, default=0.01, help="of a thousand puts, in yuan")
    typed.add_argument("--seeds", type=int, default=10)
    given = typed.parse_args()
    measured = json.loads((HERE / "times.json").read_text("utf-8"))
    seal = given.seal or measured["sealed_a_second"]
    night = Night(given.letters, given.task, given.put, given.puts, given.start, given.overhead, given.lost, given.slow,
                  given.slower, given.speculate, seal)
    of_letters = quantiles(given.kind)
    cores = fewest(night, given.minutes * 60, of_letters, range(given.seeds))
    nights = [run(night, cores, of_letters, seed) for seed in range(given.seeds)]
    worst, twice, paid = (max(one[at] for one in nights) for at in range(3))
    mean = sum(of_letters) / len(of_letters)
    making = worst - given.letters / seal
    puts = given.letters / making
    print(f"letters            {given.letters:,}, {mean * 1000:.1f} ms of a processor each, {measured['bytes'] / 1000:.0f} KB")
    print(f"tasks              {math.ceil(given.letters / given.task):,} of {given.task:,} letters")
    print(f"cores              {cores:,}, without loss, wait or straggler {math.ceil(given.letters * mean / (given.minutes * 60)):,}")
    print(f"the worst night    {worst / 60:.1f} minutes, {given.letters / seal / 60:.1f} of them sealing; {twice:,} letters twice")
    print(f"the store          {puts:,.0f} puts a second, {puts / 1024:.1f} a prefix of two signs (1,024 of them), "
          f"{puts * measured['bytes'] / 1e6:,.0f} MB/s")
    print(f"                   {given.letters * measured['bytes'] / 1e9:,.0f} GB")
    cost = paid / 3600 * given.price, (given.letters + twice) / 1000 * given.put_price
    print(f"cost               {cost[0]:,.0f} yuan for cores, {cost[1]:,.0f} for puts")


if __name__ == "__main__":
    main()

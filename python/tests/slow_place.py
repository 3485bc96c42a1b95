"""Places that take their time and note who puts what, in a module of its own that workers import."""

from __future__ import annotations

import os
import time

from hanpress.places import Folder


class Slow(Folder):
    """A folder that waits before each file; ``notes`` has a file for each process, a line for each put."""

    def __init__(self, root: str, notes: str) -> None:
        super().__init__(root)
        object.__setattr__(self, "notes", notes)

    def __reduce__(self):
        return type(self), (self.root, self.notes)

    def put(self, name: str, data: bytes) -> bool:
        self.noted(name)
        time.sleep(0.1)
        return super().put(name, data)

    def noted(self, name: str) -> int:
        """Notes a put; gives how many this process noted."""
        os.makedirs(self.notes, exist_ok=True)
        with open(os.path.join(self.notes, f"{os.getpid()}-{os.getppid()}"), "a+") as file:
            file.write(name + "\n")
            file.seek(0)
            return len(file.readlines())


class Halting(Slow):
    """The same, in which the first process that comes to its second letter halts, and writes itself down in a file
    beside ``notes``: whoever kills it, however late, kills it among letters that it put and did not tell of yet."""

    def put(self, name: str, data: bytes) -> bool:
        if self.noted(name) >= 2 and self.is_first():
            time.sleep(600)
        return Folder.put(self, name, data)

    def is_first(self) -> bool:
        own = f"{self.notes}.{os.getpid()}"
        with open(own, "w") as file:
            file.write(f"{os.getpid()} {os.getppid()}")
        try:
            os.link(own, halted(self.notes))
        except FileExistsError:
            return False
        return True


def halted(notes: str) -> str:
    """Where the process that halted is written down."""
    return f"{notes}.halted"


def wait_for_halted(notes: str, at_work) -> tuple[int, int]:
    """The process that halted, and its parent; waits for it while ``at_work()``."""
    while not os.path.exists(halted(notes)):
        assert at_work(), "nobody halted: the job is at its end"
        time.sleep(0.05)
    with open(halted(notes)) as file:
        process, parent = file.read().split()
    return int(process), int(parent)

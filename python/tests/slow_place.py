"""A place that takes its time and notes who puts what, in a module of its own that workers import."""

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
        return Slow, (self.root, self.notes)

    def put(self, name: str, data: bytes) -> bool:
        os.makedirs(self.notes, exist_ok=True)
        with open(os.path.join(self.notes, f"{os.getpid()}-{os.getppid()}"), "a") as file:
            file.write(name + "\n")
        time.sleep(0.1)
        return super().put(name, data)

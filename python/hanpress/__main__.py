"""The whole command line of hanpress: ``hanpress …`` and ``python -m hanpress …``."""

from __future__ import annotations

import signal
import sys

from ._hanpress import command_line


def main() -> int:
    """Runs what was typed, and returns the exit code."""
    # Signals are the command's own: it finishes the letters in hand.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return command_line(["hanpress", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())

"""The command `shardlaw`, also as `python -m shardlaw`."""

import gc
import sys

INTERRUPTED = 130

# So many new objects make the collector look for cycles. A command makes trees, which have none: one audit ends before.
COLLECTED = 200_000


def main() -> int:
    """Runs the command line of this process and gives its exit code; an interrupt at any time ends it quietly."""
    try:
        gc.set_threshold(COLLECTED)
        from shardlaw.cli.main import main as run  # noqa: PLC0415 - half of a short command is its imports

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())

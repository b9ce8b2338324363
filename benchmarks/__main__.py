"""Run the benchmarks: `python -m benchmarks` for all of them, or with names for some.

Options after the names go to the benchmarks themselves: `python -m benchmarks serving --json`.
Each is a module or package of this folder with a `main()` that prints its figures beside the
promised ones. Each runs in a process of its own, so that none inherits another's memory, threads
or caches.
"""

import argparse
import pkgutil
import subprocess
import sys
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from time import perf_counter

HERE = Path(__file__).parent


def main() -> int:
    """Run what was asked for, then list how each ended; the exit status is 1 if one failed."""
    found = [module.name for module in pkgutil.iter_modules([str(HERE)])]
    known = sorted(name for name in found if not name.startswith("_"))
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure Mozart.")
    parser.add_argument("name", nargs="*", help=f"which: {', '.join(known)}; all if none is named")
    words = sys.argv[1:]
    named = list(takewhile(lambda word: not word.startswith("-"), words))
    if named:  # what follows is theirs, --help too
        names, rest = named, words[len(named) :]
    else:
        options, rest = parser.parse_known_args()
        names = options.name or known
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"There is no benchmark called {unknown[0]}. Choose of: {', '.join(known)}.")
    ends = {name: _run(name, rest) for name in names}
    print(f"\n{'benchmark':<16}{'took':>9}  ended", file=sys.stderr)
    for name, (seconds, status) in ends.items():
        told = "well" if status == 0 else f"with status {status}"
        print(f"{name:<16}{seconds:>7.1f} s  {told}", file=sys.stderr)
    return int(any(status for _, status in ends.values()))


def _run(name: str, rest: Sequence[str]) -> tuple[float, int]:
    print(f"\n== {name}", file=sys.stderr, flush=True)
    began = perf_counter()
    command = [sys.executable, "-c", f"from benchmarks.{name} import main; main()", *rest]
    status = subprocess.run(command, cwd=HERE.parent, check=False).returncode
    return perf_counter() - began, status


if __name__ == "__main__":
    sys.exit(main())

"""`python -m benchmarks.alignment`, with options; `python -m benchmarks alignment` has none."""

from benchmarks.alignment import main

main()

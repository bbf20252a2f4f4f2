"""The benchmark: the service beside its peers, on the same credentials, in one run.

`python -m bench` makes everything ready, measures, and writes `build/bench.json`,
`docs/benchmarks.md` and `docs/benchmarks.svg`. Start at `run`.
"""

"""What can stop a benchmark."""


class BenchError(Exception):
    """The benchmark cannot go on; the sentence says why, and what to do where that is known."""

"""Requirements of public test suites, each with the sentence that it is known by and a test."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar

import pytest

from tests.conformance.door import Door

Test = Callable[[Door], None]
About = TypeVar("About")
SharedTest = Callable[[Door, About], None]


class SharedRequirements(Generic[About]):
    """Those that several things have to meet."""

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.tests: list[tuple[str, SharedTest[About]]] = []

    def must(self, *sentences: str) -> Callable[[SharedTest[About]], SharedTest[About]]:
        """Let a function be the test of requirements with these sentences."""

        def add(test: SharedTest[About]) -> SharedTest[About]:
            self.tests.extend((sentence, test) for sentence in sentences)
            return test

        return add


class Requirements:
    """Those of one suite, in order."""

    def __init__(self) -> None:
        self._tests: list[tuple[str, Test]] = []

    def must(self, *sentences: str) -> Callable[[Test], Test]:
        """Let a function be the test of requirements with these sentences."""

        def add(test: Test) -> Test:
            self._tests.extend((sentence, test) for sentence in sentences)
            return test

        return add

    def add(self, shared: SharedRequirements[About], about: About, name: str = "") -> None:
        """Add what `about` has to meet; `{name}` in a sentence is what that is called."""
        prefix = shared.prefix or (f"{name}: " if name else "")
        for sentence, test in shared.tests:
            told = sentence.replace("{name}", name)
            self._tests.append((f"{prefix}{told}", partial(_about, test, about)))

    def cases(self) -> list[Any]:
        """Return one case for each requirement, to be run by its sentence."""
        return [pytest.param(test, id=sentence) for sentence, test in self._tests]

    def __len__(self) -> int:
        return len(self._tests)


def _about(test: SharedTest[About], about: About, door: Door) -> None:
    test(door, about)

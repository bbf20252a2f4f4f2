"""Documents of unusual shape are judged in a child, which can be killed and is."""

from __future__ import annotations

import copy
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from badgeservice.credentials.canonical import (
    RewrittenNameError,
    canonicalise_by_sha384,
    canonicalise_generally,
)
from badgeservice.credentials.errors import (
    CredentialError,
    TooComplexError,
    UnknownContextError,
    UnsafeDocumentError,
    UnsignedDataError,
)
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.verification.errors import GeneralPathBusyError
from badgeservice.workers.general import GeneralProcesses
from badgeservice.workers.messages import read_answer, refusal_answer
from tests.credentials.samples import credential
from tests.workers.children import stopped, wait_until_asked
from tests.workers.poison import cousins


@pytest.fixture
def general() -> Iterator[GeneralProcesses]:
    processes = GeneralProcesses(limit=timedelta(seconds=30))
    yield processes
    processes.close()


def _changed(**changes: Any) -> dict[str, Any]:
    return {**credential(), **changes}


def _poison() -> dict[str, Any]:
    """A badge with nodes that nothing tells apart: their order is a matter of ten factorial."""
    document: dict[str, Any] = copy.deepcopy(credential())
    twin = {"type": ["Alignment"], "targetName": "Twin", "targetUrl": "https://twins.example.org/"}
    result = {"type": ["Result"], "value": "1", "alignment": [twin] * 10}
    document["credentialSubject"]["result"] = [result] * 2
    return document


def test_a_child_finds_the_form_that_is_found_here(general: GeneralProcesses) -> None:
    document = credential()

    form = general.canonicalise(document, PINNED_CONTEXTS)

    assert form == canonicalise_generally(document, PINNED_CONTEXTS)


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        pytest.param(_changed(foo="x"), UnsignedDataError, id="undefined term"),
        pytest.param(
            _changed(**{"https://schema.org/name": "x"}), RewrittenNameError, id="IRI as a name"
        ),
        pytest.param(_changed(name=None), UnsafeDocumentError, id="null"),
        pytest.param(
            _changed(**{"@context": ["https://example.org/x"]}), CredentialError, id="context"
        ),
        pytest.param(_poison(), TooComplexError, id="poison"),
    ],
)
def test_a_refusal_comes_back_as_it_was_raised(
    general: GeneralProcesses, document: dict[str, Any], kind: type[CredentialError]
) -> None:
    with pytest.raises(kind) as there:
        general.canonicalise(document, PINNED_CONTEXTS)
    with pytest.raises(kind) as here:
        canonicalise_generally(document, PINNED_CONTEXTS)

    assert type(there.value) is type(here.value)
    assert vars(there.value) == vars(here.value)
    assert str(there.value) == str(here.value)


def test_a_document_that_takes_too_long_is_left_open_and_the_next_is_served() -> None:
    hasty = GeneralProcesses(limit=timedelta(seconds=30))
    try:
        hasty.canonicalise(credential(), PINNED_CONTEXTS)
        hasty._limit = timedelta(microseconds=1)
        with pytest.raises(GeneralPathBusyError):
            hasty.canonicalise(credential(), PINNED_CONTEXTS)
        hasty._limit = timedelta(seconds=30)

        assert hasty.canonicalise(credential(), PINNED_CONTEXTS)
    finally:
        hasty.close()


def test_a_child_that_is_killed_at_work_is_replaced(general: GeneralProcesses) -> None:
    general.canonicalise(credential(), PINNED_CONTEXTS)
    child = _child_of(general)
    with stopped(general), ThreadPoolExecutor(1) as thread:
        asked = thread.submit(general.canonicalise, credential(), PINNED_CONTEXTS)
        wait_until_asked(general)
        os.kill(child, signal.SIGKILL)

        with pytest.raises(TooComplexError):
            asked.result()

    assert general.canonicalise(credential(), PINNED_CONTEXTS)
    assert _child_of(general) != child


def test_no_document_is_blamed_for_a_child_that_ended_before_it_came(
    general: GeneralProcesses,
) -> None:
    general.canonicalise(credential(), PINNED_CONTEXTS)
    child = general._idle.queue[0]._process
    assert child is not None
    child.kill()
    child.wait()

    assert general.canonicalise(credential(), PINNED_CONTEXTS)


def test_no_document_is_blamed_when_no_child_can_be_started(
    monkeypatch: pytest.MonkeyPatch, general: GeneralProcesses
) -> None:
    monkeypatch.setattr("badgeservice.workers.general._COMMAND", ("/bin/false",))
    with pytest.raises(GeneralPathBusyError):
        general.canonicalise(credential(), PINNED_CONTEXTS)
    monkeypatch.undo()

    assert general.canonicalise(credential(), PINNED_CONTEXTS)


def test_a_child_without_memory_ends_and_is_replaced(general: GeneralProcesses) -> None:
    general.canonicalise(credential(), PINNED_CONTEXTS)
    child = _child_of(general)
    size = int(Path(f"/proc/{child}/statm").read_text(encoding="ascii").split()[0])
    limit = size * resource.getpagesize()
    resource.prlimit(child, resource.RLIMIT_AS, (limit, limit))

    with pytest.raises(TooComplexError):
        general.canonicalise(cousins(credential(), parents=60, children=40), PINNED_CONTEXTS)

    assert general.canonicalise(credential(), PINNED_CONTEXTS)
    assert _child_of(general) != child


def test_a_child_labels_by_the_hash_it_is_told(general: GeneralProcesses) -> None:
    document = credential()

    form = general.canonicalise(document, PINNED_CONTEXTS, hash_name="sha384")

    assert form == canonicalise_by_sha384(document)
    assert form != canonicalise_generally(document, PINNED_CONTEXTS)


def test_who_finds_the_line_full_is_told_so_at_once() -> None:
    crowded = GeneralProcesses(most_waiting=0)
    child = crowded._idle.get()
    assert crowded._room.acquire(blocking=False)

    with pytest.raises(GeneralPathBusyError):
        crowded.canonicalise(credential(), PINNED_CONTEXTS)

    crowded._room.release()
    crowded._idle.put(child)
    crowded.close()


def test_who_waits_too_long_for_a_turn_is_told_so() -> None:
    slow = GeneralProcesses(patience=timedelta(microseconds=1))
    child = slow._idle.get()

    with pytest.raises(GeneralPathBusyError):
        slow.canonicalise(credential(), PINNED_CONTEXTS)

    slow._idle.put(child)
    assert slow.canonicalise(credential(), PINNED_CONTEXTS)
    slow.close()


def test_threads_share_the_children_and_everybody_gets_the_own_answer(
    general: GeneralProcesses,
) -> None:
    documents = [_changed(name=f"Badge {number}") for number in range(8)]

    with ThreadPoolExecutor(8) as threads:
        forms = list(
            threads.map(lambda each: general.canonicalise(each, PINNED_CONTEXTS), documents)
        )

    assert forms == [canonicalise_generally(each, PINNED_CONTEXTS) for each in documents]


def test_other_contexts_are_judged_here(general: GeneralProcesses) -> None:
    contexts = Contexts(documents={})

    with pytest.raises(UnknownContextError):
        general.canonicalise(credential(), contexts)

    assert _children(general) == []


def test_a_child_ends_with_its_parent(tmp_path: Path) -> None:
    script = (
        "import sys; from badgeservice.workers.general import GeneralProcesses\n"
        "from badgeservice.credentials.json_ld import PINNED_CONTEXTS\n"
        "from tests.credentials.samples import credential\n"
        "processes = GeneralProcesses()\n"
        "processes.canonicalise(credential(), PINNED_CONTEXTS)\n"
        "print(processes._idle.queue[0]._process.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        cwd=tmp_path,
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        watch = os.pidfd_open(child)
        parent.kill()
    ended = threading.Event()

    def wait() -> None:
        # A pidfd becomes readable when its process ends.
        os.set_blocking(watch, True)
        import select  # only here

        select.select([watch], [], [], 30)
        ended.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    waiting.join(40)

    assert ended.is_set()
    assert not Path(f"/proc/{child}/exe").exists()


def test_a_child_knows_nothing_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, general: GeneralProcesses
) -> None:
    monkeypatch.setenv("BADGESERVICE_MASTER_KEY", "secret")

    general.canonicalise(credential(), PINNED_CONTEXTS)

    environment = Path(f"/proc/{_child_of(general)}/environ").read_bytes()
    assert b"secret" not in environment


def test_an_answer_of_a_kind_that_nobody_foresaw_is_no_form() -> None:
    answer = refusal_answer(CredentialError("x"))

    with pytest.raises(TooComplexError):
        read_answer(answer)


def test_a_child_has_a_bound_to_its_memory(general: GeneralProcesses) -> None:
    general.canonicalise(credential(), PINNED_CONTEXTS)

    limits = Path(f"/proc/{_child_of(general)}/limits").read_text(encoding="ascii")

    line = next(line for line in limits.splitlines() if line.startswith("Max address space"))
    assert int(line.split()[3]) < 1024**3


def _children(processes: GeneralProcesses) -> list[int]:
    running = (child._process for child in processes._idle.queue)
    return [process.pid for process in running if process is not None]


def _child_of(processes: GeneralProcesses) -> int:
    return _children(processes)[0]

"""The benchmark's own parts, without a word about how long anything takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from badgeservice.verification.report import Verdict
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify
from bench import material, single
from bench.errors import BenchError
from bench.material import SIZES
from bench.rounds import figure_of, times_faster, times_the_cost
from bench.worker import ours
from bench.workers import python_peers
from bench.workers.ed25519 import operations as raw_operations
from bench.workers.ours import NAME, LocalSources
from bench.workers.protocol import timed
from bench.world import make_world
from tests.bench.made_up import TINY, figure


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small world and the credentials issued in it."""
    made = tmp_path_factory.mktemp("bench")
    world = make_world(made / "world", typical_classes=4)
    material.prepare(made / "material", world, TINY)
    world.wiring.close()
    return made


@pytest.mark.parametrize("name", [*SIZES, "unseen", "of-2-classes", "distinct-0", "distinct-1"])
def test_every_credential_that_is_measured_is_valid(folder: Path, name: str) -> None:
    facts = material.read_facts(folder / "material")
    local = LocalSources(facts.documents)
    sources = Sources(did_documents=local, status_lists=local, badges=local)
    lines = material.read_set(folder / "material", name, "secured")

    verdicts = {verify(line, at=facts.at, sources=sources).verdict for line in lines[:3]}

    assert verdicts == {Verdict.VALID}


def test_the_sizes_are_those_that_the_page_speaks_of(folder: Path) -> None:
    found = single.bytes_of(folder / "material")

    assert 900 <= found["small"] <= 1_150
    assert 4_200 <= found["typical"] <= 5_000
    assert 54_000 <= found["large"] <= 66_000


def test_no_two_unseen_credentials_are_of_one_class(folder: Path) -> None:
    lines = material.read_set(folder / "material", "unseen", "secured")

    achievements = [json.loads(line)["credentialSubject"]["achievement"]["id"] for line in lines]

    assert len(set(achievements)) == len(achievements) == TINY.unseen_credentials


def test_our_worker_does_everything_it_is_asked_for(folder: Path) -> None:
    asked = [
        ("issue", "typical"),
        ("issue-durably", "plain"),
        ("issue-durably", "of-2-classes"),
        ("sign", "small"),
        ("verify", "unseen"),
    ]

    with ours(folder / "material", folder / "world") as worker:
        answers = [
            worker.ask(peer=NAME, do=do, set=name, count=1, seconds=60) for do, name in asked
        ]

    assert [answer["count"] for answer in answers] == [1, 1, 1, 1, 1]
    assert all(answer["rss"] > 0 for answer in answers)


def test_an_unseen_credential_is_never_measured_twice(folder: Path) -> None:
    with (
        ours(folder / "material", folder / "world") as worker,
        pytest.raises(BenchError, match="StopIteration"),
    ):
        worker.ask(peer=NAME, do="verify", set="unseen", count=100, seconds=60)


@pytest.mark.parametrize("peer", python_peers.NAMES)
@pytest.mark.parametrize("do", ["issue", "verify"])
def test_the_python_peers_take_our_credentials(folder: Path, peer: str, do: str) -> None:
    material_folder = folder / "material"
    facts = material.read_facts(material_folder)
    peers = python_peers.PythonPeers(folder=material_folder, facts=facts)

    made = peers.operations()[peer, do]("typical")()

    assert made is not None or do == "verify"


def test_raw_signatures_are_made_and_checked() -> None:
    operations = raw_operations()

    answers = [timed(new(""), count=3, seconds=60) for new in operations.values()]

    assert {answer["count"] for answer in answers} == {3}


def test_a_slice_ends_by_its_count_or_by_its_seconds() -> None:
    assert timed(lambda: None, count=5, seconds=60)["count"] == 5
    assert timed(lambda: None, count=10**9, seconds=0)["count"] == 1


def test_a_figure_is_the_median_and_the_least_of_its_slices() -> None:
    slices = [
        {"count": 10, "cpu": cpu, "wall": wall, "rss": rss}
        for cpu, wall, rss in ((1e-3, 2e-3, 7), (3e-3, 9e-3, 9), (2e-3, 3e-3, 8))
    ]

    found = figure_of(slices)

    assert (found.cpu_median, found.cpu_minimum) == pytest.approx((200, 100))
    assert (found.wall_median, found.wall_minimum) == pytest.approx((300, 200))
    assert (found.operations, found.rss) == (30, 9)
    assert found.spread == pytest.approx(0.5)


def test_what_was_done_as_one_is_shared_out() -> None:
    found = figure(cpu=500, wall=600).shared_by(100)

    assert (found.cpu_median, found.wall_median, found.operations) == (5, 6, 100)


def test_the_lower_ratio_against_the_best_peer_counts() -> None:
    own = figure(cpu=10, wall=20)
    peers = [figure(cpu=500, wall=800), figure(cpu=400, wall=1_000)]

    assert times_faster(own, peers) == 40
    assert times_the_cost(own, [figure(cpu=5, wall=1), figure(cpu=4, wall=9)]) == 2.5

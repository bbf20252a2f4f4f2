"""The benchmark's own parts, without a word about how long anything takes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from badgeservice.verification.report import Verdict
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify
from bench import material, single
from bench.errors import BenchError
from bench.figures import Measured, flat, slug
from bench.load import Load
from bench.material import SIZES
from bench.over_http import CONNECTIONS, JAVASCRIPT, OURS, ColdStart, HttpFigures, HttpRow
from bench.page import page
from bench.plan import PROCESSES, QUICK, Plan
from bench.plot import Axis, plot
from bench.rounds import Figure, figure_of, times_faster, times_the_cost
from bench.single import BEST_JS, JOSE, Row
from bench.together import Throughput, Together
from bench.worker import ours
from bench.workers import python_peers
from bench.workers.ed25519 import operations as raw_operations
from bench.workers.ours import NAME, LocalSources
from bench.workers.protocol import timed
from bench.world import make_world

TINY: Plan = replace(
    QUICK,
    rounds=1,
    warm_up_slices=1,
    unseen_slice_count=1,
    known_credentials=3,
    class_counts=(1, 2),
    credentials_a_class_count=2,
    distinct_badges=4,
    distinct_classes=2,
    http_badges=2,
)


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
        ("sign", "small"),
        ("verify", "unseen"),
    ]

    with ours(folder / "material", folder / "world") as worker:
        answers = [
            worker.ask(peer=NAME, do=do, set=name, count=1, seconds=60) for do, name in asked
        ]

    assert [answer["count"] for answer in answers] == [1, 1, 1, 1]
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


def test_the_lower_ratio_against_the_best_peer_counts() -> None:
    own = _figure(cpu=10, wall=20)
    peers = [_figure(cpu=500, wall=800), _figure(cpu=400, wall=1_000)]

    assert times_faster(own, peers) == 40
    assert times_the_cost(own, [_figure(cpu=5, wall=1), _figure(cpu=4, wall=9)]) == 2.5


def test_an_axis_goes_from_power_to_power() -> None:
    axis = Axis.around([30, 2_000], length=300)

    assert axis.ticks() == [10, 100, 1_000, 10_000]
    assert axis.at(1_000) == pytest.approx(200)


def test_the_figures_have_the_names_that_others_rely_on() -> None:
    figures = flat(_measured())

    assert figures["issue_vs_js"] == 50
    assert figures["issue_vs_ed25519"] == 2
    assert figures["bulk_vs_js"] == 40
    assert set(figures) >= {
        "verify_known_vs_js",
        "verify_unseen_vs_js",
        "verify_vs_ed25519",
        "http_verify_vs_js",
        "http_issue_vs_js",
    }


def test_the_page_and_the_plot_show_what_was_measured() -> None:
    measured = _measured()

    text = page(
        measured,
        flat(measured),
        machine={"load before": "0.10", "load after": "1.90"},
        versions={"Python": "3.11"},
        on=date(2026, 11, 24),
    )
    drawn = fromstring(plot(measured))

    assert "| Single issue, in memory | 50.0 × | 2.0 × |" in text
    assert "with `--quick`" in text
    assert "badgeservice: verify, unseen" in [each.text for each in drawn.iter()]


def test_a_name_becomes_a_part_of_another() -> None:
    assert slug("@digitalbazaar/vc") == "digitalbazaar_vc"


def _figure(*, cpu: float, wall: float) -> Figure:
    return Figure(
        operations=1,
        cpu_median=cpu,
        cpu_minimum=cpu,
        wall_median=wall,
        wall_minimum=wall,
        rss=1,
    )


def _row(peer: str, do: str, name: str, cost: float) -> Row:
    return Row(peer=peer, do=do, set=name, figure=_figure(cpu=cost, wall=cost))


def _measured() -> Measured:
    """Return a whole set of figures, all of them made up."""
    own = [_row(NAME, do, "typical", 100) for do in ("issue", "sign", "verify")]
    peers = [
        _row(peer, do, "typical", cost)
        for peer, cost in ((BEST_JS[0], 5_000), (BEST_JS[1], 6_000), (JOSE, 300))
        for do in ("issue", "verify")
    ]
    raw = [
        _row(peer, do, "typical", 50)
        for peer in single.ed25519_names()
        for do in ("issue", "verify")
    ]
    sizes = [
        _row(peer, do, size, cost)
        for size in SIZES
        for peer, do, cost in (
            (NAME, "issue", 100),
            (NAME, "sign", 90),
            (NAME, "verify", 200),
            (BEST_JS[0], "issue", 5_000),
            (BEST_JS[0], "verify", 6_000),
        )
    ]
    together = Together(
        ours=Throughput(count=400, wall=1, cpu=2), javascript=Throughput(count=10, wall=1, cpu=2)
    )
    return Measured(
        plan=TINY,
        operations=[*own, _row(NAME, "verify", "unseen", 250), *peers, *raw],
        sizes=sizes,
        size_bytes={size: 1_000 * 4**place for place, size in enumerate(SIZES)},
        class_counts=[
            _row(NAME, "verify", material.classes_set(count), 200) for count in TINY.class_counts
        ],
        bulk=together,
        distinct=together,
        http=_http(),
    )


def _http() -> HttpFigures:
    load = Load(per_second=100, p50=0.001, p99=0.01, cpu_a_request=0.0005)
    rows = [
        HttpRow(peer=peer, processes=processes, do=do, connections=connections, load=load)
        for peer in (OURS, JAVASCRIPT)
        for processes in (1, PROCESSES)
        for do in ("verify", "issue")
        for connections in CONNECTIONS
    ]
    start = ColdStart(first_answer=1, first_verification=1.5)
    return HttpFigures(
        rows=tuple(rows),
        worker_bytes={OURS: 2**27, JAVASCRIPT: 2**28},
        cold_starts={OURS: start, JAVASCRIPT: start},
    )

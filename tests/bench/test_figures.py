"""The figures that others rely on: names, and ratios from figures that are made up."""

from __future__ import annotations

import math
from datetime import date

import pytest
from defusedxml.ElementTree import fromstring

from bench.figures import flat, slug
from bench.nodes import Nodes
from bench.page import page
from bench.plot import Axis, plot
from tests.bench.made_up import BOTH, NEW, measured

PROMISED = {
    "issue_vs_js",
    "verify_known_vs_js",
    "verify_unseen_vs_js",
    "bulk_vs_js",
    "http_verify_vs_js",
    "http_issue_vs_js",
    "issue_vs_js_newest_node",
    "verify_known_vs_js_newest_node",
    "verify_unseen_vs_js_newest_node",
    "bulk_vs_js_newest_node",
    "http_verify_vs_js_newest_node",
    "http_issue_vs_js_newest_node",
    "http_verify_vs_js_2_processes",
    "http_issue_vs_js_2_processes",
    "sign_vs_ed25519",
    "issue_vs_ed25519",
    "verify_vs_ed25519",
    "livez_p99_ms",
    "livez_p99_ms_under_poison",
    "badge_url_per_second_per_core",
    "status_list_per_second_per_core",
    "memory_per_worker_mb",
    "badgeservice_cold_start_first_answer_ms",
    "bulk_issue_count",
    "bulk_issue_seconds",
    "distinct_verify_count",
    "distinct_verify_seconds",
    "badgeservice_verify_of_2_classes_cpu_us_median",
    "badgeservice_issue_durably_of_2_classes_cpu_us_median",
    "badgeservice_verify_of_large_size_cpu_us_median",
    "badgeservice_2_processes_http_verify_16_connections_per_second",
    "badgeservice_1_process_http_issue_1_connection_p99_ms",
    "ed25519_libsodium_issue_cpu_us_median",
    "ed25519_openssl_issue_cpu_us_median",
}


@pytest.mark.parametrize("nodes", [BOTH, Nodes((NEW,))], ids=["two-nodes", "one-node"])
def test_every_promised_figure_is_there_and_every_figure_is_a_number(nodes: Nodes) -> None:
    figures = flat(measured(nodes))

    assert set(figures) >= PROMISED
    assert all(type(value) in {int, float} and math.isfinite(value) for value in figures.values())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("issue_vs_js", 50),
        ("issue_vs_js_newest_node", 25),
        ("sign_vs_js", 62.5),
        ("verify_known_vs_js", 25),
        ("verify_unseen_vs_js", 20),
        ("bulk_vs_js", 40),
        ("bulk_vs_js_newest_node", 20),
        ("distinct_verify_vs_js", 40),
        ("issue_vs_ed25519", 2),
        ("sign_vs_ed25519", 1.6),
        ("verify_vs_ed25519", 4),
        ("verify_unseen_vs_ed25519", 5),
    ],
)
def test_a_ratio_of_operations_is_against_the_best_peer(name: str, expected: float) -> None:
    assert flat(measured())[name] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Ours: 2,000 a second with one worker, 5,000 with two. Node: 100 and 150; twice on 24.
        ("http_verify_vs_js", 50),
        ("http_verify_vs_js_newest_node", 25),
        ("http_verify_1_worker_vs_js", 20),
        ("http_verify_vs_js_2_processes", 33.3333),
        ("http_issue_vs_js", 20),
        ("http_issue_vs_js_newest_node", 10),
        ("http_issue_2_workers_vs_js", 50),
        ("http_issue_vs_js_2_processes", 33.3333),
        ("http_issue_vs_js_2_processes_newest_node", 16.6667),
    ],
)
def test_a_ratio_over_http_is_against_one_process_where_it_does_not_say_two(
    name: str, expected: float
) -> None:
    assert flat(measured())[name] == expected


def test_with_one_node_the_newest_is_the_only_one() -> None:
    figures = flat(measured(Nodes((NEW,))))

    assert figures["issue_vs_js"] == figures["issue_vs_js_newest_node"] == 25


def test_requests_a_core_follow_from_cpu_time_and_memory_from_the_largest_worker() -> None:
    figures = flat(measured())

    # 0.8 of a core was busy with 6,000 requests a second.
    assert figures["badge_url_per_second_per_core"] == 7_500
    assert figures["status_list_unchanged_per_second_per_core"] == 7_500
    assert figures["memory_per_worker_mb"] == 80
    assert figures["memory_per_worker_vs_js"] == 0.5


def test_the_flood_is_told_before_and_during() -> None:
    figures = flat(measured())

    assert (figures["livez_p99_ms"], figures["livez_p99_ms_under_poison"]) == (2, 50)
    assert figures["badge_url_per_second_under_poison"] == 1_000
    assert figures["poison_refused_percent"] == 25


def test_the_page_shows_both_nodes_with_their_versions() -> None:
    text = _page()

    assert "| best JavaScript on Node 20.20.2 | best JavaScript on Node 24.19.0 | raw" in text
    assert "| Single issue, in memory | 50.0 × | 25.0 × | 2.0 × |" in text
    assert "| HTTP issue, durable: our 1 worker, 1 Node process | 20.0 × | 10.0 × |  |" in text
    assert "| `/livez`, p99, ms | 2.0 | 50.0 |" in text
    assert "with `--quick`" in text


def test_every_table_of_the_page_has_as_many_cells_in_every_row() -> None:
    tables = [block.splitlines() for block in _page().split("\n\n") if block.startswith("|")]

    widths = [{line.count("|") for line in table} for table in tables]

    assert len(tables) >= 9
    assert all(len(width) == 1 for width in widths)


def test_with_one_node_the_page_has_one_column_of_it() -> None:
    assert "| | best JavaScript on Node 24.19.0 | raw Ed25519 |" in _page(Nodes((NEW,)))


def test_the_plot_shows_what_was_measured() -> None:
    drawn = [each.text for each in fromstring(plot(measured())).iter()]

    assert "badgeservice: verify, unseen" in drawn
    assert "@digitalbazaar/vc, Node 20: issue" in drawn
    assert "100: 2.0 × Ed25519" in drawn
    assert "5,000: 50 × ours" in drawn


def test_an_axis_goes_from_power_to_power() -> None:
    axis = Axis.around([30, 2_000], length=300)

    assert axis.ticks() == [10, 100, 1_000, 10_000]
    assert axis.at(1_000) == pytest.approx(200)


def test_a_name_becomes_a_part_of_another() -> None:
    assert slug("@digitalbazaar/vc") == "digitalbazaar_vc"


def _page(nodes: Nodes = BOTH) -> str:
    found = measured(nodes)
    return page(
        found,
        flat(found),
        machine={"load before": "0.10", "load after": "1.90"},
        versions={"Python": "3.11"},
        on=date(2026, 11, 24),
    )

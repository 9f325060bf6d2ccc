"""What crosses links, how much of their bandwidth it takes, and whether there must be a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import making_systems
from buttress.estimation import Between, Exact

if TYPE_CHECKING:
    from pathlib import Path

    from buttress.verdicts import Assessment

NO_RATE = ("    rate: 2 /s\n", "")
# In bytes per second: translate sends 75 kB there and 1 kB back twice a second, telemetry 500 B once.
RADIO, TELEMETRY = 152_000, 500


def ends(answer: Assessment) -> tuple[float, float]:
    assert answer.estimate is not None
    return answer.estimate.lower, answer.estimate.upper


def test_all_flows_load_a_link_in_both_directions_together(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    answer = making_systems.ask(root, "link.utilisation", "on-phone")
    assert answer.sample == Exact(pytest.approx(8 * (RADIO + TELEMETRY) / 3e6))
    assert answer.conditions == ("Radio carries 3 Mbit/s, as declared",)


def test_a_range_of_bandwidths_gives_a_range_of_the_busiest_link(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, ("bandwidth: 3 Mbit/s", "bandwidth: 4..40 Mbit/s"))
    sent = 8 * (RADIO + TELEMETRY)
    # At best the mobile link (20 Mbit/s) is the busiest, at worst the radio (4 Mbit/s).
    assert ends(making_systems.ask(root, "link.utilisation", "in-cloud")) == (
        pytest.approx(sent / 20e6),
        pytest.approx(sent / 4e6),
    )


def test_a_flow_asks_for_its_own_links_with_what_all_flows_send_there(tmp_path: Path) -> None:
    root = making_systems.write_system(
        tmp_path,
        ("display: glasses}\n  in-cloud", "display: phone}\n  in-cloud"),
    )
    # Now telemetry goes from the phone to the phone, and of the other flow the camera's pictures cross the radio.
    assert making_systems.ask(root, "link.utilisation", "on-phone", "telemetry").sample == Exact(0.0)
    assert making_systems.ask(root, "link.utilisation", "on-phone", "translate").sample == Exact(
        pytest.approx(8 * 150_000 / 3e6)
    )


def test_bandwidth_of_a_flow_is_what_it_alone_sends(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    for flow, sent in (("translate", RADIO), ("telemetry", TELEMETRY), ("", RADIO + TELEMETRY)):
        answer = making_systems.ask(root, "flow.bandwidth", "in-cloud", flow)
        assert answer.sample == Exact(pytest.approx(8 * sent / 1e6))
        assert answer.unit == "Mbit/s"


def test_data_of_a_day_counts_on_every_link_that_it_crosses(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    sent = (RADIO + TELEMETRY) * 86_400 / 1e9
    for deployment, links in (("on-glasses", 0), ("on-phone", 1), ("in-cloud", 2)):
        answer = making_systems.ask(root, "data.per_day", deployment)
        assert answer.sample == Exact(pytest.approx(links * sent))
        assert answer.unit == "GB"
    assert ends(making_systems.ask(root, "data.per_day", "in-cloud", "telemetry"))[0] == pytest.approx(0.0864)


def test_where_no_link_is_crossed_nothing_is_used_and_nothing_needs_to_be_declared(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, NO_RATE, (", bandwidth: 3 Mbit/s", ""))
    for quality in ("link.utilisation", "flow.bandwidth", "data.per_day"):
        answer = making_systems.ask(root, quality, "on-glasses")
        assert (answer.sample, answer.conditions) == (Exact(0.0), ())


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (NO_RATE, "no rate is declared of the flow 'translate'"),
        ((", bandwidth: 3 Mbit/s", ""), "no bandwidth is declared of Radio"),
        (("translator->display: 1 kB}", "}"), "no payload is declared of translator->display"),
        (("bandwidth: 3 Mbit/s", "bandwidth: 0..3 Mbit/s"), "Radio may carry nothing"),
    ],
)
def test_what_keeps_a_link_from_being_computed_is_named_once(
    tmp_path: Path, change: tuple[str, str], missing: str
) -> None:
    root = making_systems.write_system(tmp_path, change)
    answer = making_systems.ask(root, "link.utilisation", "in-cloud")
    assert (answer.state, answer.reason) == ("missing", missing)


def test_another_flow_on_the_same_link_must_be_known_too(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path, NO_RATE)
    assert making_systems.ask(root, "link.utilisation", "on-phone", "telemetry").state == "missing"
    assert making_systems.ask(root, "flow.bandwidth", "on-phone", "telemetry").state == "fresh"


def test_a_flow_of_which_a_deployment_places_nothing_does_not_count(tmp_path: Path) -> None:
    root = making_systems.write_system(
        tmp_path,
        ("path: [display, reader]", "path: [tracker, logger]"),
        ("payload: {display->reader: 500 B}", "payload: {}"),
        ("  camera: {latency", "  tracker: {}\n  logger: {}\n  camera: {latency"),
    )
    assert making_systems.ask(root, "link.utilisation", "on-phone").state == "fresh"
    named = making_systems.ask(root, "link.utilisation", "on-phone", "telemetry")
    assert named.reason == "'on-phone' places 'tracker' nowhere; 'on-phone' places 'logger' nowhere"


def test_it_works_offline_where_every_link_is_local(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    worked = {
        deployment: making_systems.ask(root, "offline", deployment)
        for deployment in ("on-glasses", "on-phone", "in-cloud")
    }
    assert {name: one.sample for name, one in worked.items()} == {
        "on-glasses": Exact(1.0),
        "on-phone": Exact(1.0),
        "in-cloud": Exact(0.0),
    }
    assert worked["on-phone"].conditions == ("Radio works without a network, as declared",)
    assert worked["in-cloud"].conditions == ()


def test_a_range_is_told_by_both_ends(tmp_path: Path) -> None:
    root = making_systems.write_system(tmp_path)
    sample = making_systems.ask(root, "link.utilisation", "in-cloud").sample
    assert sample == Exact(pytest.approx(8 * (RADIO + TELEMETRY) / 3e6))  # the radio, which is no range
    root = making_systems.write_system(tmp_path, ("bandwidth: 3 Mbit/s", "bandwidth: 3..6 Mbit/s"))
    assert isinstance(making_systems.ask(root, "link.utilisation", "in-cloud").sample, Between)


EMPTY = ("  on-glasses: {camera", "  empty: {}\n  on-glasses: {camera")


@pytest.mark.parametrize("quality", ["link.utilisation", "flow.bandwidth", "data.per_day", "offline"])
def test_a_deployment_without_a_flow_has_nothing_to_judge(tmp_path: Path, quality: str) -> None:
    answer = making_systems.ask(making_systems.write_system(tmp_path, EMPTY), quality, "empty")
    assert (answer.state, answer.reason) == ("missing", "the deployment has no flow")


@pytest.mark.parametrize(
    "change",
    [("75 kB", "1e308 TB"), ("rate: 2 /s", "rate: 1e308 /s"), ("75 kB, reader", "1e308 B, reader")],
)
def test_numbers_beyond_all_reason_leave_it_unknown(tmp_path: Path, change: tuple[str, str]) -> None:
    root = making_systems.write_system(tmp_path, change, ("1 kB, translator", "1e308 B, translator"))
    answer = making_systems.ask(root, "data.per_day", "in-cloud", "translate")
    assert answer.state in ("missing", "invalid")

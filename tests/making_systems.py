"""A hand-made system for tests: glasses that translate signs, with what was measured of two of its components."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

import making
from buttress.graph import Placement, link_portfolio
from buttress.storage import read_portfolio
from buttress.verdicts import Assessor, DeployedQuestion, judge_portfolio

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from buttress.graph import Linked
    from buttress.verdicts import Assessment, Judgement

SYSTEM = """
    kind: system
    title: Glasses that translate signs
    components:
      camera: {latency: {basis: assumed, value: 1..3 ms, source: data sheet}}
      reader: {evidence: {candidate: small}}
      translator: {evidence: {candidate: large}}
      display: {latency: {basis: assumed, value: 2 ms, source: data sheet}}
    nodes:
      glasses: {hardware: glasses-soc, stand_in: {hardware: bench-box, factor: 3..6, source: a vendor's table}}
      phone: {hardware: phone-soc}
      cloud: {hardware: bench-box}
    links:
      - {between: [glasses, phone], name: Radio, latency: 40..200 ms, bandwidth: 3 Mbit/s, local: true}
      - {between: [phone, cloud], name: Mobile, latency: 20..50 ms, bandwidth: 5..20 Mbit/s}
    flows:
      - id: translate
        path: [camera, reader, translator, display]
        payload: {camera->reader: 75 kB, reader->translator: 1 kB, translator->display: 1 kB}
        rate: 2 /s
      - id: telemetry
        path: [display, reader]
        payload: {display->reader: 500 B}
        rate: 1 /s
    deployments:
      on-glasses: {camera: glasses, reader: glasses, translator: glasses, display: glasses}
      on-phone: {camera: glasses, reader: phone, translator: phone, display: glasses}
      in-cloud: {camera: glasses, reader: cloud, translator: cloud, display: glasses}
    current_deployment: in-cloud
"""

GLASSES = """
    kind: hardware
    title: Chip of the glasses
    match: {cpu_model: Tiny 1, cores: 1}
"""

PHONE = """
    kind: hardware
    title: Chip of the phone
    match: {cpu_model: Small 1, cores: 4}
"""

WHERE = """
    kind: decision
    title: Translate in the cloud
    status: accepted
    date: 2026-11-01
    options:
      - {id: glasses, deployment: on-glasses}
      - {id: phone, deployment: on-phone}
      - {id: cloud, deployment: in-cloud}
    chosen: cloud
    constraints: [%s]
"""

FILES: Mapping[str, str] = {
    "shop/where.yaml": WHERE % "",
    "shop/system.yaml": SYSTEM,
    "shop/suite.yaml": making.SUITE,
    "shop/candidates.py": making.CANDIDATES,
    "shop/data.py": making.DATA,
    "hardware/bench-box.yaml": making.HARDWARE,
    "hardware/glasses-soc.yaml": GLASSES,
    "hardware/phone-soc.yaml": PHONE,
}
"""A portfolio whose decision states nothing."""


def write_system(root: Path, *changes: tuple[str, str]) -> Path:
    """Writes the portfolio, with texts of the system replaced by others; gives its folder."""
    text = dedent(SYSTEM)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return making.write_files(root / "decisions", {**FILES, "shop/system.yaml": text})


def record(
    root: Path,
    reader_ms: Sequence[float] = (10.0,) * 10,
    translator_ms: Sequence[float] = (20.0,) * 10,
    queries: int = 2000,
    **changes: Any,
) -> Path:
    """Records a run with these centres of the latencies of each process."""
    measurements = [
        measured(root, candidate, centres, first, queries)
        for candidate, centres, first in (("small", reader_ms, 0), ("large", translator_ms, 100))
    ]
    return making.record_run(root, measurements, **changes)


def measured(
    root: Path, candidate: str, centres_ms: Sequence[float], first: int = 0, queries: int = 2000
) -> dict[str, Any]:
    """A measurement with one process for each centre, in ms."""
    processes = [making.process(first + place, centre, queries) for place, centre in enumerate(centres_ms)]
    return making.measurement(root, candidate, processes=processes)


def link(root: Path) -> Linked:
    """Reads and links the portfolio; records must be without a flaw."""
    reading = read_portfolio(root)
    linked, flaws = link_portfolio(reading.portfolio, making.TODAY)
    assert (reading.problems, flaws) == ((), ())
    return linked


def assessor_of(root: Path) -> Assessor:
    """One who answers what the portfolio tells on the tests' day."""
    return Assessor(link(root), making.TODAY)


def ask(root: Path, quality: str, deployment: str, flow: str = "", **changes: Any) -> Assessment:
    """Asks one quality of one deployment."""
    return ask_of(assessor_of(root), quality, deployment, flow, **changes)


def ask_of(assessor: Assessor, quality: str, deployment: str, flow: str = "", **changes: Any) -> Assessment:
    """The same of one who may have answered before."""
    placement = Placement("shop", deployment)
    asked = DeployedQuestion(placement, assessor.linked.portfolio.qualities[quality], flow, **changes)
    return assessor.assess_deployed(asked)


def judge(root: Path, *constraints: str, decision: str = WHERE) -> Judgement:
    """Judges `shop/where`, which decides about deployments, with these constraints alone."""
    quoted = ", ".join(f'"{one}"' for one in constraints)
    making.write_files(root, {"shop/where.yaml": decision % quoted})
    return judge_portfolio(link(root), making.TODAY)

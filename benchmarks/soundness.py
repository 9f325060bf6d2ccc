"""Tells how often each recipe gives a verdict that it must not give, and how often one that it should.

Usage: python benchmarks/soundness.py [--trials 2000] [--jobs 2] [--only REGEX] [--skip-simulation]

Three tables:

  exact       all outcomes enumerated: the greatest chance of a false verdict over the unknown rates, at most 0.05
  families    what the gate as a whole promises: re-runs, several looks, several constraints; simulated or exact
  simulated   every cell of `decisions/buttress/soundness`, with the quality exactly at its limit (false holds, false
              violated) and a tenth beyond it (power on either side), for our recipes and those of textbooks

A simulated rate is followed by ``!`` where it lies above 0.05 beyond the simulation's own error (99.9 %, one-sided). The
exit code is 1 if any of ours does, or an exact chance is above 0.05.
"""

from __future__ import annotations

import argparse
import re
import sys
from itertools import product
from multiprocessing import Pool
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import binom, multinomial

from buttress.estimation import (
    ClusteredProportion,
    Disparity,
    GroupRate,
    MlperfPercentile,
    PairedProportion,
    PercentileOfRun,
    Proportion,
    TypicalPercentile,
    clopper_pearson,
)
from buttress.graph import BoundConstraint
from buttress.records import Constraint
from buttress.verdicts import Assessment, Verdict
from buttress.verdicts.holm import confirmed_violations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from buttress.estimation import Sample

SUITE = Path(__file__).resolve().parents[1] / "decisions" / "buttress" / "soundness"
sys.path.insert(0, str(SUITE))

from cell import CONFIDENCE, RISK, Cell, judge_by_textbook, judge_ours  # noqa: E402
from grid import Trial, all_cells, evidence_of  # noqa: E402

RATES = np.linspace(0.001, 0.999, 999)
CLEAR_SHARE = 10


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trials", type=int, default=2000, help="of each cell at its limit")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--only", default="", help="cells whose name matches this regular expression")
    parser.add_argument(
        "--skip-simulation", action="store_true", help="only what is enumerated, and families"
    )
    arguments = parser.parse_args()
    broken = print_exact() + print_families()
    if not arguments.skip_simulation:
        broken += print_simulated(arguments.trials, arguments.jobs, arguments.only)
    return 1 if broken else 0


def print_exact() -> int:
    print(f"{'exact: greatest chance of a false verdict':60} {'above':>7} {'below':>7}")
    broken = 0
    for name, above, below in enumerated():
        broken += max(above, below) > RISK
        print(f"{name:60} {above:7.4f} {below:7.4f}")
    return broken


def enumerated() -> Iterator[tuple[str, float, float]]:
    """Gives of each recipe the greatest chances that a bound lies above and below the true quantity."""
    for n in (10, 59, 200, 1000):
        yield f"share of {n} examples (Clopper-Pearson)", *_worst_share(n)
    for n, level in ((100, 0.5), (299, 0.99), (2000, 0.99), (2000, 0.999)):
        yield (
            f"p{level * 100:g} of {n} independent queries (order statistics)",
            *_worst_rank(n, level, lambda values, level=level: PercentileOfRun(values, level)),
        )
    for n, level in ((300, 0.9), (1000, 0.99)):
        yield (
            f"p{level * 100:g} of {n} independent queries (MLPerf)",
            *_worst_rank(n, level, lambda values, level=level: MlperfPercentile((values,), level)),
        )
    for processes in (5, 10, 20):
        yield f"typical p50 of {processes} processes (sign test)", *_worst_sign(processes)
    for first, second in ((10, 10), (40, 10), (60, 5)):
        yield f"difference of groups of {first} and {second}", *_worst_difference(first, second)
    for n in (20, 50):
        yield f"paired difference of {n} examples", *_worst_pair(n)
    yield "share of 12 clusters, each right or wrong (betting)", *_worst_bets(12)


def _chances(n: int, rates: np.ndarray) -> np.ndarray:
    """The chance of each count, shape (rates, n + 1)."""
    return np.asarray(binom.pmf(np.arange(n + 1), n, rates[:, np.newaxis]))


def _worst_share(n: int) -> tuple[float, float]:
    chances = _chances(n, RATES)
    bounds = np.array([clopper_pearson(count, n, CONFIDENCE) for count in range(n + 1)])
    above, below = bounds[:, 0] > RATES[:, np.newaxis], bounds[:, 1] < RATES[:, np.newaxis]
    return float((chances * above).sum(axis=1).max()), float((chances * below).sum(axis=1).max())


def _worst_rank(n: int, level: float, sample_of: Callable[[np.ndarray], Sample]) -> tuple[float, float]:
    """Of distinct independent values, k lie below the true percentile with a binomial chance."""
    # Out of order, so that no value resembles the one before; the values are their own ranks from 1.
    estimate = sample_of(np.random.default_rng(1).permutation(n) + 1.0).estimate(CONFIDENCE)
    chances = _chances(n, np.array([level]))[0]
    below_it = np.arange(n + 1)
    return float(chances[estimate.lower > below_it].sum()), float(chances[estimate.upper <= below_it].sum())


def _worst_sign(processes: int) -> tuple[float, float]:
    """Each process's percentile lies above the typical one or below it, by itself, half of the time."""
    shapes = np.random.default_rng(1).standard_normal((processes, 2000))
    chances = _chances(processes, np.array([0.5]))[0]
    fast = [
        TypicalPercentile(tuple(shapes + np.where(np.arange(processes) < k, -9, 9)[:, np.newaxis]), 0.5)
        for k in range(processes + 1)
    ]
    above = np.array([one.p_value_above(0.0) <= RISK for one in fast])
    below = np.array([one.p_value_below(0.0) <= RISK for one in fast])
    return float(chances[above].sum()), float(chances[below].sum())


def _worst_difference(first: int, second: int) -> tuple[float, float]:
    """Chances that the greatest difference of two groups is said to be above, or below, what it is."""
    limits = (0.02, 0.1, 0.3)
    above = np.zeros((len(limits), first + 1, second + 1), dtype=bool)
    below = np.zeros_like(above)
    for one, other in product(range(first + 1), range(second + 1)):
        sample = Disparity((GroupRate("rate", "a", one, first), GroupRate("rate", "b", other, second)))
        for place, limit in enumerate(limits):
            above[place, one, other] = sample.p_value_above(limit) <= RISK
            below[place, one, other] = sample.p_value_below(limit) <= RISK
    worst = [0.0, 0.0]
    for place, limit in enumerate(limits):
        rates = RATES[RATES + limit < 1]
        joint = [_chances(first, rates + limit), _chances(second, rates)]
        mirrored = [_chances(first, rates), _chances(second, rates + limit)]
        for side, said in enumerate((above[place], below[place])):
            for one, other in (joint, mirrored):
                chance = np.einsum("ri,ij,rj->r", one, said.astype(float), other).max()
                worst[side] = max(worst[side], float(chance))
    return worst[0], worst[1]


def _worst_pair(n: int) -> tuple[float, float]:
    """Chances over all shares gained and lost that are a limit apart."""
    limits = (0.0, 0.05)
    worst = [0.0, 0.0]
    splits = [(gained, lost) for gained in range(n + 1) for lost in range(n + 1 - gained)]
    counts = np.array([(gained, lost, n - gained - lost) for gained, lost in splits])
    for limit in limits:
        samples = [PairedProportion(gained, lost, 0, n - gained - lost) for gained, lost in splits]
        said = np.array(
            [[one.p_value_above(limit) <= RISK, one.p_value_below(limit) <= RISK] for one in samples]
        )
        for lost in np.linspace(0.001, (1 - limit) / 2 - 0.001, 60):
            gained = lost + limit
            chances = multinomial.pmf(counts, n, [gained, lost, 1 - gained - lost])
            worst = [max(old, float(chances[said[:, side]].sum())) for side, old in enumerate(worst)]
    return worst[0], worst[1]


def _worst_bets(clusters: int) -> tuple[float, float]:
    """Bets depend on the order, so that all sequences are tried."""
    worst = [0.0, 0.0]
    samples = [ClusteredProportion(bits, (1,) * clusters) for bits in product((0, 1), repeat=clusters)]
    right = np.array([sum(one.successes) for one in samples])
    for rate in (0.1, 0.3, 0.5, 0.8, 0.9, 0.95, 0.99):
        chances = rate**right * (1 - rate) ** (clusters - right)
        for side, said in enumerate(
            (
                [one.p_value_above(rate) <= RISK for one in samples],
                [one.p_value_below(rate) <= RISK for one in samples],
            )
        ):
            worst[side] = max(worst[side], float(chances[np.array(said)].sum()))
    return worst[0], worst[1]


def print_families() -> int:
    print(f"\n{'families: chance of a false verdict':60} {'ours':>7} {'plain':>7}")
    broken = 0
    for name, ours, plain in families():
        broken += ours > _allowed(4000)
        print(f"{name:60} {ours:7.4f} {plain:7.4f}")
    return broken


def families(trials: int = 4000) -> Iterator[tuple[str, float, float]]:
    """Gives what the whole gate errs, and what it would without its rule, at 200 examples and a limit of 90 %."""
    generator = np.random.default_rng(8)
    n, limit = 200, 0.9
    counts = generator.binomial(n, limit, (trials, 10))
    holds = np.array([Proportion(k, n).p_value_above(limit) <= RISK for k in range(n + 1)])
    yield (
        "ten runs, one look: the first decides; plain: until one holds",
        *_means(holds[counts[:, 0]], holds[counts].any(axis=1)),
    )
    for looks in (2, 5):
        pooled = np.cumsum(counts[:, :looks], axis=1)
        sizes = n * np.arange(1, looks + 1)
        shared, plain = (
            np.stack(
                [_holds_at(size, limit, risk)[pooled[:, place]] for place, size in enumerate(sizes)], axis=1
            )
            for risk in (RISK / looks, RISK)
        )
        yield (
            f"{looks} looks, judged after each; plain: each at 5 %",
            *_means(shared.any(axis=1), plain.any(axis=1)),
        )
    for constraints in (3, 10):
        confirmed, plain = _family(counts[: trials // 2, :constraints], n, limit)
        yield (
            f"{constraints} constraints, any violated (Holm); plain: each by itself",
            *_means(confirmed, plain),
        )


def _holds_at(size: int, limit: float, risk: float) -> np.ndarray:
    return np.array([Proportion(count, size).p_value_above(limit) <= risk for count in range(size + 1)])


def _means(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    return float(first.mean()), float(second.mean())


def _family(counts: np.ndarray, n: int, limit: float) -> tuple[np.ndarray, np.ndarray]:
    """Whether any constraint is violated, with Holm's correction and without."""
    verdicts = {int(count): _verdict(int(count), n, limit) for count in np.unique(counts)}
    rows = [[verdicts[int(count)] for count in row] for row in counts]
    confirmed = [any(one.state == "violated" for one in confirmed_violations(row)) for row in rows]
    return np.array(confirmed), np.array([any(one.state == "violated" for one in row) for row in rows])


def _verdict(count: int, n: int, limit: float) -> Verdict:
    sample = Proportion(count, n)
    estimate = sample.estimate(CONFIDENCE)
    constraint = Constraint.model_validate({"require": f"recall >= {limit:g}"})
    state = "holds" if estimate.lower >= limit else "violated" if estimate.upper < limit else "undecided"
    assessment = Assessment("fresh", "", sample=sample, estimate=estimate, confidence=CONFIDENCE)
    return Verdict(BoundConstraint("d", constraint, "o", 0), state, "", assessment, (limit,))


def print_simulated(trials: int, jobs: int, only: str) -> int:
    cells = [place for place, cell in enumerate(all_cells()) if re.search(only, cell.name)]
    names = "f. holds", "f. viol.", "p. holds", "p. viol."
    print(f"\n{f'simulated, {trials} trials':88} " + " ".join(f"{name:>9}" for name in (*names, *names)))
    broken = 0
    with Pool(jobs) as pool:
        for name, ours, textbook in pool.imap(_simulate, [(place, trials) for place in cells]):
            broken += max(ours[:2]) > _allowed(trials)
            print(f"{name:88} " + " ".join(_shown(rates, trials) for rates in (ours, textbook)), flush=True)
    return broken


def _simulate(job: tuple[int, int]) -> tuple[str, list[float], list[float]]:
    cell, trials = all_cells()[job[0]], job[1]
    return cell.name, _rates(cell, judge_ours, trials), _rates(cell, judge_by_textbook, trials)


def _rates(cell: Cell, judge: Callable[[Cell, object], str], trials: int) -> list[float]:
    def said(shift: int, count: int) -> list[str]:
        drawn = (evidence_of(cell, Trial(cell.name, number, shift, "holds")) for number in range(count))
        return [judge(cell, evidence) for evidence in drawn]

    at_limit, clear = said(0, trials), max(1, trials // CLEAR_SHARE)
    return [
        at_limit.count("holds") / trials,
        at_limit.count("violated") / trials,
        said(1, clear).count("holds") / clear,
        said(-1, clear).count("violated") / clear,
    ]


def _allowed(trials: int) -> float:
    """Five per cent, and 3.09 standard errors of a simulation."""
    return RISK + 3.09 * float(np.sqrt(RISK * CONFIDENCE / trials))


def _shown(rates: list[float], trials: int) -> str:
    marks = ["!" if rate > _allowed(trials) else " " for rate in rates[:2]]
    false = " ".join(f"{rate:8.4f}{mark}" for rate, mark in zip(rates[:2], marks, strict=True))
    return false + " " + " ".join(f"{rate:9.2f}" for rate in rates[2:])


if __name__ == "__main__":
    sys.exit(main())

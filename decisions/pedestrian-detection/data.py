"""What detectors are asked: is this person found, does the robot slow down, where are the persons?

Photographs of COCO's validation half are asked about. Those of its training half set the thresholds of the detectors.
Each question holds the JPEG, as a camera gives it, and what its answer is held against. A detector sees the JPEG alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from photographs import NEAR, all_photographs

from buttress.bench import Dataset

if TYPE_CHECKING:
    from photographs import Photograph

SMALL = 96
"""Nobody is near on a photograph on which nobody is this tall, in pixels; between this and `NEAR` it is not asked."""


def persons() -> Dataset:
    """Asks for each person whether it is found, and for each photograph of nobody whether anybody is."""
    shots = all_photographs()
    asked: list[tuple[Photograph, int | None]] = []
    for shot in shots:
        everybody = shot.half == "val2017" and shot.persons
        asked += [(shot, place) for place in range(len(shot.persons))] if everybody else [(shot, None)]
    return Dataset(
        features=[
            _question(shot, "person" if place is not None else "anybody", place) for shot, place in asked
        ],
        labels=["nobody" if not shot.persons else "person" for shot, _ in asked],
        ids=[shot.name if place is None else f"{shot.name}-{place}" for shot, place in asked],
        columns={
            "picture": [shot.name for shot, _ in asked],
            "height": [0.0 if place is None else _height(shot, place) for shot, place in asked],
        },
        train=[shot.half != "val2017" for shot, _ in asked],
    )


def scenes() -> Dataset:
    """Asks for each photograph whether the robot slows down; those on which the tallest is neither are left out."""
    shots = [shot for shot in all_photographs() if shot.half != "val2017" or not SMALL <= shot.tallest < NEAR]
    return Dataset(
        features=[_question(shot, "pace", None) for shot in shots],
        labels=["slow" if shot.tallest >= NEAR else "go" for shot in shots],
        ids=[shot.name for shot in shots],
        columns={"tallest": [shot.tallest for shot in shots]},
        train=[shot.half != "val2017" for shot in shots],
    )


def boxes() -> Dataset:
    """Asks for the boxes of all persons."""
    shots = all_photographs()
    return Dataset(
        features=[_question(shot, "boxes", None) for shot in shots],
        labels=[[(*box, "person") for box in shot.persons] for shot in shots],
        ids=[shot.name for shot in shots],
        columns={"tallest": [shot.tallest for shot in shots]},
        train=[shot.half != "val2017" for shot in shots],
    )


def _question(shot: Photograph, ask: str, place: int | None) -> dict[str, Any]:
    return {"name": shot.name, "jpeg": shot.jpeg, "ask": ask, "persons": shot.persons, "place": place}


def _height(shot: Photograph, place: int) -> float:
    _, top, _, bottom = shot.persons[place]
    return bottom - top

"""Made-up pictures of a road from behind the windscreen, with the true course of the lane.

A pinhole camera 1.4 m above a flat road looks ahead; a picture has 108 rows and 192 columns of grey values from 0
to 1. The lane is 3.5 m wide. Its middle lies at ``offset + heading * z + curvature * z * z / 2`` metres beside the
camera at a distance of ``z`` metres. Lines are 15 cm wide; the right one is solid, the left one solid or dashed.
What makes it hard is drawn from the seed:

* light: day, or night with headlights;
* weather: dry, or rain, which takes contrast and adds streaks and mirrored lights;
* markings: fresh, or worn, so that pieces of both lines are missing and the rest is pale;
* shadows of trees across the road, bright joints of asphalt along it, and a car ahead that hides a part of the lines.

Everything is synthetic. Nothing in these pictures was ever in front of a camera.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

ROWS, COLUMNS = 108, 192
HORIZON, FOCAL, CAMERA_HEIGHT = 40.0, 170.0, 1.4
LANE, LINE = 3.5, 0.15
LOOK_AHEAD = 56
"""Row at which the middle of the lane is asked for, some fifteen metres ahead."""


@dataclass(frozen=True)
class Roads:
    """Pictures and what is true of each.

    Attributes:
        pictures: Grey values, shape (n, rows, columns).
        middle: Columns from the picture's middle to that of the lane, at the row of `LOOK_AHEAD`.
        columns: light, weather, markings and radius of the bend in metres, by name.
    """

    pictures: np.ndarray
    middle: np.ndarray
    columns: dict[str, list[object]] = field(default_factory=dict)


def make_roads(count: int, seed: int) -> Roads:
    """Gives so many pictures; the same seed gives the same ones."""
    random = np.random.default_rng(seed)
    drawn = [_draw(random) for _ in range(count)]
    pictures = np.stack([picture for picture, _ in drawn])
    facts = [fact for _, fact in drawn]
    columns: dict[str, list[object]] = {
        name: [fact[name] for fact in facts] for name in ("light", "weather", "markings", "radius")
    }
    return Roads(
        pictures,
        np.array([fact["middle"] for fact in facts]),
        columns,
    )


def _draw(random: np.random.Generator) -> tuple[np.ndarray, dict[str, object]]:
    night, rain, worn = random.random(3) < (0.35, 0.3, 0.4)
    offset, heading = random.uniform(-1.3, 1.3), random.normal(0, 0.02)
    curvature = 0.0 if random.random() < 0.4 else random.choice([-1, 1]) / random.uniform(80, 400)
    horizon = HORIZON + random.normal(0, 1.0)
    rows = np.arange(ROWS, dtype=np.float32)[:, None]
    columns = np.arange(COLUMNS, dtype=np.float32)[None, :] + 0.5 - COLUMNS / 2
    below = np.maximum(rows + 0.5 - horizon, 0.5)
    ahead = FOCAL * CAMERA_HEIGHT / below
    course = offset + heading * ahead + curvature * ahead**2 / 2
    beside = columns * ahead / FOCAL - course

    road, verge = random.uniform(0.25, 0.45), random.uniform(0.15, 0.6)
    grain = random.normal(0, 0.03, (ROWS, COLUMNS)).astype(np.float32)
    width = random.uniform(LANE * 1.6, LANE * 2.4)
    picture = np.where((beside < width) & (beside > -width), road, verge) + grain
    picture = _draw_lines(picture, beside, ahead, random, worn=bool(worn), width=width)
    picture = _draw_disturbances(picture, beside, ahead, random, night=bool(night))
    if random.random() < 0.3:
        picture = _draw_car(picture, course[:, 0], ahead[:, 0], random)
    sky = random.uniform(0.55, 0.95) + 0.1 * np.sin(columns / random.uniform(5, 40))
    picture = np.where(rows + 0.5 < horizon, sky + 3 * grain, picture)
    if night:
        picture = picture * (
            0.12 + 0.88 * np.exp(-((columns / 90) ** 2)) * np.minimum(1, 14 / ahead) * (rows + 0.5 >= horizon)
        )
    if rain:
        picture = _draw_rain(picture, random, night=bool(night))
    picture = np.clip(picture + random.normal(0, 0.015, picture.shape), 0, 1).astype(np.float32)

    at = FOCAL * CAMERA_HEIGHT / (LOOK_AHEAD + 0.5 - horizon)
    facts = {
        "light": "night" if night else "day",
        "weather": "rain" if rain else "dry",
        "markings": "worn" if worn else "fresh",
        "radius": float(1 / abs(curvature)) if curvature else 10_000.0,
        "middle": float((offset + heading * at + curvature * at**2 / 2) * FOCAL / at),
    }
    return picture, facts


def _draw_lines(
    picture: np.ndarray,
    beside: np.ndarray,
    ahead: np.ndarray,
    random: np.random.Generator,
    *,
    worn: bool,
    width: float,
) -> np.ndarray:
    bright = random.uniform(0.7, 0.95) * (random.uniform(0.6, 0.8) if worn else 1)
    phase = random.uniform(0, 9)
    dashed = random.random() < 0.5
    for place in (-LANE / 2, LANE / 2, width - 0.3, 0.3 - width):
        shown = np.ones_like(ahead)
        if place < 0 and dashed and place > -LANE:
            shown = ((ahead + phase) % 9 < 4.5).astype(np.float32)
        if worn:
            for _ in range(random.integers(2, 5)):
                begin = random.uniform(2, 25)
                shown = np.where((ahead > begin) & (ahead < begin + random.uniform(1, 5)), 0.1, shown)
        # A line that is narrower than a pixel is as much paler.
        pixel = ahead / FOCAL
        cover = np.clip(
            (LINE / 2 + pixel / 2 - np.abs(beside - place)) / pixel, 0, np.minimum(1, LINE / pixel)
        )
        picture = picture + (bright - picture) * cover * shown
    return picture


def _draw_disturbances(
    picture: np.ndarray, beside: np.ndarray, ahead: np.ndarray, random: np.random.Generator, *, night: bool
) -> np.ndarray:
    if random.random() < 0.4:  # a joint of asphalt along the road
        pixel = ahead / FOCAL
        joint = np.clip((0.04 + pixel / 2 - np.abs(beside - random.uniform(-1.4, 1.4))) / pixel, 0, 1)
        picture = picture + random.uniform(-0.15, 0.2) * joint
    if not night and random.random() < 0.5:
        for _ in range(random.integers(1, 4)):
            begin, slope = random.uniform(3, 30), random.uniform(-1.5, 1.5)
            shadow = np.abs(ahead - begin - slope * beside) < random.uniform(0.5, 3)
            picture = np.where(shadow, picture * random.uniform(0.4, 0.7), picture)
    return picture


def _draw_car(
    picture: np.ndarray, course: np.ndarray, ahead: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    distance = random.uniform(8, 40)
    bottom = int(np.argmin(np.abs(ahead - distance)))
    size = FOCAL / distance
    middle = COLUMNS / 2 + (course[bottom] + random.uniform(-0.4, 0.4)) * size
    left, right = (int(np.clip(middle + side * 0.9 * size, 0, COLUMNS)) for side in (-1, 1))
    top = max(0, int(bottom - 1.5 * size))
    picture = picture.copy()
    picture[top:bottom, left:right] = random.uniform(0.05, 0.9)
    picture[bottom - max(1, int(0.3 * size)) : bottom, left:right] = 0.08
    return picture


def _draw_rain(picture: np.ndarray, random: np.random.Generator, *, night: bool) -> np.ndarray:
    mean = picture.mean()
    picture = mean + (picture - mean) * random.uniform(0.45, 0.75)
    for column in random.integers(0, COLUMNS, random.integers(2, 7) if night else 0):
        picture[int(HORIZON) + 5 :, column] += random.uniform(0.1, 0.3)
    streaks = random.random(picture.shape) < 0.004
    return picture + 0.3 * (streaks | np.roll(streaks, 1, axis=0) | np.roll(streaks, 2, axis=0))

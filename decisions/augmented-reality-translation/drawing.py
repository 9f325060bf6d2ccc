"""Signs as the camera of the glasses sees them: a board with text somewhere in a street of plain shapes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 640, 360
"""The picture that is sent: as many pixels as the display has."""
QUALITY = 80
"""Of JPEG, from 1 to 95."""
FONTS = (
    ("font_roboto", "Roboto-Regular.ttf"),
    ("font_roboto", "Roboto-Bold.ttf"),
    ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
    ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    ("font_hanken_grotesk", "HankenGrotesk-Medium.otf"),
)
PAINTS = (
    ((250, 250, 245), (20, 20, 25)),
    ((0, 90, 50), (250, 250, 250)),
    ((0, 60, 140), (250, 250, 250)),
    ((180, 20, 25), (250, 245, 240)),
    ((245, 200, 20), (20, 20, 20)),
    ((120, 85, 55), (240, 230, 210)),
    ((205, 205, 200), (95, 95, 100)),
)
"""Board and text; the last pair has little contrast, as weathered signs have."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign and how it is seen.

    Attributes:
        lines: The text.
        size: Size of the type in pixels of the picture.
        slant: How far the farther edge of the board is shortened, as a share; 0 when seen from the front.
    """

    lines: Sequence[str]
    size: int
    slant: float = 0.0


def draw(sign: Sign, dice: np.random.Generator) -> Image.Image:
    """Gives a picture of a sign; font, paint, place and surroundings are drawn by lot."""
    picture = _street(dice)
    board = _slant(_board(sign, dice), sign.slant, mirrored=bool(dice.integers(2)))
    left = int(dice.integers(0, max(1, WIDTH - board.width)))
    top = int(dice.integers(0, max(1, HEIGHT - board.height)))
    picture.paste(board, (left, top), board)
    return picture


def encode(picture: Image.Image) -> bytes:
    """Gives a picture as JPEG."""
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=QUALITY)
    return stream.getvalue()


def decode(jpeg: bytes) -> np.ndarray:
    """Gives the red, green and blue values of a JPEG from 0 to 255, shape (height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))


def _board(sign: Sign, dice: np.random.Generator) -> Image.Image:
    package, name = FONTS[dice.integers(len(FONTS))]
    font = ImageFont.truetype(str(files(package) / "files" / name), sign.size)
    ground, ink = PAINTS[dice.integers(len(PAINTS))]
    text = "\n".join(line.upper() if dice.integers(3) == 0 else line for line in sign.lines)
    measure = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    left, top, right, bottom = measure.multiline_textbbox((0, 0), text, font=font, align="center")
    edge = sign.size // 2 + 2
    board = Image.new("RGBA", (int(right - left) + 2 * edge, int(bottom - top) + 2 * edge), (*ground, 255))
    pen = ImageDraw.Draw(board)
    pen.multiline_text((edge - left, edge - top), text, font=font, fill=(*ink, 255), align="center")
    return board


def _slant(board: Image.Image, slant: float, *, mirrored: bool) -> Image.Image:
    """Shortens one upright edge of a board, as when it is seen from the side."""
    if not slant:
        return board
    width, height = board.size
    shown = max(2, round(width * (1 - slant / 2)))
    drop = height * slant / 2
    corners = [(0, 0), (0, height), (shown, height - drop), (shown, drop)]
    if mirrored:
        corners = [(0, drop), (0, height - drop), (shown, height), (shown, 0)]
    source = [(0, 0), (0, height), (width, height), (width, 0)]
    return board.transform(
        (shown, height), Image.Transform.PERSPECTIVE, _perspective(corners, source), Image.Resampling.BICUBIC
    )


def _perspective(seen: Sequence[tuple[float, float]], source: Sequence[tuple[float, float]]) -> list[float]:
    """Gives the eight coefficients that lead from four points of the result back to four of the source."""
    rows, values = [], []
    for (x, y), (u, v) in zip(seen, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(one) for one in np.linalg.solve(np.array(rows), np.array(values))]


def _street(dice: np.random.Generator) -> Image.Image:
    """Gives surroundings: a slope of light, walls and windows in plain colours, and grain."""
    slope = np.linspace(*dice.uniform(90, 200, 2), HEIGHT)[:, None, None]
    ground = np.clip(slope + dice.uniform(-30, 30, 3), 0, 255) * np.ones((HEIGHT, WIDTH, 1))
    picture = Image.fromarray(ground.astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    for _ in range(14):
        left, top = dice.integers(-60, WIDTH), dice.integers(-60, HEIGHT)
        wide, high = dice.integers(20, 180, 2)
        colour = tuple(int(one) for one in dice.integers(40, 220, 3))
        pen.rectangle([int(left), int(top), int(left + wide), int(top + high)], fill=colour)
    grain = dice.normal(0.0, 3.5, (HEIGHT, WIDTH, 1))
    return Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))

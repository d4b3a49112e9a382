"""The letters of a PDF page as PDFium places them, turned upright and grouped into pieces."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from documents.reading.words import Piece

MOST_LETTERS = 100_000  # per page; an honest page has under 20,000
GAP = 0.14  # a gap wider than this share of the letter height parts two words
BACK = 0.6  # so far back, as a share of the letter height, and another piece begins
RISE = 0.3  # a baseline that shifts by this share of the letter height begins another piece
TURN_SHARE = 0.6  # a page is turned when this share of its letters stands the other way
TURN_LETTERS = 30  # and when it has this many letters

_Array = npt.NDArray[np.float64]
_Codes = npt.NDArray[np.int64]
_address = ctypes.c_void_p


def _plain(function: Any, *arguments: Any) -> Any:
    """Return a PDFium function that takes plain addresses: a third of the binding's cost per call."""
    return ctypes.CFUNCTYPE(*arguments)(ctypes.cast(function, _address).value or 0)


_unicode = _plain(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _address, ctypes.c_int)
_generated = _plain(pdfium.FPDFText_IsGenerated, ctypes.c_int, _address, ctypes.c_int)
_angle = _plain(pdfium.FPDFText_GetCharAngle, ctypes.c_float, _address, ctypes.c_int)
_loose = _plain(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, _address, ctypes.c_int, _address)
_tight = _plain(pdfium.FPDFText_GetCharBox, ctypes.c_int, _address, ctypes.c_int, *[_address] * 4)
_origin = _plain(pdfium.FPDFText_GetCharOrigin, ctypes.c_int, _address, ctypes.c_int, *[_address] * 2)


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The letters of one page in the order of the file; boxes in the page's own space (points, y upward).

    `loose` and `tight` have one row (left, bottom, right, top) per letter; `spaced` is true where a
    space stands before the letter; `angle` is the clockwise turn of the letter in degrees.
    """

    texts: list[str]
    loose: _Array
    tight: _Array
    origin: _Array
    angle: _Array
    spaced: npt.NDArray[np.bool_]
    unmapped: int


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page's own space lies on the upright page: its visible area and the clockwise turn."""

    left: float
    bottom: float
    width: float
    height: float
    turn: int  # 0, 90, 180 or 270

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height of the upright page in points."""
        return (self.height, self.width) if self.turn % 180 else (self.width, self.height)

    def points(self, x: _Array, y: _Array) -> tuple[_Array, _Array]:
        """Return points of the page's own space as distances from the upright page's top left."""
        across, up = x - self.left, y - self.bottom
        if self.turn == 90:
            return up, across
        if self.turn == 180:
            return self.width - across, up
        if self.turn == 270:
            return self.height - up, self.width - across
        return across, self.height - up

    def boxes(self, boxes: _Array) -> _Array:
        """Return rows (left, top, right, bottom) for rows (left, bottom, right, top) of the page's space."""
        x0, y0 = self.points(boxes[:, 0], boxes[:, 1])
        x1, y1 = self.points(boxes[:, 2], boxes[:, 3])
        return np.stack(
            [np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)], axis=1
        )


def read_glyphs(textpage: Any) -> Glyphs:
    """Return the visible letters of a pypdfium2 text page; spaces that PDFium made up are left out."""
    handle = ctypes.cast(textpage.raw, _address)
    codes = _codes(textpage, handle)
    codes = np.where(np.isin(codes, _HYPHENS), 0x2D, codes)
    blank = (codes <= 32) | np.isin(codes, _BLANKS) | ((codes >= 0x2000) & (codes <= 0x200B))
    leader = _leaders(codes)
    indexes = np.flatnonzero(~(blank | leader))
    loose, tight, origin, angle = _measured(handle, indexes.tolist())
    return Glyphs(
        texts=[_LETTERS.get(code) or chr(code) for code in codes[indexes].tolist()],
        loose=loose.astype(np.float64)[:, [0, 3, 2, 1]],  # PDFium gives left, top, right, bottom
        tight=tight,
        origin=origin,
        angle=np.degrees(angle) % 360,
        spaced=_spaced(handle, codes, blank, leader),
        unmapped=int(np.count_nonzero(codes == 0) + np.count_nonzero(_strange(codes[indexes]))),
    )


_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_SYMBOLS = {
    0xF0A8: "☐",
    0xF06F: "☐",
    0xF071: "☐",
    0xF0FC: "✓",
    0xF0FE: "☑",
    0xF0FD: "☒",
    0xF0B7: "•",
}  # Wingdings
_LETTERS = _LIGATURES | _SYMBOLS
_HYPHENS = (0x02, 0xAD, 0xFFFE)  # PDFium's signs for a hyphen at the end of a line
_BLANKS = (0xA0, 0x202F, 0x205F, 0x3000, 0xFEFF, 0xFFFF)


_LEADER = re.compile(r"[.…·_]{4,}")


def _leaders(codes: _Codes) -> npt.NDArray[np.bool_]:
    """Tell the dots and lines that lead the eye from a label to its value: they are no letters of either."""
    result = np.zeros(len(codes), dtype=np.bool_)
    for match in _LEADER.finditer("".join(map(chr, codes.tolist()))):
        result[match.start() : match.end()] = True
    return result


def invisible(textpage: Any) -> bool:
    """Tell by a sample whether most letters of a text page are not drawn at all."""
    count = min(max(textpage.count_chars(), 0), MOST_LETTERS)
    sample = range(0, count, max(1, count // 12))
    objects = [pdfium.FPDFText_GetTextObject(textpage, index) for index in sample]
    modes = [pdfium.FPDFTextObj_GetTextRenderMode(item) for item in objects if item]
    return 2 * modes.count(pdfium.FPDF_TEXTRENDERMODE_INVISIBLE) > len(modes)


def _codes(textpage: Any, handle: Any) -> _Codes:
    """Return the code point of each letter: all at once where no letter takes two units, else one by one."""
    count = min(max(textpage.count_chars(), 0), MOST_LETTERS)
    if not count:
        return np.zeros(0, dtype=np.int64)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(textpage, 0, count, buffer)
    codes = np.frombuffer(buffer, dtype=np.uint16)[:count].astype(np.int64)
    if written == count + 1 and not np.any((codes >= 0xD800) & (codes < 0xE000)):
        return codes
    codes = np.array([_unicode(handle, index) for index in range(count)], dtype=np.int64)
    return np.where(codes < 0x110000, codes, 0xFFFD)


def _measured(handle: Any, indexes: list[int]) -> tuple[npt.NDArray[np.float32], _Array, _Array, _Array]:
    """Ask for boxes, origins and angles; an angle holds until the next space, which saves calls."""
    kept = len(indexes)
    loose, tight = np.zeros((kept, 4), dtype=np.float32), np.zeros((kept, 4))
    origin, angles = np.zeros((kept, 2)), [0.0] * kept
    loose_at, tight_at, origin_at = loose.ctypes.data, tight.ctypes.data, origin.ctypes.data
    expected, angle = -1, 0.0
    for row, index in enumerate(indexes):
        _loose(handle, index, loose_at)
        _tight(handle, index, tight_at, tight_at + 16, tight_at + 8, tight_at + 24)
        _origin(handle, index, origin_at, origin_at + 8)
        if index != expected:
            angle = _angle(handle, index)
        angles[row] = angle
        expected = index + 1
        loose_at, tight_at, origin_at = loose_at + 16, tight_at + 32, origin_at + 16
    return loose, tight, origin, np.array(angles)


def _spaced(
    handle: Any, codes: _Codes, blank: npt.NDArray[np.bool_], leader: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Tell which letters follow a space that the file itself holds, or a leader."""
    real = np.concatenate([[False], leader]).astype(np.int64)
    for index in np.flatnonzero(blank & (codes >= 32)).tolist():
        real[index + 1] = not _generated(handle, index)
    before = np.cumsum(real)[np.flatnonzero(~(blank | leader))]
    return np.diff(before, prepend=0) > 0


def _strange(codes: _Codes) -> npt.NDArray[np.bool_]:
    """Tell codes that stand for no letter: controls, the replacement sign, private use, half surrogates."""
    controls = (codes >= 0x7F) & (codes < 0xA0)
    private = ((codes >= 0xD800) & (codes <= 0xF8FF)) | (codes >= 0xF0000)
    return np.asarray(controls | private | (codes == 0xFFFD))


def upright_turn(glyphs: Glyphs, rotation: int) -> int:
    """Return the clockwise turn (0, 90, 180, 270) under which the page reads upright.

    Args:
        glyphs: the page's letters.
        rotation: the turn that the file itself asks for (/Rotate); it stands unless most letters disagree.
    """
    if len(glyphs.texts) < TURN_LETTERS:
        return rotation
    quarters = np.round(glyphs.angle / 90).astype(int) % 4
    counts = np.bincount(quarters, minlength=4)
    best = int(np.argmax(counts))
    return (360 - 90 * best) % 360 if counts[best] >= TURN_SHARE * len(quarters) else rotation


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where the letters lie on the upright page; one row per letter, lengths from the top left in points."""

    loose: _Array
    ink: _Array
    lean: _Array  # clockwise degrees as shown, -180 to 180
    upright: npt.NDArray[np.bool_]
    along: _Array  # where the letter begins and ends on its own line
    baseline: _Array  # how far down its own line lies
    height: _Array


def pieces_of(glyphs: Glyphs, frame: Frame) -> tuple[list[Piece], list[list[Piece]]]:
    """Group letters into pieces.

    Returns:
        The pieces that stand upright, in the order of the file, and the lines that do not, each in its
        own order.
    """
    if not glyphs.texts:
        return [], []
    placed = _place(glyphs, frame)
    starts = _starts(glyphs, placed)
    pieces = _gather(glyphs, placed, starts)
    rows = starts.tolist()
    straight = [piece for piece, row in zip(pieces, rows, strict=True) if placed.upright[row]]
    return straight, _aside(pieces, rows, placed)


def _place(glyphs: Glyphs, frame: Frame) -> _Placed:
    loose, tight = frame.boxes(glyphs.loose), frame.boxes(glyphs.tight)
    inked = ((tight[:, 2] - tight[:, 0]) > 0) & ((tight[:, 3] - tight[:, 1]) > 0)
    lean = (glyphs.angle + frame.turn + 180) % 360 - 180
    upright = np.abs(lean) <= 30
    x, y = frame.points(glyphs.origin[:, 0], glyphs.origin[:, 1])
    angle = np.where(upright, 0.0, np.radians(lean))
    start = x * np.cos(angle) + y * np.sin(angle)
    height = _heights(loose, tight, upright)
    return _Placed(
        loose=loose,
        ink=np.where(inked[:, None], tight, loose),
        lean=lean,
        upright=upright,
        along=_along(loose, lean, start, height),
        baseline=y * np.cos(angle) - x * np.sin(angle),
        height=height,
    )


def _along(loose: _Array, lean: _Array, start: _Array, height: _Array) -> _Array:
    """Return where each letter begins and ends on its line; letters aslant are taken half as wide as high."""
    along = np.stack([start, start + 0.5 * height], axis=1)
    runs = {0: loose[:, [0, 2]], 90: loose[:, [1, 3]], 180: -loose[:, [2, 0]], -90: -loose[:, [3, 1]]}
    for turn, extent in runs.items():
        near = np.abs((lean - turn + 180) % 360 - 180) <= (30 if turn == 0 else 5)
        along = np.where(near[:, None], extent, along)
    return along


def _heights(loose: _Array, tight: _Array, upright: npt.NDArray[np.bool_]) -> _Array:
    """Return the letter heights; where the font states none, that of the ink or of the other letters."""
    tall = loose[:, 3] - loose[:, 1]
    height = np.where(upright, tall, np.minimum(loose[:, 2] - loose[:, 0], tall))
    height = np.where(height > 0.1, height, tight[:, 3] - tight[:, 1])
    known = height[height > 0.1]
    middle = float(np.median(known)) if len(known) else 10.0
    return np.where(height > 0.1, np.minimum(height, 40 * middle), middle)


def _starts(glyphs: Glyphs, placed: _Placed) -> npt.NDArray[np.intp]:
    lean, along, baseline = placed.lean, placed.along, placed.baseline
    low = np.minimum(placed.height[1:], placed.height[:-1])
    gap = along[1:, 0] - along[:-1, 1]
    turned = np.abs((lean[1:] - lean[:-1] + 180) % 360 - 180) > 15
    aslant = np.abs(lean[1:] - 90 * np.round(lean[1:] / 90)) > 5
    apart = np.where(aslant & ~placed.upright[1:], gap > 3 * low, (gap > GAP * low) | (gap < -BACK * low))
    shifted = np.abs(baseline[1:] - baseline[:-1]) > RISE * low
    ligature = np.all(np.abs(glyphs.origin[1:] - glyphs.origin[:-1]) < 0.01, axis=1)  # "fi" is one glyph
    starts = (glyphs.spaced[1:] | turned | apart | shifted) & ~ligature
    return np.flatnonzero(np.concatenate([[True], starts]))


def _gather(glyphs: Glyphs, placed: _Placed, starts: npt.NDArray[np.intp]) -> list[Piece]:
    ink = placed.ink
    left, top = np.minimum.reduceat(ink[:, 0], starts), np.minimum.reduceat(ink[:, 1], starts)
    right, bottom = np.maximum.reduceat(ink[:, 2], starts), np.maximum.reduceat(ink[:, 3], starts)
    end = np.maximum.reduceat(placed.along[:, 1], starts)
    height = np.maximum.reduceat(placed.height, starts)
    begin, baseline = placed.along[starts, 0], placed.baseline[starts]
    columns = (left, top, right, bottom, begin, end, baseline, height)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    bounds = [*starts.tolist(), len(glyphs.texts)]
    spaced = [*glyphs.spaced.tolist(), True]
    return [
        Piece("".join(glyphs.texts[start:stop]), a, b, c, d, e, f, g, h, joins=not spaced[stop])
        for start, stop, (a, b, c, d, e, f, g, h) in zip(bounds[:-1], bounds[1:], rows, strict=True)
    ]


def _aside(pieces: list[Piece], starts: list[int], placed: _Placed) -> list[list[Piece]]:
    lines: list[list[Piece]] = []
    last: int | None = None
    for piece, row in zip(pieces, starts, strict=True):
        if placed.upright[row]:
            continue
        follows = (
            last is not None
            and math.isclose(placed.lean[row], placed.lean[last], abs_tol=15)
            and abs(placed.baseline[row] - placed.baseline[last]) < RISE * placed.height[row]
        )
        if follows:
            lines[-1].append(piece)
        else:
            lines.append([piece])
        last = row
    return lines

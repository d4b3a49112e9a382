"""Words from a picture of a page: RapidOCR, with its models inside the wheel."""

from __future__ import annotations

import functools
import logging
import math
import os
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from documents.reading.types import PageText, TextSource
from documents.reading.words import Piece, compose

DPI = 200  # what a PDF page is drawn at for OCR; Source: research, measured 150 against 200
MAX_PIXELS = 2_900_000  # an A4 page at 170 dpi; larger pictures cost time and gain nothing
MAX_SIDE = 8000
DETECTOR_SIDE = 736  # the detector wants the shorter side at least so long
LEAST_SCORE = 0.5  # lines under this are noise
VOTERS = 24  # so many lines decide which way up the page is
UPRIGHT = 1.5  # a box that is so many times taller than wide holds sideways text
INK_SHARE = 0.12  # detection boxes stand off the ink by this share of their height, above and below
THREADS = "READING_OCR_THREADS"

_Array = npt.NDArray[np.float64]
_Pixels = npt.NDArray[np.uint8]
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3002: 0x2E, 0x3001: 0x2C, 0x3000: 0x20}


def ocr_page(image: Image.Image, number: int) -> PageText:
    """Return the words of a page picture; places are on the upright page.

    Args:
        image: the page in RGB.
        number: the page's number, from 1.
    """
    return ocr_upright(image, number)[0]


def ocr_upright(image: Image.Image, number: int) -> tuple[PageText, int]:
    """Return the words of a page picture and the clockwise turn in degrees that sets it upright."""
    pixels, scale = _scaled(image)
    boxes, crops = _detect(pixels)
    turn = _turn(boxes, crops)
    if turn:
        pixels = np.ascontiguousarray(np.rot90(pixels, k=-(turn // 90)))
        boxes, crops = _detect(pixels)
    height, width = pixels.shape[:2]
    size = (width / scale, height / scale)
    pieces = list(_pieces(boxes / scale, _recognise(boxes, crops)))
    return compose(number, size, pieces, source=TextSource.OCR), turn


def _scaled(image: Image.Image) -> tuple[_Pixels, float]:
    """Return the pixels as the engine wants them (blue first) and by how much they were shrunk."""
    image = image.convert("RGB")
    scale = min(1.0, math.sqrt(MAX_PIXELS / (image.width * image.height)), MAX_SIDE / max(image.size))
    if scale < 1.0:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.LANCZOS if scale > 0.5 else Image.Resampling.BOX)
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1]), scale


@functools.cache
def _engine() -> Any:
    """Load the models once per process; nothing is downloaded, nothing is logged."""
    from rapidocr import RapidOCR  # noqa: PLC0415  # costs a second: only where a page needs it

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    threads = int(os.environ.get(THREADS, "1"))
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _detect(pixels: _Pixels) -> tuple[_Array, list[_Pixels]]:
    """Return the corners of each line of text, shape (n, 4, 2), and its picture set level."""
    from rapidocr.main import RapidOCRError  # noqa: PLC0415  # as above

    engine = _engine()
    height, width = pixels.shape[:2]
    short = min(height, width)
    roomy = math.sqrt(1.2 * MAX_PIXELS / (height * width))
    detector = engine._load_det_model()  # noqa: SLF001  # the only way to bound what slim pictures grow to
    detector.limit_side_len = max(short, int(short * min(DETECTOR_SIDE / short, roomy)))
    record: dict[str, Any] = {}
    try:
        crops, found = engine.detect_and_crop(pixels, record)
    except RapidOCRError:  # says that there is no text
        return np.zeros((0, 4, 2)), []
    boxes = np.array(found.boxes, dtype=np.float64)
    boxes -= [record["padding_1"]["left"], record["padding_1"]["top"]]
    return np.clip(boxes, 0, [width, height]), crops


def _shapes(boxes: _Array) -> tuple[_Array, _Array]:
    """Return length along the top edge and down the left edge of each box."""
    return np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1), np.linalg.norm(
        boxes[:, 3] - boxes[:, 0], axis=1
    )


def _turn(boxes: _Array, crops: Sequence[_Pixels]) -> int:
    """Return the clockwise turn that sets the page upright, by the vote of its longest lines."""
    if not len(boxes):
        return 0
    across, down = _shapes(boxes)
    sideways = down >= UPRIGHT * across
    slim = np.maximum(across, down) / np.maximum(np.minimum(across, down), 1.0)
    weight = np.maximum(across, down) * (slim >= 2)
    lying = bool(weight[sideways].sum() > weight[~sideways].sum())
    voters = np.argsort(-weight * (sideways == lying))[:VOTERS]
    flipped = sum(_flips([crops[row] for row in voters])) > 0.5 * len(voters)
    if lying:  # the engine has turned these crops to the left already
        return 90 if flipped else 270
    return 180 if flipped else 0


def _flips(crops: list[_Pixels]) -> list[bool]:
    """Tell of each line whether it stands on its head."""
    if not crops:
        return []
    _, result = _engine().cls_and_rotate(crops)
    return [label == "180" and score > 0.5 for label, score in result.cls_res]


def _recognise(boxes: _Array, crops: list[_Pixels]) -> list[tuple[str, list[float], list[float], float]]:
    """Read each line.

    Returns:
        Text, where each letter stands (0 to 1 along the line), how sure each sign is (spaces too),
        and how sure the whole is.
    """
    if not crops:
        return []
    across, down = _shapes(boxes)
    lying = np.flatnonzero(down >= UPRIGHT * across).tolist()
    for row, flip in zip(lying, _flips([crops[row] for row in lying]), strict=True):
        if flip:
            crops[row] = np.ascontiguousarray(crops[row][::-1, ::-1])
    result = _engine().recognize_txt(crops)
    lines = []
    for text, score, info in zip(result.txts, result.scores, result.word_results, strict=True):
        columns = [column for word in info.word_cols for column in word]
        places = [(column + 0.5) / max(info.line_txt_len, 1.0) for column in columns]
        lines.append((text.translate(_WIDTHS), places, list(info.confs), float(score)))
    return lines


def _pieces(boxes: _Array, lines: Sequence[tuple[str, list[float], list[float], float]]) -> Iterator[Piece]:
    slope = _slope(boxes)
    for box, (text, places, scores, score) in zip(boxes, lines, strict=True):
        if score >= LEAST_SCORE and text.strip():
            yield from _words(box, text, places, scores, slope)


def _slope(boxes: _Array) -> float:
    """Return how far lines fall per unit of width (median of the long ones): scans are rarely straight."""
    across, down = _shapes(boxes)
    long = boxes[(across > 4 * down) & (across > 0)]
    if len(long) < 3:
        return 0.0
    run = np.maximum(long[:, 1, 0] - long[:, 0, 0], 1.0)
    return float(np.clip(np.median((long[:, 1, 1] - long[:, 0, 1]) / run), -0.3, 0.3))


def _words(box: _Array, text: str, places: list[float], scores: list[float], slope: float) -> Iterator[Piece]:
    """Split a line at its spaces; each word gets its share of the line's box by where its letters stand."""
    lying = np.linalg.norm(box[3] - box[0]) >= UPRIGHT * np.linalg.norm(box[1] - box[0])
    corners = np.roll(box, -1, axis=0) if lying else box  # of sideways text the line runs down or up
    height = float(np.linalg.norm(corners[3] - corners[0]))
    for start, stop, letter in _spans(text):
        middle = places[letter : letter + stop - start]
        if not middle:
            return
        begin, end = _extent(places, letter, letter + stop - start)
        quad = [
            _between(corners[a], corners[b], at)
            for a, b, at in ((0, 1, begin), (0, 1, end), (3, 2, begin), (3, 2, end))
        ]
        xs, ys = [float(point[0]) for point in quad], [float(point[1]) for point in quad]
        inset = INK_SHARE * height if not lying else 0.0
        sure = scores[start:stop]
        yield Piece(
            text[start:stop],
            min(xs),
            min(ys) + inset,
            max(xs),
            max(ys) - inset,
            min(xs),
            max(xs),
            baseline=(ys[2] + ys[3]) / 2 - slope * (xs[2] + xs[3]) / 2,
            height=height,
            confidence=round(sum(sure) / len(sure), 4) if sure else 0.0,
        )


def _spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield start and stop of each word, and how many letters (spaces not counted) stand before it."""
    letters = start = 0
    for stop in range(len(text) + 1):
        if stop == len(text) or text[stop].isspace():
            if stop > start:
                yield start, stop, letters
                letters += stop - start
            start = stop + 1


def _extent(places: list[float], first: int, stop: int) -> tuple[float, float]:
    """Return where some letters begin and end along the line, at most halfway to their neighbours."""
    last = min(stop, len(places)) - 1
    pitch = (places[-1] - places[0]) / max(len(places) - 1, 1) or 0.5
    if last > first:
        pitch = (places[last] - places[first]) / (last - first)
    begin, end = places[first] - 0.6 * pitch, places[last] + 0.6 * pitch
    if first:
        begin = max(begin, (places[first - 1] + places[first]) / 2)
    if last + 1 < len(places):
        end = min(end, (places[last] + places[last + 1]) / 2)
    return max(0.0, min(begin, 1.0)), max(0.0, min(end, 1.0))


def _between(first: _Array, second: _Array, share: float) -> _Array:
    return first + (second - first) * share

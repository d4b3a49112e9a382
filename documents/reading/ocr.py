"""Words from a picture of a page: RapidOCR, with its models inside the wheel."""

from __future__ import annotations

import functools
import logging
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from documents.reading.ocr_lines import OcrLine, rows_of_lines
from documents.reading.types import PageText, TextSource
from documents.reading.words import compose

DPI = 200  # what a PDF page is drawn at for OCR; at 150 German words are 0.4 % worse (measured)
MAX_PIXELS = 2_900_000  # an A4 page at 170 dpi; larger pictures cost time and gain nothing
MAX_SIDE = 8000
LEAST_SIDE = 96  # the detector stretches slimmer pictures beyond all measure
DETECTOR_SIDE = 736  # the detector wants the shorter side at least so long
LEAST_SCORE = 0.5  # lines under this are noise
VOTERS = 24  # so many lines decide which way up the page is
CLEAR_VOTE = 0.1  # a smaller minority than this is a clear vote
READERS = 6  # so many lines are read both ways where it is not
UPRIGHT = 1.5  # a box that is so many times taller than wide holds sideways text
LEAST_CONTRAST = 24  # of 255, between the darkest and the lightest dot
THREADS = 1  # two workers of one thread each read a third more pages than one of two (measured)

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
    if np.ptp(np.asarray(image.convert("L"))) < LEAST_CONTRAST:  # a blank page
        return compose(number, image.size, [], source=TextSource.OCR), 0
    pixels, scale = _scaled(image)
    boxes, crops = _detect(pixels)
    turn = _turn(boxes, crops)
    if turn:
        pixels = np.ascontiguousarray(np.rot90(pixels, k=-(turn // 90)))
        boxes, crops = _detect(pixels)
    width, height = image.size[::-1] if turn % 180 else image.size
    rows, aside = rows_of_lines(_recognise(boxes, crops, scale))
    return compose(number, (width, height), rows, source=TextSource.OCR, aside=aside), turn


def _scaled(image: Image.Image) -> tuple[_Pixels, float]:
    """Return the pixels as the engine wants them (blue first) and by how much they were shrunk."""
    image = image.convert("RGB")
    scale = min(1.0, math.sqrt(MAX_PIXELS / (image.width * image.height)), MAX_SIDE / max(image.size))
    if scale < 1.0:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.LANCZOS if scale > 0.5 else Image.Resampling.BOX)
    margin = [(0, max(0, LEAST_SIDE - side)) for side in (image.height, image.width)]
    pixels = np.pad(np.asarray(image), [*margin, (0, 0)], constant_values=255)
    return np.ascontiguousarray(pixels[:, :, ::-1]), scale


@functools.cache
def _engine() -> Any:
    """Load the models once per process; nothing is downloaded, nothing is logged."""
    from rapidocr import RapidOCR  # noqa: PLC0415  # costs a second: only where a page needs it

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "Global.use_vertical_padding": False,  # it makes wide pictures many times larger
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
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
    try:
        crops, found = engine.detect_and_crop(pixels, {})
    except RapidOCRError:  # says that there is no text
        return np.zeros((0, 4, 2)), []
    return np.clip(np.array(found.boxes, dtype=np.float64), 0, [width, height]), crops


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
    flipped = _on_their_heads([crops[row] for row in voters])
    if lying:  # the engine has turned these crops to the left already
        return 90 if flipped else 270
    return 180 if flipped else 0


def _on_their_heads(crops: list[_Pixels]) -> bool:
    """Tell whether most lines stand on their heads; of a close vote, as they read better."""
    share = sum(_flips(crops)) / len(crops)
    if share <= CLEAR_VOTE or share >= 1 - CLEAR_VOTE:
        return share > 0.5
    few = crops[:READERS]
    turned = [np.ascontiguousarray(crop[::-1, ::-1]) for crop in few]
    scores = _engine().recognize_txt(few + turned).scores
    return bool(sum(scores[len(few) :]) > sum(scores[: len(few)]))


def _flips(crops: list[_Pixels]) -> list[bool]:
    """Tell of each line whether it stands on its head."""
    if not crops:
        return []
    _, result = _engine().cls_and_rotate(crops)
    return [label == "180" and score > 0.5 for label, score in result.cls_res]


def _recognise(boxes: _Array, crops: list[_Pixels], scale: float) -> list[OcrLine]:
    """Read each line; corners are in the pixels of the picture as it came."""
    if not crops:
        return []
    across, down = _shapes(boxes)
    sideways = down >= UPRIGHT * across
    lying = np.flatnonzero(sideways).tolist()
    upward = dict(zip(lying, _flips([crops[row] for row in lying]), strict=True))
    crops = [crop[::-1, ::-1] if upward.get(row) else crop for row, crop in enumerate(crops)]
    result = _engine().recognize_txt([np.ascontiguousarray(crop) for crop in crops])
    lines = []
    for row, (text, score, info) in enumerate(
        zip(result.txts, result.scores, result.word_results, strict=True)
    ):
        if score < LEAST_SCORE or not text.strip():
            continue
        columns = [column for word in info.word_cols for column in word]
        places = [(column + 0.5) / max(info.line_txt_len, 1.0) for column in columns]
        # The engine sets sideways lines level by turning them to the left: their top edge is at the right.
        corners = np.roll(boxes[row], 1 if upward[row] else -1, axis=0) if row in upward else boxes[row]
        lines.append(
            OcrLine(corners / scale, text.translate(_WIDTHS), places, list(info.confs), bool(sideways[row]))
        )
    return lines

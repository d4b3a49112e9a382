"""From features to a type: the model's probabilities, and doubt where a document says little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from documents.reading.classify.features import Features, vectorise
from documents.reading.classify.model import Model, shipped_model
from documents.reading.types import Classified, DocumentType, Format, PageText

DATA_IS_SURE = 0.99  # the format itself says what it carries
MOST_FOR_OTHER = 0.55  # "nothing that I know" is for a person to confirm
_FEW_CUES = 0.5  # below so many cues, nothing stands for the answer but the shape of the lines
_ENOUGH_CUES = 3.0
_CUE_WEIGHTS = {"title": 3.0, "balance": 1.0, "strong": 1.0, "weak": 0.25}
_ALTERNATIVES = 3
_WORTH_NAMING = 0.01
_BY_FORMAT = {
    Format.OFX: DocumentType.BANK_STATEMENT,
    Format.QIF: DocumentType.BANK_STATEMENT,
    Format.MT940: DocumentType.BANK_STATEMENT,
    Format.CAMT: DocumentType.BANK_STATEMENT,
    Format.EINVOICE: DocumentType.INVOICE,
}


def classify(pages: Sequence[PageText], file_format: Format, *, model: Model | None = None) -> Classified:
    """Say what type a document is, how surely, and what else it could be.

    Args:
        pages: the words of the document, in order; none for an empty file.
        file_format: formats that carry only one type decide at once.
        model: another model than the shipped one.

    Returns:
        The type with its calibrated probability. OTHER is never surer than `MOST_FOR_OTHER`: a document
        that says nothing known goes to a person, and so does one with hardly a cue.
    """
    if file_format in _BY_FORMAT:
        return Classified(_BY_FORMAT[file_format], DATA_IS_SURE, model=f"format:{file_format}")
    chosen = model or shipped_model()
    return decide(vectorise(pages), chosen)


def decide(features: Features, model: Model) -> Classified:
    """Turn the features of a document into its type by a model."""
    probabilities = _doubted(model.probabilities(features.values), features)
    ranked = sorted(probabilities.items(), key=lambda item: -item[1])
    label, confidence = ranked[0]
    if label is DocumentType.OTHER:
        confidence = min(confidence, MOST_FOR_OTHER)
    others = tuple(
        (other, round(share, 4)) for other, share in ranked[1 : _ALTERNATIVES + 1] if share >= _WORTH_NAMING
    )
    return Classified(label, round(confidence, 4), model=f"cues:{model.version}", alternatives=others)


def cue_weights(features: Features) -> dict[str, float]:
    """Return how much of each type's own vocabulary a document holds, by group."""
    weights: dict[str, float] = defaultdict(float)
    for group, level, _ in {(hit.group, hit.level, hit.phrase) for hit in features.hits}:
        weights[group] += _CUE_WEIGHTS.get(level, 0.0)
    return weights


def _doubted(probabilities: dict[DocumentType, float], features: Features) -> dict[DocumentType, float]:
    """Move probability to OTHER from types of which the document hardly holds a word."""
    weights = cue_weights(features)
    moved: dict[DocumentType, float] = {}
    for label, share in probabilities.items():
        if label is not DocumentType.OTHER:
            known = weights.get(label.value, 0.0) - _FEW_CUES
            trust = min(1.0, max(0.0, known / (_ENOUGH_CUES - _FEW_CUES)))
            moved[label] = share * trust
    moved[DocumentType.OTHER] = 1.0 - sum(moved.values())
    return moved

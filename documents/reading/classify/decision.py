"""From features to a type: the model's probabilities, and doubt where a document says little."""

from __future__ import annotations

from collections.abc import Sequence

from documents.reading.classify.features import Features, vectorise
from documents.reading.classify.model import Model, shipped_model
from documents.reading.types import Classified, DocumentType, Format, PageText

DATA_IS_SURE = 0.99  # the format itself says what it carries
MOST_FOR_OTHER = 0.55  # "nothing that I know" is for a person to confirm
_FEW_CUES = 0.5  # below so many cues, nothing stands for the answer but the shape of the lines
_ENOUGH_CUES = 3.0
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


def cue_weight(features: Features, label: DocumentType) -> float:
    """Return how much of a type's own vocabulary a document holds: titles count three, strong labels one."""
    phrases = {(hit.phrase, hit.level) for hit in features.hits if hit.group == label.value}
    return sum(3.0 if level == "title" else 1.0 if level == "strong" else 0.25 for _, level in phrases)


def _doubted(probabilities: dict[DocumentType, float], features: Features) -> dict[DocumentType, float]:
    """Move probability to OTHER from types of which the document hardly holds a word."""
    moved: dict[DocumentType, float] = {}
    for label, share in probabilities.items():
        if label is not DocumentType.OTHER:
            weight = cue_weight(features, label)
            trust = min(1.0, max(0.0, (weight - _FEW_CUES) / (_ENOUGH_CUES - _FEW_CUES)))
            moved[label] = share * trust
    moved[DocumentType.OTHER] = 1.0 - sum(moved.values())
    return moved

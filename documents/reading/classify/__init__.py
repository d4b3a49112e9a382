"""What type a document is, told by hand-written cues that a small linear model weighs."""

from documents.reading.classify.decision import classify
from documents.reading.classify.evidence import Evidence, evidence
from documents.reading.classify.features import Features, vectorise
from documents.reading.classify.model import Model, shipped_model

__all__ = ["Evidence", "Features", "Model", "classify", "evidence", "shipped_model", "vectorise"]

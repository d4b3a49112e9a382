"""How good reading is: figures against labelled and generated documents. Pure: no database, no Django."""

from documents.evaluation.figures import Figure
from documents.evaluation.report import Report
from documents.evaluation.runner import evaluate

__all__ = ["Figure", "Report", "evaluate"]

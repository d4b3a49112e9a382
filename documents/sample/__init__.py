"""Synthetic financial documents with exact truth, from a seed: for demonstration, tests and scoring."""

from documents.sample.statements import statements
from documents.sample.types import Sample, SampleLine

__all__ = ["Sample", "SampleLine", "statements"]

"""Label files and the manifest of many sources, turned into one form of truth."""

from documents.evaluation.labels.read import truth_of, truth_of_manifest

__all__ = ["truth_of", "truth_of_manifest"]

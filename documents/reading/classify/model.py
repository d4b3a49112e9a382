"""A linear model over named features: loaded from bytes, so that a newer one can take its place."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from documents.reading.types import DocumentType

_SHIPPED = Path(__file__).with_name("model.json")
FORMAT = 1  # of the file; another number is another layout


@dataclass(frozen=True, slots=True)
class Share:
    """What one feature adds to a type's score, compared with the mean of all types."""

    feature: str
    amount: float


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by type and feature. `temperature` flattens the scores so that probabilities are calibrated.

    `trained` says when, on what and how well; it is shown, not used.
    """

    version: str
    labels: tuple[DocumentType, ...]
    features: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]  # by label, then by feature
    intercepts: tuple[float, ...]
    temperature: float
    trained: Mapping[str, Any]

    @staticmethod
    def load(content: bytes) -> Model:
        """Read a model that `dump` wrote.

        Raises:
            ValueError: it is no such file, or one of another format.
        """
        stored = json.loads(content)
        if not isinstance(stored, dict) or stored.get("format") != FORMAT:
            raise ValueError(f"no classifier model of format {FORMAT}")
        model = Model(
            version=str(stored["version"]),
            labels=tuple(DocumentType(label) for label in stored["labels"]),
            features=tuple(stored["features"]),
            weights=tuple(tuple(float(weight) for weight in row) for row in stored["weights"]),
            intercepts=tuple(float(number) for number in stored["intercepts"]),
            temperature=float(stored["temperature"]),
            trained=stored["trained"],
        )
        if {len(row) for row in model.weights} != {len(model.features)} or not (
            len(model.labels) == len(model.weights) == len(model.intercepts)
        ):
            raise ValueError("the weights of the classifier model do not match its labels and features")
        return model

    def dump(self) -> bytes:
        """Write the model as JSON, one line for each label."""
        return (json.dumps(self._stored(), ensure_ascii=False, indent=1) + "\n").encode()

    def _stored(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": self.version,
            "trained": dict(self.trained),
            "temperature": round(self.temperature, 4),
            "labels": [label.value for label in self.labels],
            "features": list(self.features),
            "intercepts": [round(number, 4) for number in self.intercepts],
            "weights": [[round(weight, 4) for weight in row] for row in self.weights],
        }

    def probabilities(self, values: Mapping[str, float]) -> dict[DocumentType, float]:
        """Return the calibrated probability of each type for the features of a document."""
        known = self._known(values)
        scores = [
            (intercept + sum(row[place] * value for place, value in known)) / self.temperature
            for row, intercept in zip(self.weights, self.intercepts, strict=True)
        ]
        highest = max(scores)
        powers = [math.exp(score - highest) for score in scores]
        return {label: power / sum(powers) for label, power in zip(self.labels, powers, strict=True)}

    def shares(self, label: DocumentType, values: Mapping[str, float]) -> list[Share]:
        """Return what each feature of a document adds for a type, the most first."""
        own = self.weights[self.labels.index(label)]
        shares = []
        for place, value in self._known(values):
            mean = sum(row[place] for row in self.weights) / len(self.weights)
            shares.append(Share(self.features[place], (own[place] - mean) * value))
        return sorted(shares, key=lambda share: -share.amount)

    def _known(self, values: Mapping[str, float]) -> Sequence[tuple[int, float]]:
        return [(place, values[name]) for place, name in enumerate(self.features) if values.get(name)]


@functools.cache
def shipped_model() -> Model:
    """Return the model that comes with the program."""
    return Model.load(_SHIPPED.read_bytes())

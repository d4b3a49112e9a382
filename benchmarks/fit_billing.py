"""Fit what chooses the values of invoices and receipts, measure it, and write `billing/weights.json`.

    python -m benchmarks.fit_billing --data FOLDER --pages FOLDER [--write] [--json]

Each value is chosen by a multinomial logistic model over its candidates and "none of them". Weights are held
near those of `billing_priors.toml`. Measured is on examples whose issuer or layout was kept out of the fit.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from benchmarks.billing_corpus import (
    MODELS,
    Example,
    contest_of,
    labelled_examples,
    made_examples,
    rights,
)
from benchmarks.figures import Figure, show, told
from documents.evaluation.comparison import comparison_of, same
from documents.reading.extract import billing
from documents.reading.extract.billing.choosing import Evidence, Weights, best
from documents.reading.extract.billing.sheet import Sheet
from documents.reading.extract.billing.sums import Part
from documents.reading.extract.billing.weights import forget

TARGET = Path(billing.__file__).with_name("weights.json")
PRIORS = Path(__file__).with_name("billing_priors.toml")
SEED, MADE = 20_250_601, 420
FOLDS = 4
HELD = 5.0  # how strongly weights are held near the priors; 1 to 10 differ little
CALIBRATION_HELD = 2.0
EXPECTED_HELD = 2.0
EXPECTED = {  # how often a rule of `sums.py` should be right before it was measured
    "adds_up": 0.97,
    "adds_up_by_rates": 0.95,
    "adds_up_without_tax": 0.95,
    "due_after_payment": 0.95,
    "due_by_label": 0.5,
    "due_is_total": 0.95,
    "due_with_balance": 0.95,
    "net_by_label": 0.6,
    "subtotal_is_total": 0.8,
    "tax_at_printed_rate": 0.9,
    "tax_by_label": 0.6,
    "tax_of_several": 0.4,
}
EASY = 0.2  # what a generated document counts for in the calibration
LEAST = 1e-6
_SPECIAL = ("none", "bias")

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """What a model answered about an example that it was not fitted on."""

    example: Example
    probability: float | None  # None: it answered "none of them"
    right: bool


def main() -> None:
    """Fit, measure, print, and write the weights if asked."""
    options = _options()
    examples = made_examples(SEED, MADE)
    examples += labelled_examples(options.data, options.pages) if options.data else []
    content: dict[str, Any] = {"weights": {}, "calibration": {}}
    figures: list[Figure] = []
    for kind, models in MODELS.items():
        own = [example for example in examples if example.kind == kind]
        for model in models:
            known = [example for example in own if example.knows(model)]
            outcomes = cross_fitted(known, kind, model)
            figures += _figures(kind, model, outcomes)
            found = fitted(known, kind, model)
            content["weights"].setdefault(kind, {})[model] = {
                name: round(value, 2) for name, value in found.items()
            }
            content["calibration"].setdefault(kind, {})[model] = calibration(outcomes)
    content["origin"] = _origin(examples)
    if options.write:
        content["accuracy"] = {}
        _store(content)
        content["accuracy"] = {kind: accuracies(examples, kind) for kind in MODELS}
        _store(content)
    show(figures, as_json=options.json)


def fitted(examples: Sequence[Example], kind: str, model: str) -> dict[str, float]:
    """Return the weights that make the right candidates likeliest, held near the priors."""
    prior = _prior(kind, model)
    found = [contest_of(example.sheet, model).evidence for example in examples]
    names = sorted(
        {name for evidence in found for one in evidence for name in one} | (set(prior) - set(_SPECIAL))
    )
    columns = {name: index for index, name in enumerate((*_SPECIAL, *names))}
    start = np.array([prior.get(name, 0.0) for name in columns])
    cases = [
        (_matrix(evidence, columns), _targets(rights(example, model)), example.weight)
        for evidence, example in zip(found, examples, strict=True)
    ]
    result = minimize(
        _loss, start, args=(cases, start), jac=True, method="L-BFGS-B", options={"maxiter": 600}
    )
    return {name: float(result.x[index]) for name, index in columns.items()}


def cross_fitted(examples: Sequence[Example], kind: str, model: str) -> list[Outcome]:
    """Return what the model says of each example when it is fitted without the example's group."""
    groups = sorted({example.group for example in examples})
    fold = {group: index % FOLDS for index, group in enumerate(groups)}
    outcomes = []
    for held in range(FOLDS):
        found = fitted([example for example in examples if fold[example.group] != held], kind, model)
        outcomes += [_outcome(example, model, found) for example in examples if fold[example.group] == held]
    return outcomes


def calibration(outcomes: Sequence[Outcome]) -> list[float]:
    """Return stretch and shift of the log-odds (Platt), held near "as it is"."""
    said = [(outcome, outcome.probability) for outcome in outcomes if outcome.probability is not None]
    odds = np.array([_odds(probability) for _, probability in said])
    right = np.array([outcome.right for outcome, _ in said], float)
    weight = np.array(
        [outcome.example.weight * (EASY if outcome.example.complete else 1.0) for outcome, _ in said]
    )

    def loss(constants: Numbers) -> float:
        scores = constants[0] * odds + constants[1]
        fit = weight * (np.logaddexp(0, scores) - right * scores)
        return float(fit.sum() + CALIBRATION_HELD * ((constants[0] - 1) ** 2 + constants[1] ** 2))

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return [round(float(found[0]), 2), round(float(found[1]), 2)]


def accuracies(examples: Sequence[Example], kind: str) -> dict[str, float]:
    """Return how often each rule for net, tax and amount due is right where the total is."""
    right: defaultdict[str, float] = defaultdict(float)
    count: defaultdict[str, float] = defaultdict(float)
    for example in examples:
        for name, part in _parts(example) if example.kind == kind else ():
            if name in example.values:
                count[part.rule] += example.weight
                right[part.rule] += example.weight * _is(example, name, f"{part.amount:f}")
    return {
        rule: round((right[rule] + EXPECTED_HELD * expected) / (count[rule] + EXPECTED_HELD), 3)
        for rule, expected in sorted(EXPECTED.items())
    }


def _parts(example: Example) -> Iterator[tuple[str, Part]]:
    """Yield the sums read of an example whose total is read right."""
    sheet = Sheet.__new__(Sheet)
    sheet.__dict__.update({key: example.sheet.__dict__[key] for key in ("kind", "rows", "figures", "rates")})
    total = sheet.total
    if total is None or not _is(example, "gross_total", f"{total.amount:f}"):
        return
    due = sheet.due.amount if sheet.due else None
    for name, part in (("net_total", total.parts.net), ("tax_total", total.parts.tax), ("amount_due", due)):
        if part is not None:
            yield name, part


def _outcome(example: Example, model: str, found: Weights) -> Outcome:
    contest = contest_of(example.sheet, model)
    chosen = best(range(len(contest.items)), contest.evidence, found, contest.keys)
    right = rights(example, model)
    if chosen is None:
        return Outcome(example, None, not any(right) and example.complete)
    return Outcome(example, chosen[1], right[chosen[0]])


def _figures(kind: str, model: str, outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    """Yield the share of right answers on real and on generated documents, none of them fitted on."""
    for what, complete in (("real", False), ("generated", True)):
        some = [outcome for outcome in outcomes if outcome.example.complete is complete]
        if some:
            share = 100 * sum(outcome.right for outcome in some) / len(some)
            yield told(f"{kind}_{model}_{what}_of_{len(some)}", share, "%")


def _is(example: Example, name: str, normal: str) -> bool:
    return any(same(text, normal, comparison_of(name)) for text in example.values.get(name, ()))


def _odds(probability: float) -> float:
    inside = min(max(probability, LEAST), 1 - LEAST)
    return log(inside / (1 - inside))


def _prior(kind: str, model: str) -> dict[str, float]:
    with PRIORS.open("rb") as file:
        priors: dict[str, dict[str, float]] = tomllib.load(file)
    return priors[model] | (priors["receipt_number"] if (kind, model) == ("receipt", "number") else {})


def _matrix(evidence: Sequence[Evidence], columns: Mapping[str, int]) -> Numbers:
    """Return a row for "none of them" and one for each candidate."""
    matrix = np.zeros((len(evidence) + 1, len(columns)))
    matrix[0, columns["none"]] = 1.0
    for row, one in enumerate(evidence, start=1):
        matrix[row, columns["bias"]] = 1.0
        for name, strength in one.items():
            matrix[row, columns[name]] = strength
    return matrix


def _loss(
    point: Numbers, cases: Sequence[tuple[Numbers, Numbers, float]], start: Numbers
) -> tuple[float, Numbers]:
    """Return the negative log-likelihood of the right candidates together, and its gradient."""
    apart = point - start
    loss, slope = HELD * float(apart @ apart), 2 * HELD * apart
    for matrix, right, weight in cases:
        scores = matrix @ point
        powers = np.exp(scores - scores.max())
        shares = powers / powers.sum()
        inside = shares * right
        whole = inside.sum() + 1e-12
        loss -= weight * float(np.log(whole))
        slope += weight * ((shares - inside / whole) @ matrix)
    return loss, slope


def _targets(right: Sequence[bool]) -> Numbers:
    return np.array([not any(right), *right], float)


def _store(content: Mapping[str, Any]) -> None:
    TARGET.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    forget()


def _origin(examples: Sequence[Example]) -> str:
    real = Counter(example.kind for example in examples if not example.complete)
    made = Counter(example.kind for example in examples if example.complete)
    return (
        f"benchmarks/fit_billing.py, {dt.datetime.now(tz=dt.UTC).date()}: "
        f"{real['invoice']} labelled invoices, "
        f"{real['receipt']} labelled receipts, {made['invoice']} and {made['receipt']} generated"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="labelled files")
    parser.add_argument("--pages", type=Path, help="where pages read by OCR are kept")
    parser.add_argument("--write", action="store_true", help="store what was fitted")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()

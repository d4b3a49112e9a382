"""`python -m benchmarks.search [--var DIR] [--documents N] [--repeats N] [--json]`: text at scale.

As `benchmarks.lists`; the words are those of which `manage.py seed_scale` knows how many documents hold them.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.figures import Figure, show
from benchmarks.lists import FILTERS, options_of
from benchmarks.scaled import Scenario, figures, growth, installation, measure

RARE, SOME, MANY = "quagga", "bontebok", "springbok"
SCENARIOS = [
    Scenario("text_1_hit", {"q": RARE}),
    Scenario("text_1000_hits", {"q": SOME}),
    Scenario("text_100000_hits", {"q": MANY}),
    Scenario("text_100000_hits_deep", {"q": MANY, "order": "newest"}, deep=True),
    Scenario("text_and_three_filters", {"q": MANY, **FILTERS}),
    Scenario("phrase_in_many", {"q": '"bank statement"'}),
    Scenario("prefix", {"q": f"{MANY[:6]}*"}),
    Scenario("without", {"q": f"{MANY} -{SOME}"}),
    Scenario("facets_of_text", {"q": MANY}, path="/api/v1/documents/facets"),
    Scenario("suggestions", {"q": "invoice-2"}, path="/api/v1/documents/suggestions"),
]


def measured(repeats: int) -> Iterator[Figure]:
    """Measure on the installation at hand."""
    yield from figures(measure(SCENARIOS, repeats=repeats))
    yield from growth({"q": MANY})


def main() -> None:
    """Run."""
    options = options_of(__doc__)
    with installation(options.var, options.documents):
        show(measured(options.repeats), as_json=options.json)


if __name__ == "__main__":
    main()

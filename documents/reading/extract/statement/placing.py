"""Which column each amount of a table stands in, by its edges where the page keeps its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from statistics import median

from documents.reading.extract.statement.columns import Column, Header
from documents.reading.extract.statement.style import Style
from documents.reading.extract.statement.tokens import Scan
from documents.reading.layout import char_width

_LEAST_SHARE = 0.04  # of the amounts of a table: a smaller cluster is matched last
_MOST_CLUSTERS = 7
_GRID_GAP = 2.2  # characters between the columns of a heading whose columns survived as text


def keeps_columns(header: Header | None, scans: Sequence[Scan], style: Style) -> bool:
    """Tell whether the places of words within a line mean anything: text dumps may have lost them."""
    if not style.grid:
        return True
    if header is not None and len(header.columns) > 1:
        width = char_width(
            [word for scan in scans[header.first : header.last + 1] for word in scan.row.words]
        )
        gaps = [b.x0 - a.x1 for a, b in zip(header.columns, header.columns[1:], strict=False)]
        return median(gaps) > _GRID_GAP * width
    tokens = [_Token(scan, i, 0.0) for scan in scans for i in range(len(scan.money))]
    sizes = [len(group) for group in _grouped(tokens, [token.right for token in tokens], 1e-4)]
    return len(tokens) > 3 and sum(size for size in sizes if size > 1) > 0.7 * len(tokens)


def place(rows: Sequence[tuple[Scan, float]], columns: Sequence[Column]) -> dict[tuple[int, int], Column]:
    """Return the column of each amount, by index of its row and position among the row's amounts.

    Headings stand over their amounts flush left, flush right or centred, but all in the same way: of all
    matches of clusters to columns in order, the one with the steadiest offset and the least distance wins.
    Amounts that are too few to make a cluster are then looked for at that offset.

    Args:
        rows: each with what is added to its x to make it comparable (pages are scanned with an offset).
        columns: those of the heading that hold amounts, left to right.
    """
    tokens = [_Token(scan, i, shift) for scan, shift in rows for i in range(len(scan.money))]
    if not tokens:
        return {}
    width = median(char_width(token.scan.row.words) for token in tokens)
    edge, groups = _groups(tokens, 0.9 * width)
    fit = _best_fit(groups, columns, edge)
    where = {token.key: column for i, column in fit.chosen.items() for token in groups[i]}
    spans = [(column, _span(groups[i])) for i, column in fit.chosen.items()]
    for token in tokens:
        if token.key not in where:
            column = fit.column_at(token, columns, 2.0 * width) or _covered(token, spans)
            if column is not None:
                where[token.key] = column
    return where


@dataclass(frozen=True, slots=True)
class _Token:
    scan: Scan
    position: int
    shift: float

    @property
    def key(self) -> tuple[int, int]:
        return self.scan.index, self.position

    @property
    def left(self) -> float:
        return self.scan.money[self.position].box.x0 + self.shift

    @property
    def right(self) -> float:
        return self.scan.money[self.position].right + self.shift

    @property
    def end(self) -> float:
        """Return where the amount ends, a sign or mark after its digits included."""
        return self.scan.money[self.position].box.x1 + self.shift

    def at(self, edge: _Edge) -> float:
        """Return one of the three edges that amounts may be flush at."""
        return {_Edge.RIGHT: self.right, _Edge.END: self.end, _Edge.LEFT: self.left}[edge]


class _Edge(Enum):
    """Where the amounts of a column are flush: at their last digit, behind a mark, or at the left."""

    RIGHT = "right"
    END = "end"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class _Fit:
    """A match of clusters to columns: which part of the heading they follow, and how far off they stand."""

    cost: float
    chosen: dict[int, Column]
    edge: _Edge
    part: int = 0
    offset: float = 0.0

    def column_at(self, token: _Token, columns: Sequence[Column], reach: float) -> Column | None:
        """Return the column that a lone amount stands in by the same edge and offset."""
        best = min(columns, key=lambda column: abs(self._miss(token, column)), default=None)
        return best if best is not None and abs(self._miss(token, best)) <= reach else None

    def _miss(self, token: _Token, column: Column) -> float:
        edges = (_Edge.LEFT,) if self.edge is _Edge.LEFT else (_Edge.RIGHT, _Edge.END)
        misses = [_parts(column)[self.part] - token.at(edge) - self.offset for edge in edges]
        return min(misses, key=abs)


def _parts(column: Column) -> tuple[float, float, float]:
    """Return where a heading ends, where its middle is and where it begins."""
    return column.x1, (column.x0 + column.x1) / 2, column.x0


def _groups(tokens: Sequence[_Token], reach: float) -> tuple[_Edge, list[list[_Token]]]:
    every = {edge: _grouped(tokens, [token.at(edge) for token in tokens], reach) for edge in _Edge}
    edge = min(every, key=lambda each: _scatter(every[each]))
    least = _LEAST_SHARE * len(tokens)
    large = sorted((group for group in every[edge] if len(group) > least), key=len, reverse=True)
    return edge, sorted(large[:_MOST_CLUSTERS], key=lambda group: max(token.right for token in group))


def _span(group: Sequence[_Token]) -> tuple[float, float]:
    return min(token.left for token in group), max(token.end for token in group)


def _covered(token: _Token, spans: Sequence[tuple[Column, tuple[float, float]]]) -> Column | None:
    """Return the only column whose amounts reach over most of a lone amount."""
    width = token.end - token.left
    over = [column for column, (x0, x1) in spans if min(x1, token.end) - max(x0, token.left) > 0.6 * width]
    return over[0] if len(over) == 1 else None


def _grouped(tokens: Sequence[_Token], edges: Sequence[float], reach: float) -> list[list[_Token]]:
    groups: list[list[_Token]] = []
    last = float("-inf")
    for i in sorted(range(len(tokens)), key=lambda i: edges[i]):
        if edges[i] - last > reach:
            groups.append([])
        groups[-1].append(tokens[i])
        last = edges[i]
    return groups


def _scatter(groups: Sequence[Sequence[_Token]]) -> int:
    """Return how many groups there are, lone amounts counted twice."""
    return sum(2 if len(group) == 1 else 1 for group in groups)


def _best_fit(groups: Sequence[Sequence[_Token]], columns: Sequence[Column], edge: _Edge) -> _Fit:
    best = _Fit(float("inf"), {}, edge)
    total = sum(len(group) for group in groups) or 1
    places = [median(token.at(edge) for token in group) for group in groups]
    for size in range(min(len(groups), len(columns)), 0, -1):
        for chosen in combinations(range(len(groups)), size):
            left_out = 1 - sum(len(groups[i]) for i in chosen) / total
            for picked in combinations(columns, size):
                fit = _fit(places, dict(zip(chosen, picked, strict=True)), edge, 0.5 * left_out)
                if fit.cost < best.cost:
                    best = fit
    return best


def _fit(places: Sequence[float], chosen: dict[int, Column], edge: _Edge, extra: float) -> _Fit:
    """Return how badly clusters and columns fit: unsteadiness of the offset, and a little of its size."""
    every = [[x - places[i] for x in _parts(column)] for i, column in chosen.items()]
    fits = []
    for part, offsets in enumerate(zip(*every, strict=True)):
        middle = median(offsets)
        unsteady = sum(abs(offset - middle) for offset in offsets)
        distance = sum(abs(offset) for offset in offsets)
        fits.append(_Fit(unsteady + 0.5 * distance + extra, chosen, edge, part, middle))
    return min(fits, key=lambda fit: fit.cost)

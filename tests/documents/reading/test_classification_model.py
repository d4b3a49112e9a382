"""The cues that are found, the numbers they become, the model that weighs them and the reasons it gives."""

import json
from dataclasses import replace

import pytest

from documents.reading.classify import Features, Model, classify, evidence, shipped_model, vectorise
from documents.reading.classify.decision import decide
from documents.reading.classify.lexicon import Cue, Lexicon, folded, lexicon, tokens_of
from documents.reading.text_grid import grid_pages
from documents.reading.types import DocumentType, Format

PAYSLIP = "Ann Lee Ltd\nPAYSLIP\nEmployee name Bo Ek\nGross pay 100.00\nNet pay 80.00"


def phrases(text: str) -> list[str]:
    return [found.cues[0].phrase for found in lexicon().find(tokens_of(folded(text)))]


def tiny(weights: tuple[tuple[float, ...], ...]) -> Model:
    return Model(
        version="test",
        labels=(DocumentType.INVOICE, DocumentType.RECEIPT),
        features=("invoice.strong", "receipt.strong"),
        weights=weights,
        intercepts=(0.0, 0.0),
        temperature=1.0,
        trained={},
    )


def test_the_longest_phrase_wins_over_the_shorter_ones_inside_it() -> None:
    assert phrases("Credit card statement") == ["credit card statement"]


def test_accents_and_case_make_no_difference() -> None:
    assert phrases("RELEVÉ DE COMPTE") == ["releve de compte"]


def test_words_run_together_by_ocr_are_still_found() -> None:
    assert phrases("TAXINVOICE No 7")[0] == "tax invoice"


def test_a_star_stands_for_any_ending() -> None:
    assert phrases("Wertpapierkaufabrechnung") == ["wertpapierkauf*"]


def test_a_phrase_is_no_part_of_a_longer_word() -> None:
    assert Lexicon([Cue("payslip", "strong", "net pay")]).find(["net", "payable"]) == []


def test_every_type_has_titles_in_every_language() -> None:
    titles = [phrases(text)[0] for text in ("Payslip", "Lohnabrechnung", "Bulletin de paie", "Busta paga")]

    assert titles == ["payslip", "lohnabrechnung", "bulletin de paie", "busta paga"]


def test_features_say_where_a_title_stands() -> None:
    values = vectorise(grid_pages(PAYSLIP)).values

    assert values["payslip.title.alone"] > 0
    assert values["payslip.title.first"] == 1.0
    assert "invoice.title.first" not in values


def test_rows_of_bookings_are_counted_with_their_balances() -> None:
    rows = "\n".join(f"0{day}.03.2024 Shop {day} -10,00 9{day}0,00" for day in range(1, 8))

    values = vectorise(grid_pages(f"{rows}\nlast line without date 3,00")).values

    assert values["pattern.booked_share"] == 7 / 8
    assert values["pattern.balanced_rows"] == values["pattern.booked_rows"] > 0


def test_a_model_survives_writing_and_loading() -> None:
    model = shipped_model()

    assert Model.load(model.dump()) == model


def test_a_newer_model_takes_the_place_of_the_shipped_one() -> None:
    pages = grid_pages("Invoice number 3\nDue date\nTotal due 10.00\nVAT number 9")
    newer = replace(tiny(((5.0, 0.0), (0.0, 5.0))), version="2031-01-01")

    found = classify(pages, Format.TEXT, model=newer)

    assert (found.label, found.model) == (DocumentType.INVOICE, "cues:2031-01-01")


def test_a_model_ignores_features_it_does_not_know() -> None:
    model = tiny(((1.0, 0.0), (0.0, 1.0)))

    known = model.probabilities({"invoice.strong": 1.0})

    assert model.probabilities({"invoice.strong": 1.0, "invented": 9.0}) == known


def test_probabilities_add_up_to_one() -> None:
    shares = shipped_model().probabilities(vectorise(grid_pages(PAYSLIP)).values)

    assert sum(shares.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        b"[]",
        json.dumps({"format": 2}).encode(),
        json.dumps(
            {
                "format": 1,
                "version": "x",
                "labels": ["invoice"],
                "features": ["a", "b"],
                "weights": [[1.0]],
                "intercepts": [0.0],
                "temperature": 1.0,
                "trained": {},
            }
        ).encode(),
    ],
)
def test_a_file_that_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="model"):
        Model.load(content)


def test_the_shipped_model_knows_all_types_and_says_how_it_was_made() -> None:
    model = shipped_model()

    assert set(model.labels) == set(DocumentType)
    assert {"date", "documents", "unseen_issuers"} <= set(model.trained)


def test_the_evidence_names_the_cues_that_decided_and_their_page() -> None:
    reasons = evidence(grid_pages(PAYSLIP), Format.TEXT)

    assert any("“payslip”" in reason.text and reason.page == 1 for reason in reasons)
    assert any("“gross pay”" in reason.text for reason in reasons)
    assert [reason.weight for reason in reasons] == sorted((r.weight for r in reasons), reverse=True)


def test_there_is_no_evidence_where_the_format_decides() -> None:
    assert evidence((), Format.CAMT) == ()


def test_numbers_without_a_single_cue_behind_them_are_not_believed() -> None:
    model = tiny(((9.0, 0.0), (0.0, 9.0)))

    found = decide(Features({"invoice.strong": 1.0}, hits=(), words=200), model)

    assert found.label is DocumentType.OTHER

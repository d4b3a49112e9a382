"""FatturaPA, the Italian e-invoice: one supplier and customer, one or several invoices."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from documents.reading.structured.invoices import (
    Paths,
    add_amounts,
    add_dates,
    add_iban,
    add_kind,
    add_texts,
    position,
    xml_amount,
)
from documents.reading.structured.model import SURE, Draft, Found, plain
from documents.reading.structured.tree import Node

_DERIVED = 0.9
_CREDIT_NOTES = {"TD04", "TD08"}
_TEXTS: Paths = {"invoice_number": ("Numero",), "currency": ("Divisa",)}
_AMOUNTS: Paths = {"gross_total": ("ImportoTotaleDocumento",), "rounding_amount": ("Arrotondamento",)}


def fatturapa_drafts(root: Node) -> list[Draft]:
    """Read every body of a FatturaPA file.

    Source: FatturaPA format 1.2.2, Agenzia delle Entrate.
    """
    header = root.at("FatturaElettronicaHeader") or root
    return [_draft(header, body) for body in root.all("FatturaElettronicaBody")]


def _draft(header: Node, body: Node) -> Draft:
    draft = Draft()
    _parties(draft, header)
    if document := body.at("DatiGenerali/DatiGeneraliDocumento"):
        _document(draft, document)
    _summary(draft, body)
    _payment(draft, body)
    draft.bookings += [
        position(line, line.text_at("Descrizione"), line.at("PrezzoTotale"), line.text_at("NumeroLinea"))
        for line in body.each("DatiBeniServizi/DettaglioLinee")
    ]
    return draft


def _parties(draft: Draft, header: Node) -> None:
    for name, role in (("supplier_name", "CedentePrestatore"), ("customer_name", "CessionarioCommittente")):
        party = header.at(f"{role}/DatiAnagrafici/Anagrafica", role, f"{role}/AltriDatiIdentificativi")
        if party is None:
            continue
        if company := party.at("Denominazione"):
            draft.add(name, company.text, company.span, "fatturapa:Denominazione")
        elif (first := party.at("Nome")) and (last := party.at("Cognome")):
            draft.add(name, f"{first.text} {last.text}", first.span.to(last.span), "fatturapa:Nome")
    tax = header.at("CedentePrestatore/DatiAnagrafici/IdFiscaleIVA", "CedentePrestatore/IdFiscaleIVA")
    if tax is not None and (code := tax.at("IdCodice")):
        country = tax.at("IdPaese")
        number = country.text + code.text if country else code.text
        span = country.span.to(code.span) if country else code.span
        draft.add("supplier_tax_number", number, span, "fatturapa:IdFiscaleIVA")


def _document(draft: Draft, document: Node) -> None:
    add_texts(draft, document, _TEXTS, "fatturapa")
    add_dates(draft, document, {"invoice_date": ("Data",)}, "fatturapa")
    add_amounts(draft, document, _AMOUNTS, "fatturapa")
    if kind := document.at("TipoDocumento"):
        add_kind(draft, kind, "fatturapa:TipoDocumento", credit_note=kind.text in _CREDIT_NOTES)
    changes = document.all("ScontoMaggiorazione")
    discounts = [
        node for change in changes if change.text_at("Tipo") == "SC" for node in change.all("Importo")
    ]
    surcharges = [
        node for change in changes if change.text_at("Tipo") == "MG" for node in change.all("Importo")
    ]
    pension = list(document.each("DatiCassaPrevidenziale/ImportoContributoCassa"))
    _sum(draft, "allowance_total", discounts)
    _sum(draft, "charge_total", surcharges + pension)


def _summary(draft: Draft, body: Node) -> None:
    """Take net and tax from the summary by rates; the gross total is optional in this format."""
    rates = list(body.each("DatiBeniServizi/DatiRiepilogo"))
    _sum(draft, "net_total", [node for rate in rates for node in rate.all("ImponibileImporto")])
    _sum(draft, "tax_total", [node for rate in rates for node in rate.all("Imposta")])
    split = [node for rate in rates if rate.text_at("EsigibilitaIVA") == "S" for node in rate.all("Imposta")]
    kept = list(body.each("DatiGenerali/DatiGeneraliDocumento/DatiRitenuta/ImportoRitenuta"))
    _sum(draft, "withheld_total", split + kept)
    if not draft.has("gross_total") and draft.get("net_total") and draft.get("tax_total"):
        gross = Decimal(draft.get("net_total")) + Decimal(draft.get("tax_total"))
        span = rates[0].span.to(rates[-1].span)
        draft.add(
            "gross_total",
            plain(gross),
            span,
            "derived_net_plus_tax",
            normal=plain(gross),
            confidence=_DERIVED,
        )


def _payment(draft: Draft, body: Node) -> None:
    payments = list(body.each("DatiPagamento/DettaglioPagamento"))
    add_iban(draft, [node for payment in payments for node in payment.all("IBAN")], "fatturapa")
    dated = [node for payment in payments for node in payment.all("DataScadenzaPagamento")]
    if dated:
        last = max(dated, key=lambda node: node.text)
        add_dates(draft, Node("", "", last.span, children=[last]), {"due_date": (last.name,)}, "fatturapa")
    _sum(draft, "amount_due", [node for payment in payments for node in payment.all("ImportoPagamento")])


def _sum(draft: Draft, name: str, nodes: Sequence[Node]) -> None:
    """Take one amount as it stands, or the sum of several, shown where the first of them is."""
    amounts = [amount for amount in map(xml_amount, nodes) if amount is not None]
    if len(amounts) != len(nodes):
        draft.problems.append(f"An amount of the {name.replace('_', ' ')} cannot be read.")
    elif amounts:
        total = plain(sum(amounts, Decimal(0)))
        text = nodes[0].text if len(nodes) == 1 else total
        rule = f"fatturapa:{'' if len(nodes) == 1 else 'sum of '}{nodes[0].name}"
        draft.values.append(Found(name, text, total, nodes[0].span, SURE, rule))

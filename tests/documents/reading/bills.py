"""Receipts and invoices written as text, as the pages a text layer would give, with made-up parties."""

from __future__ import annotations

from documents.reading.extract import invoice, receipt
from documents.reading.text_grid import grid_pages
from documents.reading.types import CheckResult, Extraction, TextSource, Value


def read_receipt(text: str) -> Extraction:
    """Read a receipt whose text is laid out on a grid."""
    return receipt.extract(grid_pages(text.strip("\n"), TextSource.TEXT_LAYER))


def read_invoice(text: str) -> Extraction:
    """Read an invoice whose text is laid out on a grid."""
    return invoice.extract(grid_pages(text.strip("\n"), TextSource.TEXT_LAYER))


def value(found: Extraction, name: str) -> Value:
    """Return the value of this name."""
    return next(value for value in found.values if value.name == name)


def normals(found: Extraction, *names: str) -> list[str | None]:
    """Return the normal forms of these values, None for what was not read."""
    by_name = {value.name: value.normal for value in found.values}
    return [by_name.get(name) for name in names]


def check(found: Extraction, kind: str) -> CheckResult:
    """Return the check of this kind."""
    return next(check for check in found.checks if check.kind == kind)


TILL = """
              KEDAI MAJU TRADING SDN BHD
                   (883217-K)
              NO 18, JALAN MAWAR 3/2,
               43000 KAJANG, SELANGOR
              TEL : 03-8733 4410
              GST NO : 000412873216

                 TAX INVOICE

RECEIPT NO : CS0071182      DATE : 06/11/2017
CASHIER : AINA              TIME : 14:22:10

ITEM                 QTY   U/PRICE    AMOUNT
HAMMER 12OZ            1     18.90     18.90
NAIL 2 INCH            3      2.10      6.30
TOTAL QTY :            4
SUB TOTAL                              23.77
GST 6%                                  1.43
ROUNDING                               -0.01
TOTAL (INCL. GST)                      25.19
CASH                                   30.00
CHANGE                                  4.81

GST SUMMARY          AMOUNT(RM)      TAX(RM)
SR 6%                    23.77         1.43
     GOODS SOLD ARE NOT RETURNABLE
              THANK YOU
"""

GERMAN = """
Musterwerk Technik GmbH
Industriestraße 14
70565 Stuttgart

Bäckerei Sonnenschein KG
Marktplatz 3
73728 Esslingen

                                                   Rechnungsnummer:    RE-2024-0815
                                                   Rechnungsdatum:     12.03.2024
                                                   Kundennummer:       40217
                                                   Lieferdatum:        08.03.2024

Rechnung

Pos   Beschreibung                    Menge      Einzelpreis       Gesamtpreis
1     Knetmaschine KM 40                  1         1.250,00          1.250,00
2     Ersatzriemen                        4            18,50             74,00
3     Wartung vor Ort                     2            95,00            190,00

                                             Nettobetrag               1.514,00 EUR
                                             MwSt. 19 %                  287,66 EUR
                                             Gesamtbetrag              1.801,66 EUR

Zahlbar bis 26.03.2024 ohne Abzug.
Bankverbindung: IBAN DE89 3704 0044 0532 0130 00   BIC COBADEFFXXX
USt-IdNr. DE123456788      Geschäftsführer: Anna Muster      HRB 12345
"""

FRENCH = """
                                                            FACTURE
Atelier du Lac SARL                                         Facture n° : F2023-0417
12 rue des Lilas                                            Date de facture : 5 octobre 2023
74000 Annecy                                                Date d'échéance : 04/11/2023
Tél. 04 50 11 22 33
N° TVA : FR40303265045

                                                            Facturé à :
                                                            Hôtel Beau Rivage SAS
                                                            3 quai de la Tournette
                                                            74000 Annecy

Désignation                              Qté        P.U. HT         Montant HT
Table en chêne massif                      2         640,00           1 280,00
Chaise bistro                              8          72,50             580,00

                                              Total HT                1 860,00 €
                                              TVA 20 %                  372,00 €
                                              Total TTC               2 232,00 €
                                              Acompte versé            -500,00 €
                                              Net à payer             1 732,00 €

IBAN : FR76 3000 6000 0112 3456 7890 189
"""

DUTCH = """
Fietsenmaker De Ketting B.V.                     FACTUUR
Kanaalstraat 88
3531 CN Utrecht                                  Factuurnummer     20240093
KvK 61234567                                     Factuurdatum      2 mei 2024
BTW NL861234567B01                               Vervaldatum       16 mei 2024

Klant
Mevr. J. de Vries
Lindelaan 4
3723 AB Bilthoven

Omschrijving                          Aantal      Prijs        Bedrag
Grote onderhoudsbeurt                      1     89,95         89,95
Buitenband 28 inch                         2     32,50         65,00

                                      Subtotaal               154,95
                                      BTW 21%                  32,54
                                      Totaal                € 187,49
"""

SPANISH = """
Talleres Ribera S.L.                              FACTURA
Calle Mayor 17, 50001 Zaragoza                    Nº factura: 2023/118
CIF: B50123456                                    Fecha: 14/09/2023

Cliente: Transportes Ebro S.A.
Polígono Malpica 22
50016 Zaragoza

Concepto                         Cantidad     Precio       Importe
Cambio de aceite                        1      65,00         65,00
Filtro de aire                          2      21,40         42,80

                              Base imponible               107,80 €
                              I.V.A. 21 %                   22,64 €
                              Total factura                130,44 €
"""

ITALIAN = """
Officina Bianchi S.r.l.
Via Garibaldi 21
20121 Milano
P. IVA IT01234567890

Spett.le
Pasticceria Rossi S.p.A.
Corso Venezia 5
20121 Milano

Fattura n. 57/2024                 Data 09/02/2024          Scadenza 10/03/2024

Descrizione                                Quantità     Prezzo     Importo
Riparazione forno                                 1     310,00      310,00
Guarnizione                                       3      12,50       37,50

                                        Imponibile                  347,50 €
                                        IVA 22%                      76,45 €
                                        Totale fattura              423,95 €
"""

PORTUGUESE = """
Carpintaria Moderna, Lda
Rua das Flores 31
4050-262 Porto
NIF 501234567

Exmo(s). Sr(s).
Café Central Unipessoal Lda
Avenida da Boavista 12
4100-112 Porto

Fatura FT 2024/77                    Data: 18-01-2024            Vencimento: 17-02-2024

Descrição                          Quantidade      Preço        Valor
Balcão em carvalho                          1     980,00       980,00

                                   Total ilíquido              980,00
                                   IVA 23%                     225,40
                                   Total a pagar             1.205,40 EUR
"""

AFRIKAANS = """
BELASTINGFAKTUUR

Bosveld Saalmakers BK                              Faktuurnommer   BF1043
Kerkstraat 9                                       Faktuurdatum    2024/06/21
Modimolle 0510                                     Vervaldatum     2024/07/21
BTW Reg Nr 4123456789

Faktureer aan
Waterberg Perde (Edms) Bpk
Posbus 77
Vaalwater 0530

Beskrywing                         Hoeveelheid        Prys         Bedrag
Saal herstel                                 2    1 450.00       2 900.00
Leer per meter                               5      310.00       1 550.00

                                   Subtotaal                   R 4 450.00
                                   BTW 15%                     R   667.50
                                   Totaal                      R 5 117.50
"""

AMERICAN = """
Cedar Point Plumbing LLC                                        INVOICE
410 Harbor Street
Duluth, MN 55802                                    Invoice #:      10457
(218) 555-0134                                      Date:           03/09/2024
                                                    Due Date:       04/08/2024

Bill To:                                            Ship To:
Northshore Bakery Inc.                              Northshore Bakery Warehouse
22 Lake Avenue                                      7 Dock Road
Duluth, MN 55802                                    Superior, WI 54880

Description                              Qty        Rate          Amount
Replace water heater                       1      $1,280.00      $1,280.00
Labor, hours                               6         $95.00        $570.00

                                              Subtotal          $1,850.00
                                              Sales Tax 8%        $148.00
                                              Total             $1,998.00
                                              Previous Balance    $250.00
                                              Amount Due        $2,248.00
"""

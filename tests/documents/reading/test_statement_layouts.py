"""One small statement in each of many layouts, none of which the reader has been told about."""

from __future__ import annotations

import pytest

from tests.documents.reading.printed import amounts, read

LAYOUTS: dict[str, tuple[str, list[str]]] = {
    "no header": (
        """
Some Bank plc            Statement 1 March 2025 to 31 March 2025
Opening balance                                          1,000.00
02 Mar 2025  Corner shop              100.00               900.00
03 Mar 2025  Salary                              500.00  1,400.00
05 Mar 2025  Book shop                 50.00             1,350.00
Closing balance                                          1,350.00
""",
        ["-100.00", "500.00", "-50.00"],
    ),
    "no header no balance": (
        """
Some Bank plc            Statement 1 March 2025 to 31 March 2025
Opening balance                                          1,000.00
Closing balance                                          1,350.00
02 Mar 2025  Corner shop             -100.00
03 Mar 2025  Salary                   500.00
05 Mar 2025  Book shop                -50.00
""",
        ["-100.00", "500.00", "-50.00"],
    ),
    "left aligned": (
        """
Date         Details         Debit       Credit      Balance
01/03/2025   Opening balance                         1,000.00
02/03/2025   Corner shop     1,100.00                -100.00
03/03/2025   Salary                      500.00      400.00
05/03/2025   Book shop       50.00                   350.00
""",
        ["-1100.00", "500.00", "-50.00"],
    ),
    "description above": (
        """
Date         Details                       Debit      Credit      Balance
             CORNER SHOP
02/03/2025   Long Street                  100.00                   900.00

             SALARY MARCH
03/03/2025   Workshop                                 500.00     1,400.00
""",
        ["-100.00", "500.00"],
    ),
    "balance first": (
        """
Date         Balance        Debit      Credit     Details
02/03/2025    900.00       100.00                 Corner shop
03/03/2025  1,400.00                   500.00     Salary
05/03/2025  1,350.00        50.00                 Book shop
""",
        ["-100.00", "500.00", "-50.00"],
    ),
    "D/C column": (
        """
Date         Details                     Amount  D/C     Balance
02/03/2025   Corner shop                 100.00   D       900.00
03/03/2025   Salary                      500.00   C     1,400.00
05/03/2025   Book shop                    50.00   D     1,350.00
""",
        ["-100.00", "500.00", "-50.00"],
    ),
    "day headings": (
        """
Statement period 1 March 2025 to 31 March 2025
Details                               Amount     Balance
Sunday 2 March 2025
Corner shop                          -100.00      900.00
Book shop                             -50.00      850.00
Monday 3 March 2025
Salary                                500.00    1,350.00
""",
        ["-100.00", "-50.00", "500.00"],
    ),
    "whole amounts": (
        """
Statement period 1 March 2025 to 31 March 2025
Currency JPY
Opening balance 100,000
Closing balance 140,000
Date         Details                   Withdrawals   Deposits    Balance
02/03/2025   Corner shop                    10,000                90,000
03/03/2025   Salary                                    50,000    140,000
""",
        ["-10000", "50000"],
    ),
    "compact dates": (
        """
Statement period 1 MAR 2025 to 31 MAR 2025
DATE    DESCRIPTION              WITHDRAWALS    DEPOSITS      BALANCE
02MAR   CORNER SHOP                   100.00                   900.00
03MAR   SALARY                                    500.00     1,400.00
""",
        ["-100.00", "500.00"],
    ),
    "currency beside": (
        """
Date         Details                  Paid out (£)   Paid in (£)   Balance (£)
02 Mar 2025  Corner shop                   £100.00                     £900.00
03 Mar 2025  Salary                                      £500.00     £1,400.00
""",
        ["-100.00", "500.00"],
    ),
    "minus column header": (
        """
Date         Details                  Debits (-)   Credits (+)      Balance
02 Mar 2025  Corner shop                  100.00                     900.00
03 Mar 2025  Salary                                     500.00     1,400.00
""",
        ["-100.00", "500.00"],
    ),
    "overdraft OD": (
        """
Date         Details                  Paid out   Paid in      Balance
             Balance brought forward                           50.00
02 Mar 2025  Corner shop                100.00                 50.00 OD
03 Mar 2025  Salary                               500.00      450.00
""",
        ["-100.00", "500.00"],
    ),
    "foreign amount col": (
        """
Date         Details            Original amount    Amount      Balance
02 Mar 2025  Corner shop             USD 10.00    -100.00       900.00
03 Mar 2025  Salary                                500.00     1,400.00
""",
        ["-100.00", "500.00"],
    ),
    "both zero filled": (
        """
Date         Details                  Debit      Credit      Balance
02 Mar 2025  Corner shop             100.00        0.00       900.00
03 Mar 2025  Salary                    0.00      500.00     1,400.00
""",
        ["-100.00", "500.00"],
    ),
    "dashes for nothing": (
        """
Date         Details                  Debit      Credit      Balance
02 Mar 2025  Corner shop             100.00           -       900.00
03 Mar 2025  Salary                       -      500.00     1,400.00
""",
        ["-100.00", "500.00"],
    ),
    "reference money": (
        """
Date         Details                         Debit      Credit      Balance
02 Mar 2025  FX 25.00 USD @ 18.00           450.00                   900.00
03 Mar 2025  Salary 40.00 hours                          500.00   1,400.00
""",
        ["-450.00", "500.00"],
    ),
    "sections noheader": (
        """
Statement period 03/01/2025 - 03/31/2025
Beginning balance                 $1,000.00
Ending balance                    $1,350.00
DEPOSITS AND OTHER CREDITS
03/03  Payroll                       500.00
TOTAL DEPOSITS                       500.00
WITHDRAWALS
03/02  Corner shop                   100.00
03/05  Book shop                      50.00
TOTAL WITHDRAWALS                    150.00
""",
        ["500.00", "-100.00", "-50.00"],
    ),
    "wrapped amount right": (
        """
Date         Details                                 Amount
02 Mar 2025  Corner shop Long Street
             Card 1234                              -100.00
03 Mar 2025  Salary                                  500.00
             Workshop Ltd
""",
        ["-100.00", "500.00"],
    ),
    "french": (
        """
Relevé de compte du 01/03/2025 au 31/03/2025
Ancien solde au 28/02/2025                            1 000,00
Date     Valeur   Opération                    Débit      Crédit
02/03    03/03    CARTE BOULANGERIE           100,00
03/03    03/03    VIREMENT SALAIRE                      1 500,00
Total des opérations                          100,00    1 500,00
Nouveau solde au 31/03/2025                             2 400,00
""",
        ["-100.00", "1500.00"],
    ),
    "italian": (
        """
ESTRATTO CONTO  dal 01/03/2025 al 31/03/2025
Data contabile  Data valuta   Descrizione           Addebiti   Accrediti
                              SALDO INIZIALE                     1.000,00
02/03/2025      02/03/2025    Pagamento POS            100,00
03/03/2025      03/03/2025    Stipendio                          1.500,00
                              SALDO FINALE                       2.400,00
""",
        ["-100.00", "1500.00"],
    ),
    "spanish": (
        """
EXTRACTO DE CUENTA   Periodo: 01/03/2025 - 31/03/2025
Fecha        Concepto                   Importe        Saldo
             Saldo anterior                         1.000,00
02/03/2025   Compra tarjeta            -100,00        900,00
03/03/2025   Nómina                   1.500,00      2.400,00
             Saldo final                            2.400,00
""",
        ["-100.00", "1500.00"],
    ),
}


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_every_amount_of_the_layout_is_read(layout: str) -> None:
    text, expected = LAYOUTS[layout]

    found = read(text)

    assert amounts(found) == expected
    assert [check.kind for check in found.checks if check.outcome.value == "failed"] == []
    assert [line.date for line in found.lines if line.date is None] == []

"""The words that banks put before account, period and balances around the table of an export."""

from __future__ import annotations

# English, German, French, Dutch, Spanish, Italian, Afrikaans; without accents, in small letters.
NOTE_WORDS: dict[str, str] = {
    "account_number": """
        account number; account no; account; acc no; acc number; account nr; konto; kontonummer; iban;
        compte; numero de compte; n de compte; rekening; rekeningnummer; rekeningnommer; cuenta; numero de
        cuenta; conto; numero conto; card number; kartennummer; numero de carte
    """,
    "account_holder": """
        account name; account holder; account owner; customer name; customer; client; client name; name;
        kontoinhaber; kunde; titulaire; titulaire du compte; tenaamstelling; rekeninghouder; rekeninghouer;
        titular; cliente; intestatario; intestatario del conto; naam
    """,
    "bank_name": """
        bank; bank name; bankname; banque; banco; banca; kreditinstitut
    """,
    "currency": """
        currency; account currency; wahrung; kontowahrung; devise; munt; moneda; divisa; geldeenheid
    """,
    "statement_number": """
        statement number; statement no; auszugsnummer; kontoauszug nr; numero de releve; afschriftnummer;
        staatnommer
    """,
    "opening_balance": """
        opening balance; beginning balance; balance at start of period; start balance; starting
        balance; balance brought forward; brought forward; balance b f; previous balance; anfangssaldo;
        alter kontostand; alter saldo; eroffnungssaldo; solde initial; ancien solde; solde precedent; solde
        au debut de la periode; beginsaldo; openingssaldo; vorig saldo; saldo inicial; saldo anterior; saldo
        iniziale; saldo precedente; openingsbalans; openingsaldo; saldo oorgedra; saldo oorgebring
    """,
    "closing_balance": """
        closing balance; balance at end of period; end balance; ending balance; final balance;
        balance carried forward; carried forward; balance c f; endsaldo; neuer kontostand; neuer saldo;
        schlusssaldo; solde final; nouveau solde; solde en fin de periode; eindsaldo; slotsaldo; nieuw
        saldo; saldo final; saldo finale; nuovo saldo; sluitingsaldo; sluitingsbalans
    """,
    "current_balance": """
        current balance; balance; kontostand; solde; saldo actual; saldo; kontostand vom; kontostand am;
        solde au; saldo al; saldo op
    """,
    "period_start": """
        start date; from; from date; date from; download start date; statement start date; period start;
        von; zeitraum von; startdatum; du; date de debut; desde; fecha desde; fecha inicio; van; vanaf;
        datum van; begindatum; dal; dalla data; data inizio; vanaf datum
    """,
    "period_end": """
        end date; to; to date; date to; download end date; statement end date; period end; bis; zeitraum
        bis; enddatum; au; date de fin; hasta; fecha hasta; fecha fin; tot; tot en met; datum tot;
        einddatum; al; alla data; data fine; tot datum
    """,
    "total_credits": """
        total credits; total credit; total deposits; total money in; total paid in; summe haben; summe
        gutschriften; total des credits; totaal bij; total abonos; totale avere; totaal krediete
    """,
    "total_debits": """
        total debits; total debit; total withdrawals; total money out; total paid out; summe soll; summe
        belastungen; total des debits; totaal af; total cargos; totale dare; totaal debiete
    """,
}

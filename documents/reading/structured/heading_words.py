"""The words that banks put above the columns of their exports, by what the column holds."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a column holds."""

    DATE = "date"
    VALUE_DATE = "value_date"
    DESCRIPTION = "description"
    COUNTERPARTY = "counterparty"
    AMOUNT = "amount"
    DEBIT = "debit"
    CREDIT = "credit"
    FEE = "fee"
    BALANCE = "balance"
    MARK = "mark"  # debit or credit, where the amount has no sign
    CURRENCY = "currency"
    REFERENCE = "reference"
    ACCOUNT = "account"  # the account that the row belongs to
    SOME_ACCOUNT = (
        "some_account"  # the account itself where it is the same in all rows, else the other side's
    )
    COUNTER_ACCOUNT = "counter_account"


# English, German, French, Dutch, Spanish, Italian, Afrikaans, Portuguese; without accents, in small letters.
HEADING_WORDS: dict[Role, str] = {
    Role.DATE: """
        date; transaction date; trans date; posting date; posted date; post date; date posted; posted;
        booking date; booked; booked on; entry date; process date; processed date; completed date;
        completion date; datetime; date time; timestamp; statement date; datum; buchungstag; buchungsdatum;
        buchung; umsatzdatum; belegdatum; date operation; date de l operation; date d operation; date de
        operation; date comptable; date de comptabilisation; date ecriture; date transaction; boekdatum;
        boekingsdatum; transactiedatum; datum transactie; datum tijd; uitvoeringsdatum; fecha; fecha
        operacion; fecha de operacion; fecha contable; fecha movimiento; f operacion; f contable; data; data
        operazione; data contabile; data movimento; data registrazione; data lancamento; transaksiedatum;
        transaksie datum; boekingdatum
    """,
    Role.VALUE_DATE: """
        value date; val date; effective date; interest date; started date; action date; valuta; valutadatum;
        valuta datum; wertstellung; wertstellungstag; wert; date valeur; date de valeur; valeur; rentedatum;
        waardedatum; valutadag; fecha valor; f valor; data valuta; data valor; waarde datum
    """,
    Role.DESCRIPTION: """
        description; original description; transaction description; narrative; narration; details; detail;
        transaction details; transaction; particulars; memo; label; text; note; notes; remarks; remark;
        reference text; remittance information; remittance info; payment details; additional information;
        action; statement description; long description; verwendungszweck; buchungstext; beschreibung;
        vorgang; vorgang verwendungszweck; zahlungsgrund; zweck; umsatztext; libelle; libelle operation;
        libelle de l operation; libelle simplifie; intitule; communication; nature; detail de l operation;
        motif; omschrijving; mededelingen; mededeling; naam omschrijving; naam; concepto; descripcion;
        movimiento; detalle; observaciones; mas datos; descrizione; descrizione operazione; causale;
        operazione; dettagli; beskrywing; omskrywing; besonderhede; descricao; historico
    """,
    Role.COUNTERPARTY: """
        partner name; payee; payer; beneficiary; beneficiary name; counterparty; counterparty name; name;
        merchant; merchant name; from; to; paid to; beneficiary or cardholder; party name; auftraggeber
        empfanger; auftraggeber beguenstigter; beguenstigter zahlungspflichtiger; begunstigter
        zahlungspflichtiger; name zahlungsbeteiligter; empfanger; zahlungsempfanger; zahlungspflichtige r;
        zahlungsempfanger in; auftraggeber; beguenstigter; partnername; beneficiaire; tiers; nom
        contrepartie; nom de la contrepartie; tegenpartij; naam tegenpartij; begunstigde; beneficiario;
        ordenante; controparte; begunstigde naam
    """,
    Role.AMOUNT: """
        amount; transaction amount; net amount; net; amount total; total amount; billing amount; value; sum;
        booked amount; account amount; transaction value; betrag; umsatz; buchungsbetrag; montant; montant
        operation; montant de l operation; bedrag; transactiebedrag; importe; importe operacion; monto;
        cantidad; importo; import; bedrag transaksie; transaksiebedrag; valor; quantia
    """,
    Role.DEBIT: """
        debit; debits; debit amount; withdrawal; withdrawals; withdrawal amount; money out; paid out; amount
        out; out; payments out; spent; debited; dr; payment; payments; belastung; belastungen; soll;
        ausgabe; ausgaben; lastschrift; abgang; debit montant; montant debit; depense; depenses; debit
        euros; debet; debiet; af; uit; uitgaven; cargo; cargos; debe; adeudo; adeudos; gasto; gastos; dare;
        addebito; addebiti; uscite; uscita; debito; debitos; onttrekking; onttrekkings; debiete; debiet
        bedrag; geld uit
    """,
    Role.CREDIT: """
        credit; credits; credit amount; deposit; deposits; deposit amount; money in; paid in; amount in; in;
        payments in; received; credited; cr; receipts; gutschrift; gutschriften; haben; einnahme; einnahmen;
        zugang; credit montant; montant credit; recette; recettes; credit euros; krediet; kredit; bij;
        inkomsten; abono; abonos; haber; ingreso; ingresos; avere; accredito; accrediti; entrate; entrata;
        credito; creditos; deposito; deposito s; krediete; deposito bedrag; geld in
    """,
    Role.FEE: """
        fee; fees; fee amount; amount fee; bank charges; bank charge; charges; service fee; transaction fee;
        fees comm; gebuhr; gebuhren; frais; commission; kosten; comision; comisiones; commissione;
        commissioni; fooi; fooie; bankkoste
    """,
    Role.BALANCE: """
        balance; running balance; account balance; balance after; balance after transaction; current
        balance; ledger balance; cleared balance; running total; saldo; saldo nach buchung; kontostand;
        kontostand nach buchung; solde; solde progressif; solde apres operation; saldo na mutatie; saldo na
        trn; saldo na boeking; boeksaldo; saldo contable; saldo posterior; saldo contabile; saldo
        progressivo; balans; lopende saldo; lopende balans; saldo apos; accountbalance; running bal
    """,
    Role.MARK: """
        d c; dc; c d; cr dr; dr cr; debit credit; credit debit; debit or credit; credit debit indicator;
        debit credit indicator; debit credit flag; debit credit code; soll haben; s h; soll haben
        kennzeichen; af bij; bij af; debet credit; code debet credit; sens; signe; cargo abono; dare avere;
        type; transaction type; tipo; typ; art; indicator; sign; +/-; debiet krediet
    """,
    Role.CURRENCY: """
        currency; ccy; currency code; curr; account currency; transaction currency; wahrung; waehrung;
        buchungswahrung; devise; monnaie; munt; muntsoort; valutacode; moneda; divisa; divisa cuenta;
        geldeenheid; moeda
    """,
    Role.REFERENCE: """
        reference; ref; reference number; ref no; reference no; transaction id; transaction reference;
        transaction number; id; check number; cheque number; check; cheque; check no; cheque no; chq no;
        number; no; confirmation number; operation number; end to end id; bank reference; customer
        reference; your reference; referenz; kundenreferenz; kundenreferenz end to end; belegnummer;
        buchungsreferenz; numero; numero d operation; numero operation; numero de piece; n de piece;
        referentie; kenmerk; betalingskenmerk; transactiereferentie; volgnr; referencia; num documento;
        numero documento; riferimento; verwysing; tjekno; documento
    """,
    Role.ACCOUNT: """
        account; account id; account name; own account; acct; auftragskonto; iban auftragskonto;
        kontobezeichnung; compte; rekening; iban bban; eigen rekening; cuenta; conto; conta
    """,
    Role.SOME_ACCOUNT: """
        account no; account number; account iban; iban; konto; kontonummer; numero de compte; n de compte;
        numero compte; rekeningnummer; numero de cuenta; numero conto; rekeningnommer
    """,
    Role.COUNTER_ACCOUNT: """
        bank account; partner account; counterparty account; counterparty iban; payee account; payer
        account; beneficiary account; kontonummer iban; iban zahlungsbeteiligter; gegenkonto; iban
        gegenkonto; compte contrepartie; compte beneficiaire; numero de compte contrepartie; tegenrekening;
        tegenrekening iban bban; iban tegenpartij; rekening tegenpartij; iban tegenrekening; cuenta destino;
        cuenta beneficiario; conto beneficiario; iban beneficiario
    """,
}

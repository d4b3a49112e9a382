"""The words of statements in our languages, without accents and in small letters, as regular expressions.

English, Afrikaans, German, French, Dutch, Spanish and Italian; the longest match wins wherever two overlap.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Role(StrEnum):
    """What a column of a table of bookings holds."""

    DATE = "date"
    VALUE_DATE = "value_date"
    DESCRIPTION = "description"
    REFERENCE = "reference"
    DEBIT = "debit"
    CREDIT = "credit"
    AMOUNT = "amount"
    BALANCE = "balance"
    FEE = "fee"
    MARK = "mark"
    OTHER = "other"
    ASIDE = "aside"  # a column of text that says nothing about the booking


MONEY_ROLES = frozenset({Role.DEBIT, Role.CREDIT, Role.AMOUNT, Role.BALANCE, Role.FEE, Role.OTHER})

COLUMN_WORDS: dict[Role, str] = {
    Role.DATE: r"""
        date|datum|day|dag|tag|fecha|data|jour
        (?:trans(?:action)?|tran|posting|posted|post|booking|process(?:ing|ed)?|entry|trx|txn)\.? date
        date of transaction|date posted|date processed|buchungs ?tag|buchungs ?datum|bu-?tag|buchung
        verbuchungs ?datum|buch\. ?datum|transaksiedatum|transaksie datum|datum van transaksie
        boek ?datum|boekingsdatum|transactie ?datum|date (?:d')?operation|date (?:de )?comptable
        date (?:de )?transaction|date (?:d')?ecriture|fecha (?:de )?(?:operacion|contable|movimiento)
        f\. ?oper(?:acion)?\.?|data (?:contabile|operazione|registrazione|mov(?:imento)?)
        """,
    Role.VALUE_DATE: r"""
        value date|effective date|eff(?:ective)?\.? date|val(?:ue)?\.? date|interest date
        valuta(?: ?datum)?|wert(?:stellung)?(?:s ?datum)?|date (?:de )?valeur|valeur|fecha (?:de )?valor
        f\. ?valor|data valuta|rente ?datum|waarde ?datum|valutadatum
        """,
    Role.DESCRIPTION: r"""
        description|details?|particulars|narrative|narration|payee|merchant|memo|remarks?
        transaction(?:s| details?| description| type)?|description of transaction|type and description
        name|activity|explanation|item|text|buchungs ?text|verwendungs ?zweck|(?:buchungs)?vorgang
        beschreibung|erlauterung(?:en)?|bezeichnung|text ?/ ?verwendungszweck|buchungstext ?/ ?details
        umsatz ?art|buchungsinformationen|auftraggeber ?/ ?empfanger|empfanger|auftraggeber
        buchungs ?details|libelle|designation|nature|detail|operations?|nature de l'operation
        libelle des operations|motif|libelle de l'operation|intitule|omschrijving|mededeling(?:en)?
        naam ?/ ?omschrijving|beskrywing|besonderhede|transaksie|concepto|descripcion|detalle
        movimientos?|operacion|tipo|concepto ?/ ?referencia|descrizione(?: operazion[ei])?|causale
        descrizione movimenti|dettagli
        """,
    Role.REFERENCE: r"""
        ref(?:erence)?(?: ?(?:no|number|nr))?\.?|(?:payment )?type|particulars code|typ|soort
        cheque(?: ?(?:no|number))?\.?|check(?: ?(?:no|number|#))?\.?|chq(?: ?no)?\.?|serial(?: ?no)?\.?
        code|category|branch|referenz|beleg(?:-?nr\.?)?|pnnr|referentie|verwysing
        tjek ?(?:no|nr|nommer)\.?|kategorie|kode|tak|reference de l'operation|referencia|n\.? ?ref\.?
        riferimento|numero|kontrahent|gegenkonto|tegenrekening|referenzkonto|account|rekening|currency
        vat|btw
        """,
    Role.DEBIT: r"""
        debits?|debit amount|money out|paid out|payments? out|withdrawals?|withdrawn|payments?|out|spent
        dr|debits? ?\(?[-–]\)?|withdrawals? and (?:other )?(?:debits?|fees)|charges? and debits?
        checks? and debits?|withdrawals?(?: ?/ ?| & | and )(?:debits?|payments?)
        debits?(?: ?/ ?| & )withdrawals?|subtractions?|payments?(?: ?/ ?| and )debits?|soll
        belastung(?:en)?|lastschrift(?:en)?|zu ihren lasten|lasten|ausgang|ausgange|zahlungsausgang|ausgaben
        auszahlung(?:en)?|abgang|abbuchung(?:en)?|debiet|af|afschrijving(?:en)?|bedrag af|uit|uitgaven
        debiete|debiet bedrag|geld uit|uitbetaling(?:s)?|onttrekking(?:s)?|betalings?|debit|sorties?
        retraits?|depenses?|debits? ?\(?euros?\)?|au debit|votre debit|decaissements?|debe|debito
        cargos?|adeudos?|salidas?(?: de dinero)?|pagos?|retiros?|gastos?|dare|addebit[io]|uscite
        movimenti dare
        """,
    Role.CREDIT: r"""
        credits?|credit amount|money in|paid in|payments? in|deposits?|deposited|receipts?|in|received
        cr|deposits? and (?:other )?credits?|deposits?(?: ?/ ?| & | and )(?:credits?|additions?)
        additions?|credits?(?: ?/ ?| & )deposits?|haben|gutschrift(?:en)?|zu ihren gunsten|gunsten
        eingang|eingange|einnahmen
        zahlungseingang|einzahlung(?:en)?|zugang|bij|bijschrijving(?:en)?|bedrag bij
        inkomsten|krediet(?:e)?|krediet bedrag|geld in|inbetaling(?:s)?|deposito's?|ontvangstes?|credit
        entrees?|versements?|recettes?|au credit|votre credit|encaissements?|haber|abonos?
        entradas?(?: de dinero)?|ingresos?|credito|depositos?|avere|accredit[io]|entrate|movimenti avere
        """,
    Role.AMOUNT: r"""
        (?:transaction |billing )?amount(?: charged)?|value|sum|(?:debits?|dr) ?[/|&] ?(?:credits?|cr)
        (?:credits?|cr) ?[/|&] ?(?:debits?|dr)|money (?:in ?/ ?out|out ?/ ?in)|paid out ?/ ?in
        debits? \(-\) ?/? ?credits? \(\+\)|betrag|umsatz|umsatze|soll ?/ ?haben|belastung ?/ ?gutschrift
        betrag soll ?/ ?haben|bedrag|af ?/ ?bij|bij ?/ ?af|debet ?/ ?credit|mutatie|debiet ?/ ?krediet
        montant|debit ?/ ?credit|importe|importo|valor
        """,
    Role.BALANCE: r"""
        balance|running balance|account balance|ledger balance|new balance|closing balance|bal\.?
        daily balance|balance after|ending daily balance|saldo|kontostand|saldo neu|neuer saldo
        saldo nach buchung|lopende saldo|solde|nouveau solde|solde progressif|saldo contabile
        saldo disponible|saldo progressivo|saldo na mutatie
        """,
    Role.FEE: r"""
        (?:service |bank |transaction )?fees?|(?:service |bank )?charges?
        accrued (?:bank )?(?:charges?|fees?)|gebuhr(?:en)?|entgelt|frais|commissions?|kosten|fooi(?:e)?
        diensfooi(?:e)?|bankkoste|koste|opgelope bankkoste|comision(?:es)?|commissioni|spese
        """,
    Role.MARK: r"""
        dr ?/ ?cr|cr ?/ ?dr|d ?/ ?c|c ?/ ?d|s ?/ ?h|af bij|type dr
        """,
    Role.OTHER: r"""
        available balance|available|verfugbar(?:er betrag|er saldo)?|beskikbare saldo|beschikbaar saldo
        solde disponible|original amount|foreign amount|foreign currency(?: amount)?|exchange rate
        fx rate|fremdwahrung|originalbetrag|wechselkurs|kurs|devise|montant d'origine|taux|points
        vat amount|rate|zinssatz|quantity|price|stuck|anzahl
        """,
}

OPENING = r"""
    (?:opening|beginning|starting) (?:account |ledger |cash )?balance|beginning balance|starting balance
    start balance|initial balance|previous (?:statement )?balance|previous (?:account )?balance
    last (?:month|statement) balance|balance from last statement|prior balance
    balance (?:brought|b) ?/? ?(?:forward|f(?:wd|orward)?)|balance b/f|brought forward|b/f(?:wd)?
    openings? ?saldo|opening ledger balance|old balance|balance at start(?: of period)?
    amount owed last time|alter (?:konto)?(?:saldo|stand|kontostand)|saldo alt|alt(?= \()
    anfangs ?(?:saldo|bestand|kontostand|stand)|(?:konto)?saldo ?vortrag|saldo vortrag|vortrag
    start ?saldo|ubertrag (?:vom|aus) [\w ]+|eroffnungs ?saldo|alter kontostand
    letzter (?:konto)?(?:stand|auszug|saldo)|kontostand (?:zu beginn|vorher|alt)|ancien solde
    solde (?:precedent|initial|anterieur|de depart|d'ouverture|d'origine|reporte)
    solde (?:crediteur |debiteur )?(?:precedent|en debut de periode|au debut)|report(?: a nouveau)?
    ancien releve|begin ?saldo|vorige? saldo|oude? saldo|openingssaldo|aanvang(?:s)?saldo
    saldo oorgebring|oorgebringde saldo|saldo (?:vorige|vorig) (?:afschrift|overzicht|staat)
    saldo begin(?: periode)?|balans oorgebring|vorige balans|openingsbalans|beginbalans
    saldo oorgedra van vorige
    saldo (?:inicial|anterior|precedente|iniziale|de apertura|di apertura|al inicio)|balance inicial
    """
CLOSING = r"""
    (?:closing|ending) (?:account |ledger |cash )?balance|ending balance|end balance
    new (?:statement )?balance|final balance|statement balance
    balance (?:carried|c) ?/? ?(?:forward|f(?:wd|orward)?)|balance c/f|carried forward|c/f(?:wd)?
    (?:month|period|year)[- ]?end balance|closing ledger balance|balance at end(?: of period)?
    net balance|balance due|amount owing|total owing|total amount (?:due|owing)|outstanding balance
    current balance|your balance|account balance|total balance
    neuer (?:konto)?(?:saldo|stand|kontostand)|saldo neu|neu(?= \()|end ?(?:saldo|bestand|kontostand)
    schluss ?(?:saldo|bestand|stand)|abschluss ?saldo|neuer kontostand
    aktueller (?:konto)?(?:saldo|stand|kontostand)|nouveau solde
    solde (?:final|de cloture|de fin|actuel|nouveau|en fin de periode|a reporter)
    solde (?:crediteur |debiteur )?(?:final|en fin de periode|a la fin)|eind ?saldo|nieuwe? saldo
    slot ?saldo|sluiting(?:s)?saldo|nuwe saldo|saldo oorgedra|slotsaldo|saldo einde?(?: periode)?
    sluitingsbalans|eindbalans|nuwe balans|balans oorgedra
    saldo (?:final|finale|actual|nuevo|nuovo|de cierre|di chiusura|al final)|nuevo saldo|nuovo saldo
    balance final
    """
DATED_BALANCE = r"""
    (?:account )?balance(?: in [a-z]{3})? (?:as )?(?:on|at|of|as at|as of|per)
    (?:konto)?(?:saldo|stand)(?: in [a-z]{3})? (?:am|per|vom|zum|op|al|au|a|en)(?: dem)?|kontostand
    solde(?: \w+)? (?:au|en date du|du)|saldo (?:per|op|op datum|al|a fecha|a)
    """
CARRIED = r"""
    carried (?:forward|over|down)|balance c/f|c/f(?:wd)?
    balance (?:carried|to carry) (?:forward|over|down)|brought (?:forward|down)|balance b/f|b/f(?:wd)?
    sub-?total|page total|balance brought (?:forward|down)|zwischen(?:summe|saldo)|ubertrag
    (?:konto)?saldovortrag|vortrag|ubertrag auf (?:blatt|seite) \d+|a reporter|report|total page
    oorgedra|oorgebring|overbrengen|suma y sigue|a riportare|riporto|saldo anterior|saldo oorgedra
    saldo oorgebring|continued(?: on next page)?|fortsetzung
    """
DECOY_BALANCE = r"""
    available (?:balance|credit|funds)|credit available|funds available|overdraft|credit limit|facility
    limit|minimum|average|lowest|highest|interest|uncleared|unpaid|projected|pending|rewards?|points
    arrears|instal?ment|verfugbar\w*|disponible|disponibile|beskikbare?|beschikbaar|kreditlimit
    kreditrahmen|dispo(?:sitions)?\w*|valutarisch\w*|durchschnitt\w*|limiet|limiete|decouvert|autorise
    plafond|fido|oortrokke|oortrekking|mindest\w*|past due|payment due|cash advance limit|uberziehung\w*
    """
TOTAL_CREDITS = r"""
    (?:no\.? )?(?:of )?credit transactions|funds received(?: ?/ ?credits?)?|total (?:income|received)
    total (?:of )?(?:credits?|deposits?|money in|paid in|payments? in)(?: ?(?:[/&]|and) ?(?:other )?\w+)?
    total (?:of )?(?:receipts?|additions|income)(?: ?(?:[/&]|and) ?(?:other )?\w+)?
    total (?:credits? ?/ ?deposits?|deposits? ?/ ?credits?|amount credited)
    (?:credits?|deposits?|money in|paid in|payments in|deposits (?:and|&) (?:other )?(?:credits?|additions))
    payments?(?: and| &) credits?(?: received)?|payments? received|total payments? received
    total payments?|summe (?:der )?(?:gutschriften|haben|einzahlungen|eingange|zahlungseingange)
    (?:einkommende|eingehende) \w+|gutschriften|zahlungseingange?|summe haben|total gutschriften
    umsatz(?:e)? haben|dazu gesamt|haben gesamt|einnahmen
    total (?:des )?(?:credits?|operations au credit|entrees|versements)|credits?|entrees
    totaa?le? (?:bij|credit|bijgeschreven|ingekomen|krediete|deposito's|geld in|inbetalings)
    bij(?:geschreven)?|krediete|total (?:de )?(?:abonos|ingresos|haber|entradas|creditos|depositos)
    entrada de dinero|abonos|ingresos|entradas|totale (?:entrate|accrediti|avere|movimenti avere)
    entrate|accrediti|totaal (?:bij|credit|krediete|inkomsten)
    totale? (?:krediete|deposito's|ontvangstes?)|bij totaal
    """
TOTAL_DEBITS = r"""
    (?:no\.? )?(?:of )?debit transactions|funds used(?: ?/ ?debits?)?
    total (?:expenses|spent|charges|purchases)
    total (?:of )?(?:debits?|withdrawals?|money out|paid out|payments? out)(?: ?(?:[/&]|and) ?(?:other )?\w+)?
    total (?:of )?(?:spending|spent)
    total (?:debits? ?/ ?withdrawals?|withdrawals? ?/ ?debits?|amount debited)
    (?:debits?|withdrawals?|money out|paid out|payments out)
    withdrawals? (?:and|&) (?:other )?(?:debits?|subtractions)
    purchases(?:,? (?:and |& )?(?:fees|interest|charges|debits|adjustments|cash advances))+
    new (?:purchases|charges|transactions)|total purchases|purchases
    summe (?:der )?(?:lastschriften|belastungen|soll|auszahlungen|ausgange|abbuchungen)|ausgehende \w+
    lastschriften|belastungen|zahlungsausgange?|summe soll|total belastungen|umsatz(?:e)? soll|ab gesamt
    ausgaben|total (?:des )?(?:debits?|operations au debit|sorties|retraits)|sorties
    totaa?le? (?:af|debet|afgeschreven|uitgegaan|debiete|onttrekkings|geld uit|uitbetalings)
    af(?:geschreven)?|debiete|total (?:de )?(?:cargos|gastos|debe|salidas|debitos|retiros)
    salida de dinero|cargos|adeudos|salidas|totale (?:uscite|addebiti|dare|movimenti dare)|uscite
    addebiti|totaal (?:af|debet|debiete|uitgaven)|af totaal|totale? (?:debiete|onttrekkings|betalings)
    """
TOTAL_ROW = r"""
    (?:sub-?)?totals?|\w*total|total (?:for|of|this|new) \w+|gesamt\w*|summe\w*|totaal|totale|totaux
    suma|somme|umsatz(?:e)?|total des (?:operations|mouvements)|total (?:movements|transactions)|totales
    net (?:change|movement)|saldo mutaties
    """
SECTION_CREDIT = r"""
    deposits?|deposits? (?:and|&) (?:other )?(?:credits?|additions)|(?:other )?credits?
    electronic deposits?|money in|payments?(?:,? (?:and|&) (?:other )?credits?)|payments? received
    interest (?:paid|earned|credited)|additions|deposits?(?:,| and) additions|gutschriften|einzahlungen
    eingange|zahlungseingange|versements|encaissements|credits|bijschrijvingen|inkomsten|deposito's
    krediete|inbetalings|geld in|abonos|ingresos|depositos|entrate|accrediti|customer deposits
    atm deposits|direct deposits|refunds|payments and refunds|credit transactions
    """
SECTION_DEBIT = r"""
    withdrawals?|withdrawals? (?:and|&) (?:other )?(?:debits?|subtractions)|(?:other )?debits?
    electronic withdrawals?|checks?(?: paid)?|cheques?(?: paid)?
    atm (?:&|and) debit card (?:withdrawals|subtractions)|card purchases|purchases
    atm (?:&|and) debit card withdrawals|electronic payments|payments|money out|fees?
    (?:service|bank) (?:charges|fees)|purchases (?:and|&) (?:adjustments|charges|debits)|fees charged
    interest charged|cash advances|other withdrawals|debit card (?:purchases|transactions)
    online payments|transfers out|new charges|standard purchases|lastschriften|auszahlungen|belastungen
    abbuchungen|ausgange|zahlungsausgange|retraits|prelevements|decaissements|afschrijvingen|uitgaven
    debiete|onttrekkings|uitbetalings|geld uit|cargos|pagos|retiros|uscite|addebiti|debit transactions
    bank ?koste|fooie|diensfooie|frais|gebuhren
    """
SECTION_OTHER = r"""
    pending(?: transactions?| payments?)?|upcoming(?: payments?| transactions?)?
    scheduled(?: payments?)?|future\w*|daily (?:ending |ledger )?balances?
    interest (?:rates?|charge calculation|summary)|fee (?:schedule|summary)|vorgemerkte\w*( umsatze)?
    vormerkungen|rechnungsabschluss|konditionen|zinssatze?|operations a venir|year.to.date(?: totals)?
    rewards?(?: summary)?|overdraft information|debit orders? due|hangende transaksies
    not yet (?:posted|processed)|uncleared (?:effects|items)|komende betalings
    geplande (?:betalingen|betalings)|important (?:information|messages?|notice)
    """
CARD_WORDS = r"""
    credit ?card|card statement|mastercard statement|visa statement|minimum (?:payment|amount)(?: due)?
    credit limit|available credit|kreditkarte\w*|kredietkaart|carte de credit|creditcard
    tarjeta de credito|carta di credito|cash advance|kreditlimit|minimum betaling|credit line
    new charges|purchases and adjustments
    """
IN_WORDS = r"""
    gutschrift|uberweisungsgutschr|einzahlung|eingang|zahlungseingang|gehalt|lohn|rente|erstattung|dazu
    habenzins\w*|zinsertrag|dividende?|ausschuttung|verkauf|bonus|deposit|salary|payroll|refund|received
    receipt|credit(?! card)|cashback|interest (?:paid|earned)|payment received|thank you|reversal|from
    incoming|top.?up|payshap from|virement (?:recu|de)|remise|versement|remboursement|salaire|ontvangen
    salaris|bijschrijving|storting|teruggave|inbetaling|rente ontvang\w*|abono|ingreso|nomina
    transferencia recibida|devolucion|accredito|stipendio|bonifico (?:da|a vostro favore)|entrata|inward
    neft cr|cr
    """
OUT_WORDS = r"""
    lastschrift|abbuchung|auszahlung|kartenzahlung|kauf|gebuhr\w*|entgelt|dauerauftrag|miete|ab
    sollzins\w*|steuer\w*|kest|abgeltungssteuer|uberweisung an|bargeld\w*|purchase|withdrawal|wdl|atm
    pos|fee|fees|charge|charges|debit|debit order|payment to|transfer to|paid to|airtime|electricity
    insurance|premium|rent|bill|cheque|check|subscription|instal?ment|cash advance|achat|prelevement
    retrait|carte|cotisation|frais|paiement|loyer|betaalautomaat|geldautomaat|incasso|betaling aan
    afschrijving|onttrekking|aankoop|debietorder|compra|pago|cargo|recibo|comision|retirada|acquisto
    prelievo|addebito|commissioni|pagamento|bolletta|dr
    """


def pattern(*words: str) -> re.Pattern[str]:
    """Return one pattern that finds any of the words, longer ones first, where no letter or digit adjoins.

    It is meant for text in small letters without accents.
    """
    return re.compile(rf"(?<![^\W_])(?:{any_of(*words)})(?![^\W_])")


def any_of(*words: str) -> str:
    """Return one alternation of all the words, longer ones first."""
    every = {each for block in words for each in alternatives(block)}
    return "|".join(sorted(every, key=lambda each: (-len(each), each)))


def alternatives(words: str) -> list[str]:
    """Split a regular expression at line ends and at the bars outside parentheses and brackets."""
    words = "|".join(line.strip() for line in words.strip().splitlines())
    parts, depth = [""], 0
    for before, letter in zip(" " + words, words, strict=False):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(letter, 0) if before != "\\" else 0
        if letter == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part]


COLUMN_PATTERNS = {role: pattern(words) for role, words in COLUMN_WORDS.items()}
ANY_COLUMN = pattern(*COLUMN_WORDS.values())

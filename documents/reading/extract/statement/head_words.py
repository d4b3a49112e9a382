"""The words of a statement's head, without accents: labels, titles, what banks are called."""

from __future__ import annotations

import re

from documents.reading.extract.statement.vocabulary import any_of, pattern

_ACCOUNT = r"""
    (?:compte|cuenta|conto|konto|rekening)(?: \w+){0,3} n[°ºo]\.?
    (?:card|bank|your|main|cheque|savings|current)? ?account ?(?:number|no|nr|num|#)\b\.?
    (?:card|kaart|kredietkaart|credit card) ?(?:number|no|nommer|nr)\b\.?|karten ?(?:nummer|nr)\b\.?
    numero de (?:la )?carte|kreditkarten ?(?:nummer|nr)\b\.?|numero de tarjeta|numero carta|kaartnummer
    card ending(?: in)?|acc(?:t|ount)?\.? ?(?:no|number|#)\b\.?|a/c ?(?:no|number)?\b\.?
    rekening ?(?:nommer|nummer|no|nr)\b\.?|konto ?-? ?(?:nummer|nr)\b\.?|kontonr\.?
    numero (?:de )?compte|n[°ºo]\.? (?:de )?compte|compte (?:n[°ºo]|numero)\.?|numero (?:de )?cuenta
    n[°ºo]\.? (?:de )?cuenta|cuenta (?:n[°ºo]|numero)\.?|numero (?:di )?conto|n[°ºo]\.? conto
    conto (?:corrente )?(?:n[°ºo]|numero)\.?|verrechnungskonto
    """
_ACCOUNT_WEAK = r"""
    account(?= ?:)|account #|account|konto|compte|cuenta|rekening
    """
_HOLDER = r"""
    account ?holder(?:'?s)?(?: name)?|account ?name|name of account(?: holder)?|customer name
    client name|holder|card ?holder(?:'?s)?(?: name)?|card ?member|account owner|name of customer
    in the name of|prepared for|customer|rekening ?houer|rekeninghouder|ten name van|t\.n\.v\.|naam
    klantnaam|kaarthouer|kaarthouder|konto ?inhaber(?:in)?|karteninhaber(?:in)?|inhaber|kunde
    titulaire(?: du compte)?|intitule du compte|titular|intestatario|intestazione|nombre del titular
    nombre|cliente|client|nom
    """
_BANK = r"""
    bank(?: name)?|issuer|issued by|issuing bank|kreditinstitut|banque|banco|banca|emisor
    """
_STATEMENT_NUMBER = r"""
    (?:bank )?statement ?(?:number|no|nr|#)\b\.?|statement of account no\.?|staat ?(?:nommer|no|nr)\b\.?
    (?:konto)?auszug(?:s)? ?-? ?(?:nummer|nr|no)\b\.?|auszug(?=:? \d)|kontoauszug(?=:? \d)|volgnummer
    sheet (?:number|no)\b\.?|afschrift ?(?:nummer|nr)\b\.?|releve (?:de compte )?(?:n[°ºo]|numero)\.?
    numero (?:de |du )?releve|n[°ºo]\.? (?:de |du )?releve|estratto conto n\.?
    extracto (?:n[°ºo]|numero)\.?|numero (?:de )?extracto|periodenauszugs-?nr\.?|afskrif ?nommer
    statement(?=:? \d{1,4}$)
    """
_CURRENCY = r"""
    (?:account |statement )?currency|(?:konto)?wahrung|devise|monnaie|valuta|muntsoort|geldeenheid
    moneda|divisa
    """
ACCOUNT_LABELS = (any_of(_ACCOUNT), any_of(_ACCOUNT_WEAK))
HOLDER_LABELS = (any_of(_HOLDER),)
BANK_LABELS = (any_of(_BANK),)
STATEMENT_NUMBER_LABELS = (any_of(_STATEMENT_NUMBER),)
CURRENCY_LABELS = (any_of(_CURRENCY),)
_TITLES = r"""
    mr|mrs|ms|miss|dr|prof|rev|adv|herr|herrn|frau|m|mme|mlle|monsieur|madame|dhr|mevr|mw|mnr|mev|me|sr|sra|don
    dona|sig|sigra|eheleute|familie|firma|messrs
    """
_AND = r"(?:and|und|et|&|u\.|or|oder)"
TITLE = re.compile(rf"^(?:{any_of(_TITLES)})\.?(?: {_AND} (?:{any_of(_TITLES)})\.?)?$")
BANKISH = pattern(
    r"""
    \w*bank\w*|banque|banco|banca|caixa|caisse|sparkasse|sparkas|volksbank|credit union|building society
    kantonalbank|cooperative|mutual|bancorp|financial|kasse|card (?:services|co|company)|credit|bourse
    postfinance
    """
)
NO_BANK = re.compile(
    r"(?<!\w)(?:bank(?:ing)? (?:statement|details|code|charges|identifier|account|transfer)|bankleitzahl|"
    r"bank-?verbindung|online|www|https?|iban|bic|swift|code of|telephone|internet bank|if you|your|please|"
    r"our|ombud|members?|deposits?|dear)(?!\w)|[@:]"
)
LEGAL_FORM = re.compile(
    r"(?<!\w)(?:ltd|limited|plc|ag|s\.?a\.?|n\.?v\.?|b\.?v\.?|inc|n\.a\.|gmbh|eg|kgaa|spa|s\.p\.a\.|bpk|"
    r"beperk)(?!\w)"
)
NO_NAME = pattern(
    r"""
    statement|account|page|date|number|balance|branch|street|box|tel|fax|vat|period|kontoauszug|auszug|seite|datum
    checking|savings|cheque|current|money market|giro\w*|tagesgeld\w*|privatkonto|betaalrekening
    overview|details|transactions?|your|ihre?|kontodaten|uberblick|\w*ubersicht|umsatz\w*|resumen|resume
    postfach|konto|releve|rekening|afschrift|from|to|summary|code|type|iban|bic|telephone
    """
)
DOLLAR_COUNTRIES = {
    "USD": re.compile(r"(?<!\w)(?:fdic|routing number|[a-z]{2} \d{5}(?:-\d{4})?$|usa|united states)(?!\w)"),
    "NZD": re.compile(
        r"new zealand|aotearoa|(?<!\w)(?:auckland|wellington|christchurch|dunedin|nz|ird|kiwi\w*)(?!\w)"
    ),
    "AUD": re.compile(r"australia|(?<!\w)(?:abn|afsl|bsb|sydney|melbourne|brisbane|perth|nsw|vic|qld)(?!\w)"),
    "CAD": re.compile(
        r"canad|(?<!\w)(?:toronto|montreal|vancouver|ottawa|interac|ontario|quebec|cdic)(?!\w)"
    ),
    "SGD": re.compile(r"singapore|(?<!\w)(?:paynow|sgd)(?!\w)"),
    "HKD": re.compile(r"hong kong"),
}

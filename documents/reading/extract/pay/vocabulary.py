"""What payslips call their figures, columns, parts, names and dates; small letters, no accents.

Every entry is a regular expression on the folded text of a row, the plainest name first.
"""

from __future__ import annotations

GROSS = (
    r"total gross(?: pay| salary| earnings| wages| remuneration)?|gross (?:pay|salary|earnings|wages|remuneration|income)",
    r"total (?:earnings|income|payments|pay|remuneration|salary)|earnings total|totals? earnings",
    r"gesamt-?\s?brutto|summe (?:der )?(?:brutto-?\s?)?bezuge|brutto(?:lohn|gehalt|bezug|verdienst|entgelt) gesamt|gesamtbruttolohn",
    r"bruttolohn|bruttogehalt|bruttobezuge|bruttoverdienst|bruttoentgelt|bruttoarbeitslohn|brutto-bezuge gesamt",
    r"salaire brut|total brut|remuneration brute|brut total",
    r"bruto ?loon|bruto ?salaris|totaal bruto(?: ?loon)?|bruto totaal|totaal betalingen|bruto verdienste?|totale verdienste|totale inkomste",
    r"total devengado|total devengos|salario bruto|total bruto|sueldo bruto|total haberes|totale competenze|retribuzione lorda|"
    r"totale lordo|total iliquido|total de abonos|total abonos|total de vencimentos|vencimento bruto|total ganhos",
    r"gross|brutto|bruto",
)
NET = (
    r"(?:total )?nett? (?:pay|salary|wages|payment|remuneration|income|earnings)|take[ -]home(?: pay)?|nett? amount(?: paid| payable)?",
    r"auszahlungsbetrag|auszuzahlender betrag|uberweisungsbetrag|zahlbetrag",
    r"nettolohn|nettogehalt|nettoverdienst|nettobezug|nettoentgelt|nettoauszahlung",
    r"net a payer(?: au salarie)?(?: apres impot(?: sur le revenu)?)?|net paye|salaire net(?: a payer)?|montant net",
    r"netto (?:uit te betalen|te betalen|loon|salaris|betaling|pay)|nettoloon|nettosalaris|uit te betalen|nettobetaling|te ontvangen",
    r"liquido (?:total )?a percibir|neto a (?:percibir|pagar|cobrar)|total neto|sueldo neto|salario neto|liquido a pagar|total liquido|liquido a receber|"
    r"valor liquido|salario liquido|netto in busta|netto del mese|netto a pagare|netto da pagare|retribuzione netta|netto busta",
    r"amount (?:paid|payable|due)|nett?|netto|pay this period",
)
DEDUCTIONS = (
    r"total (?:employee )?deductions?|deductions? total|totals? deductions?",
    r"summe (?:der )?(?:gesetzlichen? )?abzuge|gesamt-?\s?abzuge|abzuge gesamt|summe abzuge|gesetzliche abzuge gesamt",
    r"total (?:des )?(?:cotisations|retenues|deductions)(?: salariales)?|total cotisations et contributions salariales",
    r"totale? aftrekkings|totaal (?:inhoudingen|aftrek)|totale inhoudingen|som inhoudingen",
    r"total (?:a )?deducir|total deducciones|total de deducciones|totale trattenute|totale ritenute|total de descontos|total descontos",
    r"deductions|abzuge|inhoudingen|aftrekkings|deducciones|trattenute|descontos",
)
TAX = (
    r"p\.?a\.?y\.?e\.?(?: tax| income tax| deducted)?|income tax(?: ?[-(]? ?paye\)?)?|tax ?\(? ?paye\)?",
    r"lohnsteuer|einkommensteuer",
    r"federal (?:income )?tax|fed(?:eral)? (?:income tax )?withholding|fit withheld|federal withholding|fed(?:eral)? w/?h",
    r"payg(?: tax)?(?: withh(?:olding|eld))?|tax withheld|withholding tax|taxes withheld|income tax withheld",
    r"impot sur le revenu(?: preleve a la source)?|prelevement a la source|precompte professionnel|bedrijfsvoorheffing",
    r"loonheffing(?: tabel)?|loonbelasting|inkomstebelasting|lbs",
    r"irpf|tributacion i\.?r\.?p\.?f\.?|irpef netta|ritenute? irpef|irpef|retencao irs|irs|irrf",
    r"total tax(?:es)?|tax paid|tax deducted|tax",
)
TAXES_TOTAL = (r"total taxes|taxes total|taxes|total employee taxes",)

# Heads of columns and beginnings of rows.
CURRENT = (
    r"this (?:period|pay|month)|current(?: period| pay| amount)?|period amount|amount|betrag|bedrag|montant|importe|importo|"
    r"valor|dit periode|hierdie periode|lfd\.? monat|monat|huidig|actual|month",
)
TO_DATE = (
    r"ytd|y\.?t\.?d\.?|year[- ]to[- ]date|total to date|to date|this year|jahreswerte|jahr|kumuliert|kumul|aufgelaufen|gesamtjahr|"
    r"cumul(?:s|e|atif)?(?: annuel)?|annuel|cumulatie(?:f|ven)|cumulatief|jaar tot datum|jtd|acumulado|progressivi?|anno|"
    r"td|tot datum|previous|balance|saldo|brought forward",
)
NOT_MONEY = (
    r"hours|hrs|rate|units?|qty|quantity|days|stunden|std|tage|satz|faktor|uren|aantal|tarief|heures|taux|nombre|base|"
    r"based on|horas|cantidad|precio|ore|giorni|ure|tarief|dias|quantidade|employer|company contribution|werkgewer|arbeitgeber(?:anteil)?|"
    r"part patronale|patronal|taxable|basis|grondslag|percentage",
)
EMPLOYER_PART = (
    r"employer|company|patronal|arbeitgeber|ag-?anteil|werkgewer|werkgever|maatskappy|empresa|azienda|perks|fringe|"
    r"non-?cash|informational"
)

# Parts of the slip.
EARNINGS_PART = (
    r"earnings|income|payments?|pay and allowances|remuneration|brutto-?\s?bezuge|bezuge|verdienste|inkomste|betalingen|"
    r"devengos|haberes|competenze|abonos|vencimentos|remuneracoes|gross earnings|pay details|gains",
)
DEDUCTIONS_PART = (
    r"deductions|taxes|(?:gesetzliche )?abzuge|aftrekkings|inhoudingen|retenues|cotisations|deducciones|trattenute|ritenute|"
    r"descontos|statutory deductions|other deductions|taxes and deductions|employee taxes|before-tax deductions|after-tax deductions",
)
OTHER_PART = (
    r"(?:company|employer)(?:'s)? contributions?|employer|contributions|year to date|this year|ytd|leave|benefits|"
    r"other benefits.*|net pay distribution|summary|pay summary|important notes|messages?|paid time off|totals|fringe benefits|"
    r"balances|jahreswerte|werkgewerbydraes|cumulatieven|perks",
)

# Names, numbers and dates.
EMPLOYEE = (
    r"employee(?:'s)? name|name of employee|employee full name|employee",
    r"surname and initials|full names?|name and surname|naam en van|surname,? initials",
    r"mitarbeiter(?:in)?|arbeitnehmer(?:in)?|name des mitarbeiters|name,? vorname|vor- und nachname",
    r"nom et prenom|nom du salarie|salarie|nom",
    r"naam werknemer|werknemer|medewerker|naam medewerker|werknemer ?naam|naam",
    r"trabajador(?:a)?|empleado|nombre del trabajador|apellidos y nombre|nombre|dipendente|cognome e nome|nominativo|"
    r"funcionario|trabalhador|nome do (?:trabalhador|funcionario)|nome",
    r"name|pay to the order of|deposited to the account of|to the account of",
)
EMPLOYER = (
    r"employer(?:'s)? name|name of employer|employer|company name|company|business name",
    r"arbeitgeber|firma|unternehmen|employeur|entreprise|raison sociale|werkgever|werkgewer|maatskappy|bedrijf",
    r"empresa|empleador|razon social|azienda|ditta|datore di lavoro|ragione sociale|entidade (?:patronal|empregadora)|empregador",
)
EMPLOYEE_NUMBER = (
    r"employee (?:number|no|num|nr|id|code|#)|emp\.? ?(?:number|no|id|code|#)|staff (?:number|no|id)|payroll (?:number|no|id)|"
    r"personnel (?:number|no)|works (?:number|no)|clock (?:number|no)|file (?:number|no)|empl(?:oyee)?\.? ?(?:no|id|code)|associate id",
    r"personal-?\s?(?:nummer|nr)|pers\.?-?\s?nr|mitarbeiter-?\s?(?:nummer|nr)|pnr",
    r"matricule|numero de salarie|n° salarie",
    r"personeels?nummer|personeelsnr|werknemers?nommer|werknemer ?(?:nommer|nr|no|kode)|medewerkernummer|personeelnommer",
    r"numero de empleado|codigo (?:de )?(?:empleado|trabajador)|n\.? ?empleado|matricola|codice dipendente|n\.? ?mecanografico|numero mecanografico|"
    r"n\.? ?(?:de )?(?:funcionario|trabalhador)",
    r"file",
)
PAY_DATE = (
    r"pay date|paydate|payment date|date of payment|date paid|paid on|pay day|check date|cheque date|advice date|process date|date of pay",
    r"auszahlung am|auszahlungsdatum|zahltag|zahlungsdatum|uberweisung am|valuta",
    r"date de paiement|paye le|date de versement|betaaldatum|datum betaling|betaal datum|datum van betaling|betaald op|uitbetaald op",
    r"fecha de pago|fecha de abono|data di pagamento|data pagamento|data valuta|data de pagamento|pago em|data pag",
    r"date|datum",
)
PERIOD_START = (
    r"(?:pay )?period (?:start|begin(?:ning|s)?|from)(?: date)?|start (?:of period|date)|pay begin date|period commencing|from",
    r"zeitraum von|abrechnungszeitraum von|von|periode du|du|periode van|tydperk van|desde|dal|inicio",
)
PERIOD_END = (
    r"(?:pay )?period (?:end(?:ing|s|ed)?|to)(?: date)?|end (?:of period|date)|pay end date|week ending|month ending|month end|to|"
    r"(?:week|month|fortnight) ended",
    r"zeitraum bis|abrechnungszeitraum bis|bis|au|periode tot|tydperk tot|tot|hasta|al|fim",
)
PERIOD = (
    r"pay period|period|payslip for|salary for|pay for|for the (?:month|period)(?: of)?|month of|tax period|salary period|pay month",
    r"abrechnungszeitraum|zeitraum|abrechnungsmonat|abrechnung fur|abrechnung|bezuge fur|monat|fur",
    r"periode(?: de paie)?|tijdvak|loontijdvak|betaalperiode|salarisperiode|verloningsperiode|tydperk|maand",
    r"periodo(?: de liquidacion)?|periodo di (?:retribuzione|paga)|mese(?: di)?|mes|periodo de processamento",
)

# Words of law that only one country's payslips print, and the currency that follows.
LAW = (
    ("ZAR", r"\b(?:uif|sdl|irp5|sars|wvf)\b"),
    ("GBP", r"\bnational insurance\b|\bni (?:number|no|code|letter|contribution)|\bhmrc\b|\bp60\b|\btax code:? *\d{3,4}l\b"),
    ("AUD", r"\bsuperannuation\b|\bsuper guarantee\b|\bpayg\b|\babn\b"),
    ("NZD", r"\bkiwisaver\b|\bird number\b"),
    ("CAD", r"\bcpp\b|\brrsp\b|\bsin\b.*\bei\b|\bei premium"),
    ("USD", r"\bfica\b|\bmedicare\b|\bfederal income tax\b|\b401 ?\(?k\)?|\bssn\b|\bw-?4\b"),
    ("EUR", r"\blohnsteuer\b|\bkrankenversicherung\b|\burssaf\b|\bcsg\b|\bloonheffing\b|\bbsn\b|\birpf\b|\birpef\b|\binps\b|\btsu\b"),
    ("CHF", r"\bahv\b|\bbvg\b|\balv\b"),
)  # fmt: skip

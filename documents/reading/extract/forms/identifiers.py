"""The identifiers that tax authorities print on their forms, and what they are called here."""

from __future__ import annotations

STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "georgia": "GA", "hawaii": "HI", "idaho": "ID", "illinois": "IL",
    "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA", "maine": "ME",
    "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN", "mississippi": "MS",
    "missouri": "MO", "montana": "MT", "nebraska": "NE", "new hampshire": "NH", "new jersey": "NJ",
    "new mexico": "NM", "new york": "NY", "north carolina": "NC", "north dakota": "ND", "ohio": "OH",
    "oklahoma": "OK", "oregon": "OR", "pennsylvania": "PA", "rhode island": "RI", "south carolina": "SC",
    "utah": "UT", "vermont": "VT", "virginia": "VA", "west virginia": "WV", "wisconsin": "WI",
}  # fmt: skip

# What follows the word "Form" on American forms; the groups are the identifier.
US_NUMBER = (
    r"(?:W[- ]?[2349][CG]?|W-?8[- ]?(?:BEN(?:-E)?|ECI|EXP|IMY)|1099[- ][A-Z]{1,4}|10(?:95|98)(?:-[A-Z]{1,2})?"
    r"|1040(?:-[A-Z]{1,3})?|[1-9]\d{2,3}(?:-[A-Z]{1,4})?)"
)

# (canonical identifier, pattern of how it is printed), the more particular first. Source: SARS, HMRC, ATO,
# CRA, Bundesfinanzministerium, DGFiP, Belastingdienst, AEAT, Agenzia delle Entrate and AT name them so.
NAMED: tuple[tuple[str, str], ...] = (
    ("IRP5", r"IRP\s?5(?:\s*/\s*IT\s?3\s?\(?a\)?)?"),
    ("IT3(a)", r"IT\s?3\s?\(a\)"),
    ("IT3(b)", r"IT\s?3\s?\(b\)"),
    ("IT3(c)", r"IT\s?3\s?\(c\)"),
    ("IT3(s)", r"IT\s?3\s?\(s\)"),
    ("ITA34", r"ITA\s?34"),
    ("ITSA", r"ITSA"),
    ("ITR12", r"ITR\s?12|IT\s?12\s?[ST]?"),
    ("ITR14", r"ITR\s?14"),
    ("IRP6", r"IRP\s?6"),
    ("EMP201", r"EMP\s?201"),
    ("EMP501", r"EMP\s?501"),
    ("VAT201", r"VAT\s?201"),
    ("P60", r"P60"),
    ("P45", r"P45"),
    ("P11D", r"P11D"),
    ("SA100", r"SA100"),
    ("SA302", r"SA302"),
    ("CT600", r"CT600"),
    ("T4", r"T4(?=\s+(?:Statement|Slip|Etat|État))"),
    ("PAYG payment summary", r"PAYG payment summary(?: - individual non-business)?"),
    (
        "Lohnsteuerbescheinigung",
        r"(?:elektronischen? )?Lohnsteuerbescheinigung",
    ),
    (
        "Einkommensteuerbescheid",
        r"Einkommensteuerbescheid|Bescheid für (?:\d{4} )?über (?:die )?Einkommensteuer",
    ),
    ("Einkommensteuererklärung", r"Einkommensteuererklärung"),
    ("Umsatzsteuer-Voranmeldung", r"Umsatzsteuer-?\s?Voranmeldung"),
    ("Lohnausweis", r"Lohnausweis"),
    ("Avis d'impôt", r"Avis d.imp(?:ô|o)t(?:\s+\d{4})?(?: sur les revenus)?|Avis d.imposition"),
    ("2042", r"(?:Déclaration des revenus|cerfa).{0,40}?\b2042\b"),
    ("Jaaropgaaf", r"Jaaropga(?:af|ve)"),
    ("Certificazione Unica", r"Certificazione Unica"),
    ("Modello 730", r"(?:Modello|Mod\.)\s?730"),
    ("Modelo 100", r"Modelo\s?100"),
    ("Modelo 190", r"Modelo\s?190"),
    ("Modelo 3", r"Modelo\s?3(?!\d)"),
    ("Tax Compliance Status", r"Tax Compliance Status|Tax Clearance Certificate"),
    ("Notice of Assessment", r"Notice of Assessment"),
)
TITLES = frozenset(
    {"Notice of Assessment", "Tax Compliance Status"}
)  # said of forms that may have a code, too

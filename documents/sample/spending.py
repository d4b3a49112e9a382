"""What moves on an account in each country: the bookings' wording, amounts and rhythm."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of booking: wording in printed lines, bounds of the amount, weight, or the day of the month.

    The wording may use {shop} {town} {ref} {card} {person} {employer} {iban} {dd} {mon}.
    """

    text: str  # lines separated by "|"
    low: float
    high: float
    weight: int = 0  # how often among the chance bookings
    day: int = 0  # booked once a month on this day
    step: int = 0  # round amounts of this step
    money_in: bool = False
    fee: str = ""  # what the bank charges for it
    code: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """The bookings and shops of a country."""

    kinds: tuple[Kind, ...]
    shops: tuple[str, ...]
    towns: tuple[str, ...]


_ZA = Habits(
    kinds=(
        Kind("POS Purchase {shop} {town}|{card} {dd} {mon}", 28, 1900, 22, code="POS", category="Groceries"),
        Kind("Card purchase {shop} {town}", 35, 900, 14, code="POS", category="Restaurants"),
        Kind("Fuel purchase {shop}|{card}", 250, 1250, 6, code="POS", category="Vehicle Fuel"),
        Kind("Payshap payment to {person}", 50, 1800, 5, fee="7.50", code="PSH", category="Digital Payments"),
        Kind("ATM Cash withdrawal {town}|Auto bank {ref}", 100, 3000, 5, step=100, fee="10.00", code="ATM",
             category="Cash Withdrawal"),
        Kind("Prepaid electricity|Meter {ref}", 100, 800, 3, step=50, fee="1.00", code="PRE", category="Electricity"),
        Kind("Airtime {shop}", 10, 150, 4, step=5, fee="0.50", code="PRE", category="Cellphone"),
        Kind("Immediate payment {person}|Ref {ref}", 150, 5200, 3, fee="49.00", code="IMM", category="Other"),
        Kind("Internet transfer from {person}|{ref}", 200, 4500, 3, money_in=True, code="CR", category="Transfer"),
        Kind("Refund {shop} {town}", 60, 700, 1, money_in=True, code="CR", category="Refund"),
        Kind("Salary {employer}|{ref}", 14000, 62000, day=25, money_in=True, code="SAL", category="Salary"),
        Kind("Debit order {shop} rent|{ref} {town}", 5200, 14500, day=1, code="DO", category="Home Rental"),
        Kind("Vehicle finance instalment|Contract {ref}", 2800, 7400, day=2, code="DO", category="Vehicle Payments"),
        Kind("Medical scheme premium {ref}", 1500, 5100, day=3, code="DO", category="Medical Aid"),
        Kind("Insurance premium|Policy {ref}", 320, 1400, day=5, code="DO", category="Insurance"),
        Kind("Fibre line {shop}|{ref}", 499, 999, day=7, code="DO", category="Internet"),
        Kind("Monthly account fee", 65, 240, day=28, code="FEE", category="Fees"),
    ),
    shops=(
        "SHOPWELL", "PICK & PANTRY", "KAROO BUTCHERY", "MAMA ZODWA SPAZA", "BLUE CRANE FUEL", "VUMA CELL", "DISKEM PLUS",
        "SAVANNA HARDWARE", "THE COFFEE KRAAL", "NANDI'S KITCHEN", "TAKEALITTLE ONLINE", "BOKSMART SPORT", "ROOTS MEAT",
    ),
    towns=("SANDTON", "CAPE TOWN", "DURBAN NORTH", "SOWETO", "PAARL", "MIDRAND", "POLOKWANE", "EAST LONDON", "GEORGE"),
)  # fmt: skip
_US = Habits(
    kinds=(
        Kind("DEBIT CARD PURCHASE {shop}|{town} CARD {card}", 4, 240, 22),
        Kind("RECURRING PAYMENT {shop}|{ref}", 8, 60, 4),
        Kind("ATM WITHDRAWAL {ref} {town}", 20, 400, 4, step=20),
        Kind("ZELLE TO {person} {ref}", 20, 600, 3),
        Kind("CHECK {ref}", 45, 1400, 3, code="CHK"),
        Kind("ZELLE FROM {person} {ref}", 20, 500, 2, money_in=True),
        Kind("MOBILE DEPOSIT {ref}", 50, 900, 1, money_in=True),
        Kind("{employer} DIRECT DEP|PPD ID: {ref}", 1500, 3900, day=15, money_in=True),
        Kind("{employer} PAYROLL|PPD ID: {ref}", 1500, 3900, day=29, money_in=True),
        Kind("RENT ACH {ref} WEB", 900, 2400, day=2),
        Kind("ELECTRIC UTILITY BILL PAY {ref}", 60, 210, day=11),
        Kind("MONTHLY SERVICE FEE", 10, 15, day=28, step=5, code="FEE"),
    ),
    shops=(
        "GREENLEAF MARKET",
        "JAVA BARN",
        "HOMEWORKS 0213",
        "GAS & GO",
        "BOOKSMITH",
        "STREAMIFY",
        "TACO ORILLA",
    ),
    towns=("COLUMBUS OH", "AUSTIN TX", "BOISE ID", "ALBANY NY"),
)
_GB = Habits(
    kinds=(
        Kind("CARD PAYMENT TO {shop}|ON {dd} {mon} {town}", 3, 180, 22, code="DEB"),
        Kind("CONTACTLESS {shop} {town}", 2, 60, 10, code="CPM"),
        Kind("CASH WITHDRAWAL {town}|{dd} {mon}", 10, 300, 3, step=10, code="ATM"),
        Kind("FASTER PAYMENT {person}|REF {ref}", 10, 700, 4, code="FPO"),
        Kind("FASTER PAYMENT RECEIVED|{person}", 10, 700, 3, money_in=True, code="FPI"),
        Kind("BANK CREDIT {employer}|SALARY {ref}", 1500, 4200, day=26, money_in=True, code="BGC"),
        Kind("DIRECT DEBIT COUNCIL TAX|{ref}", 110, 240, day=4, code="DD"),
        Kind("DIRECT DEBIT WATER|{ref}", 28, 66, day=9, code="DD"),
        Kind("STANDING ORDER {person}|RENT", 650, 1700, day=1, code="SO"),
    ),
    shops=(
        "THE CORNER LARDER",
        "TEA & CRUMB",
        "NORTHERN FUEL",
        "WILLOW PHARMACY",
        "OXBRIDGE BOOKS",
        "TOTTER'S DIY",
    ),
    towns=("LEEDS", "CARDIFF", "GLASGOW", "NORWICH", "LONDON SE1"),
)
_DE = Habits(
    kinds=(
        Kind("Kartenzahlung|{shop} {town}|{dd}.{mm}. Karte {card}", 3, 160, 22, code="EC"),
        Kind("SEPA-Lastschrift|{shop}|Mandat {ref}", 9, 220, 7, code="LS"),
        Kind("Geldautomat {town}|{dd}.{mm}. {ref}", 20, 400, 3, step=10, code="GA"),
        Kind("SEPA-Überweisung|{person}|IBAN {iban}|Danke {ref}", 15, 900, 5, code="UE"),
        Kind("Gutschrift|{person}|{ref}", 20, 800, 3, money_in=True, code="GS"),
        Kind("Lohn/Gehalt|{employer}|Personalnr. {ref}", 1900, 4600, day=27, money_in=True, code="LG"),
        Kind("Dauerauftrag|{person}|Miete {mon}", 520, 1450, day=1, code="DA"),
        Kind("SEPA-Lastschrift|Stadtwerke|Abschlag {ref}", 60, 180, day=5, code="LS"),
        Kind("Entgelt Kontoführung", 3, 12, day=28, code="EN"),
    ),
    shops=(
        "Kaufhof am Ring",
        "Backstube Hölscher",
        "Apotheke zur Post",
        "Getränke Möller",
        "Biomarkt Süd",
        "Tankhof",
    ),
    towns=("KÖLN", "LEIPZIG", "MÜNCHEN", "BREMEN"),
)
_FR = Habits(
    kinds=(
        Kind("CARTE {dd}/{mm} {shop}|{town} {card}", 3, 160, 22),
        Kind("PRLV SEPA {shop}|{ref}", 9, 220, 6),
        Kind("RETRAIT DAB {town}|{dd}/{mm}", 20, 300, 3, step=10),
        Kind("VIR SEPA EMIS {person}|Réf {ref}", 15, 900, 4),
        Kind("VIR SEPA RECU|DE {person}", 20, 800, 3, money_in=True),
        Kind("VIREMENT SALAIRE {employer}|{ref}", 1700, 4100, day=28, money_in=True),
        Kind("VIR PERMANENT LOYER|{person}", 520, 1350, day=3),
        Kind("COTISATION CARTE", 3, 12, day=15),
    ),
    shops=(
        "BOULANGERIE DU PONT",
        "MARCHE FRAIS",
        "LIBRAIRIE PLUME",
        "PHARMACIE CENTRE",
        "STATION DU LAC",
        "CAFE DES ARTS",
    ),
    towns=("LYON", "RENNES", "TOULOUSE", "LILLE"),
)
_NL = Habits(
    kinds=(
        Kind("Betaalautomaat|{shop} {town}|Pasvolgnr 004 {dd}-{mm}", 2, 140, 22, code="BA"),
        Kind("iDEAL|{shop}|{iban}|Kenmerk {ref}", 8, 190, 6, code="ID"),
        Kind("Incasso|{shop}|Machtiging {ref}", 9, 210, 4, code="IC"),
        Kind("Geldautomaat {town}", 10, 250, 2, step=10, code="GM"),
        Kind("Overschrijving|{person}|{iban}", 10, 700, 4, code="OV"),
        Kind("Overschrijving ontvangen|{person}", 15, 700, 3, money_in=True, code="OV"),
        Kind("Salaris|{employer}|{ref}", 1900, 4200, day=24, money_in=True, code="OV"),
        Kind("Periodieke overschrijving|Huur {person}", 600, 1500, day=1, code="PO"),
    ),
    shops=("Bakker Bart & Zn", "Groenland Markt", "Fietsen Smit", "Kruidvat & Co", "Pomp A12", "Boekenhoek"),
    towns=("Utrecht", "Groningen", "Amsterdam", "Eindhoven"),
)
_NZ = Habits(
    kinds=(
        Kind("EFTPOS {shop} {town}", 3, 190, 20, code="EP"),
        Kind("VISA PURCHASE {shop}|{card}", 5, 240, 8, code="VP"),
        Kind("ATM {town} {ref}", 20, 300, 3, step=20, code="AT"),
        Kind("BILL PAYMENT {person}|{ref}", 20, 700, 4, code="BP"),
        Kind("DIRECT CREDIT {person}", 20, 600, 3, money_in=True, code="DC"),
        Kind("DIRECT CREDIT {employer}|WAGES {ref}", 1100, 2600, day=10, money_in=True, code="DC"),
        Kind("DIRECT CREDIT {employer}|SALARY {ref}", 1100, 2600, day=24, money_in=True, code="DC"),
        Kind("AUTOMATIC PAYMENT RENT", 400, 1200, day=3, code="AP"),
        Kind("DIRECT DEBIT POWER {ref}", 90, 260, day=12, code="DD"),
    ),
    shops=("KAURI GROCER", "FLAT WHITE CO", "PACIFIC FUEL", "TUI BOOKS", "HARBOUR FISH", "KIWI CYCLES"),
    towns=("WELLINGTON", "AUCKLAND", "DUNEDIN", "TAURANGA"),
)
_IN = Habits(
    kinds=(
        Kind("UPI/{ref}/{shop}/PAYMENT", 40, 2600, 22),
        Kind("POS {card} {shop} {town}", 120, 5200, 6),
        Kind("ATM WDL {ref} {town}", 500, 10000, 3, step=500),
        Kind("IMPS-{ref}-{person}|TRANSFER", 500, 22000, 3),
        Kind("NEFT CR-{ref}-{person}", 500, 26000, 3, money_in=True),
        Kind("NEFT CR-{employer}|SALARY {ref}", 32000, 145000, day=30, money_in=True),
        Kind("ACH D- HOUSING LOAN EMI {ref}", 9000, 34000, day=5),
        Kind("ELECTRICITY BILL {ref}", 700, 3400, day=10),
        Kind("SMS ALERT CHARGES INCL GST", 15, 30, day=28, step=15),
    ),
    shops=("ANNAPURNA STORES", "CHAI JUNCTION", "MEDPLUS CARE", "BOOKWORM", "FRESHCART", "METRO RIDES"),
    towns=("PUNE", "BENGALURU", "CHENNAI", "MUMBAI"),
)
_CARD_ZA = Habits(
    kinds=(
        Kind("{shop} {town} ZA", 30, 2400, 30),
        Kind("{shop} ONLINE|USD {ref} CONVERTED", 60, 1500, 4),
        Kind("Foreign transaction fee", 2, 60, 2),
        Kind("REFUND {shop}", 60, 900, 1, money_in=True),
        Kind("Payment received - thank you", 2000, 9000, day=20, money_in=True, step=100),
        Kind("Interest on overdue amount", 20, 480, day=27),
        Kind("Card facility fee", 35, 75, day=28),
    ),
    shops=_ZA.shops,
    towns=_ZA.towns,
)

HABITS = {
    "ZA": _ZA,
    "US": _US,
    "GB": _GB,
    "DE": _DE,
    "FR": _FR,
    "NL": _NL,
    "NZ": _NZ,
    "IN": _IN,
    "CARD": _CARD_ZA,
}

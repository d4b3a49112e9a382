"""Fictional people and companies, named as in the countries they live in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from documents.sample import identifiers
from documents.sample.chance import digits


@dataclass(frozen=True, slots=True)
class Party:
    """A person or a company with an address in lines."""

    name: str
    address: tuple[str, ...]
    country: str
    first: str = ""
    last: str = ""
    title: str = ""
    id_number: str = ""
    tax_number: str = ""
    vat: str = ""
    registration: str = ""
    phone: str = ""
    person: bool = True


# South Africa: isiZulu, isiXhosa, Afrikaans, English, Sepedi, Setswana, Sesotho, Xitsonga, siSwati, Tshivenda,
# isiNdebele; given names with the sex they are usually given to, and family names.
_SA_WOMEN = ["Nomvula", "Thandeka", "Zanele", "Ntombizodwa", "Nokuthula", "Lindiwe", "Nosipho", "Nomfundo", "Ayanda", "Anelisa", "Marietjie", "Annelie", "Carina", "Susanna", "Elmarie", "Emma", "Kate", "Fatima", "Priya", "Shireen", "Mmapula", "Refilwe", "Lerato", "Dineo", "Boitumelo", "Kgomotso", "Tshegofatso", "Palesa", "Mpho", "Nthabiseng", "Tintswalo", "Hlulani", "Nkateko", "Nomcebo", "Temalangeni", "Mulalo", "Rofhiwa", "Ndivhuwo", "Nomalanga", "Sibongile"]
_SA_MEN = ["Sipho", "Thabo", "Bongani", "Mandla", "Sandile", "Lwazi", "Luvuyo", "Mzwandile", "Siyabonga", "Themba", "Pieter", "Johannes", "Hendrik", "Gerhard", "Francois", "Willem", "James", "Michael", "Riaan", "Yusuf", "Rajesh", "Ashwin", "Tebogo", "Kagiso", "Lesego", "Tshepo", "Katlego", "Lehlohonolo", "Teboho", "Thapelo", "Tsakani", "Vutlhari", "Hlayisani", "Sabelo", "Mduduzi", "Fhatuwani", "Rendani", "Livhuwani", "Vusumuzi", "Jabulani"]
_SA_FAMILIES = (
    "Dlamini Nkosi Khumalo Mthembu Zulu Ndlovu Buthelezi Mkhize Mbatha Sithole Mqhayi Ntshinga Dyani Mabandla"
    " Botha|van der Merwe|Pretorius|du Plessis|Coetzee|Venter|Steenkamp|van Wyk|Naidoo|Govender|Pillay|Adams"
    " Davids Smith Williams Jacobs Mokoena Molefe Mohlala Maluleke Sekgobela Mogale Modise Kgosana Moeketsi"
    " Ramaphoko Motaung Tshabalala Mabunda Chauke Baloyi Shabangu Maseko Simelane Ravele Mudau Netshitenzhe"
    " Mahlangu Skosana Mtsweni"
)
_NAMES: dict[str, tuple[str, str, str]] = {
    "US": (
        "Emily Jessica Maria Ashley Karen Denise Latoya Grace Megan Rosa",
        "James Robert Michael David Carlos Anthony Kevin Brian Marcus Tyler",
        "Johnson Martinez Walker Nguyen Thompson Hernandez Kowalski Brooks Patterson Lee",
    ),
    "GB": (
        "Charlotte Amelia Sophie Aisha Eleanor Bronwen Fiona Harriet Jade Olivia",
        "Oliver Callum Rhys Mohammed Edward Liam George Hamish Nathan Simon",
        "Bennett Hughes Khan MacLeod Whitfield Okafor Ashworth Fletcher Price Turner",
    ),
    "DE": (
        "Anna Katharina Sabine Ursula Lena Jürgen Heike Svenja Birgit Ayşe".replace("Jürgen ", "").replace(
            "ş", "s"
        ),
        "Jürgen Matthias Stefan Uwe Lukas Björn Andreas Günther Felix Mehmet",
        "Müller Schäfer Krüger Hoffmann Weiß Lehmann Brandt Vogel Yildiz Großmann",
    ),
    "FR": (
        "Camille Élodie Marie Hélène Chloé Aurélie Manon Béatrice Fatou Sylvie",
        "Jérôme Luc Étienne François Mathieu Karim Olivier Rémi Thibault Gaël",
        "Lefèvre Moreau Girard Roussel Benoît Diallo Fournier Perrin Chevalier Garnier",
    ),
    "NL": (
        "Sanne Fleur Anouk Marijke Lotte Femke Ingrid Yasmina Maud Esther",
        "Daan Sjoerd Bram Willem Ruben Joost Koen Thijs Pieter Youssef",
        "Jansen|de Vries|van den Berg|Bakker|Visser|Smit|Meijer|de Boer|Mulder|El Amrani",
    ),
    "NZ": (
        "Aroha Ngaire Olivia Hannah Mele Charlotte Kiri Lucy Anahera Grace",
        "Tane Jack Wiremu Liam Sione Cameron Hemi Oliver Rangi Blake",
        "Thompson Tamihana Walker Faleolo Campbell Parata Robinson Harris Ngata Wilson",
    ),
    "IN": (
        "Priya Ananya Deepika Kavita Lakshmi Meera Pooja Sunita Neha Swati",
        "Rahul Arjun Vikram Sanjay Rohan Suresh Amit Karthik Manoj Nikhil",
        "Sharma Iyer Patel Reddy Banerjee Kulkarni Nair Gupta Joshi Chatterjee",
    ),
    "ES": (
        "Lucía Carmen Begoña Marta Sofía Pilar Inés Rocío Elena Nuria",
        "Álvaro Javier Íñigo Carlos Diego Ramón Sergio Pablo Andrés Jordi",
        "García Fernández Núñez Ibáñez Ortega Castaño Vidal Muñoz Soler Prieto",
    ),
}
_PLACES: dict[str, tuple[str, ...]] = {
    "ZA": (
        "Sandton|2196|Gauteng",
        "Khayelitsha|7784|Western Cape",
        "Umlazi|4066|KwaZulu-Natal",
        "Polokwane|0699|Limpopo",
        "Bloemfontein|9301|Free State",
        "Mbombela|1200|Mpumalanga",
        "Gqeberha|6001|Eastern Cape",
        "Kimberley|8301|Northern Cape",
        "Mahikeng|2745|North West",
        "Soweto|1809|Gauteng",
        "Stellenbosch|7600|Western Cape",
        "Centurion|0157|Gauteng",
        "Thohoyandou|0950|Limpopo",
    ),
    "US": (
        "Columbus, OH 43215",
        "Austin, TX 78701",
        "Boise, ID 83702",
        "Albany, NY 12207",
        "Tampa, FL 33602",
    ),
    "GB": ("Leeds LS1 4DY", "Cardiff CF10 1BH", "Glasgow G2 8DA", "Norwich NR2 1TF", "London SE1 9GP"),
    "DE": ("50667 Köln", "04109 Leipzig", "80331 München", "28195 Bremen", "70173 Stuttgart"),
    "FR": ("69002 LYON", "35000 RENNES", "31000 TOULOUSE", "75011 PARIS", "59000 LILLE"),
    "NL": (
        "3511 LN Utrecht",
        "9711 HN Groningen",
        "1017 KL Amsterdam",
        "5611 EM Eindhoven",
        "6211 CK Maastricht",
    ),
    "NZ": ("Wellington 6011", "Auckland 1010", "Dunedin 9016", "Tauranga 3110", "Hamilton 3204"),
    "IN": ("Pune 411001", "Bengaluru 560038", "Chennai 600017", "Mumbai 400050", "Kolkata 700019"),
    "ES": ("28013 Madrid", "41001 Sevilla", "48009 Bilbao", "46002 Valencia", "15001 A Coruña"),
}
_STREETS: dict[str, str] = {
    "ZA": "{n} Protea Street|{n} Jan Smuts Avenue|{n} Bree Street|{n} Kerkstraat|{n} Mandela Drive|{n} Jacaranda Road"
    "|Unit {n} Fynbos Mews, Milkwood Road|{n} Sisulu Street|{n} Voortrekker Road",
    "US": "{n} Maple Avenue|{n} W 5th Street Apt 4B|{n} Lakeview Drive|{n} Old Mill Road",
    "GB": "{n} Victoria Road|Flat 3, {n} Church Lane|{n} Station Road|{n} Kingsway",
    "DE": "Lindenstraße {n}|Am Markt {n}|Schillerstraße {n}|Bahnhofstraße {n}",
    "FR": "{n} rue de la République|{n} avenue Jean Jaurès|{n} bis rue des Lilas|{n} place du Marché",
    "NL": "Keizersgracht {n}|Stationsweg {n}|Dorpsstraat {n}|Oudegracht {n}",
    "NZ": "{n} Kowhai Street|{n} Queen Street|{n} Tui Crescent|{n} Beach Road",
    "IN": "{n} MG Road|Flat {n}, Sai Residency|{n}, 4th Cross, Indiranagar|{n} Park Street",
    "ES": "Calle Mayor {n}|Avenida de la Constitución {n}|Calle del Olmo {n}|Plaza Nueva {n}",
}
_COMPANIES: dict[str, str] = {
    "ZA": "Baobab Logistics (Pty) Ltd|Ubuntu Office Supplies CC|Karoo Solar Installations (Pty) Ltd|Protea Paper & Print CC"
    "|Drakensberg Plumbing (Pty) Ltd|Marula Catering Services|Indlovu Security (Pty) Ltd|Highveld Steel Merchants (Pty) Ltd"
    "|Bokkeveld Wynkelders Bpk|Sizwe Civils (Pty) Ltd|Rooibos Creative Studio CC|Kgalagadi Transport (Pty) Ltd"
    "|Thuthuka Training Academy NPC|Lowveld Citrus Packers (Pty) Ltd|Mzansi Fleet Hire (Pty) Ltd",
    "US": "Cedar Ridge Consulting LLC|Blue Heron Supply Co.|Prairie Data Systems, Inc.|Summit Hardware Distributors|Oakline Furniture, Inc.",
    "GB": "Thistle & Rowe Ltd|Pennine Joinery Limited|Marlow Analytics LLP|Harbour Lane Foods Ltd|Greystone Print Services Ltd",
    "DE": "Nordlicht Elektrotechnik GmbH|Weber & Söhne Baustoffe KG|Rheintal Software GmbH|Bäckerei Hölscher e.K.|Spreewald Logistik AG",
    "FR": "Atelier Bois & Fer SARL|Lumière Conseil SAS|Boulangerie du Pont EURL|Transports Garonne SA|Imprimerie Bellecour SAS",
    "NL": "Waterkant Installaties B.V.|Tulp Drukwerk B.V.|De Graaf Advies|Noorderlicht Logistiek B.V.|Fietsmakerij Utrecht V.O.F.",
    "NZ": "Kauri Timber Supplies Ltd|Southern Cross Electrical Ltd|Pukeko Design Studio|Harbour City Plumbing Ltd|Tasman Orchards Ltd",
    "IN": "Saraswati Textiles Pvt Ltd|Deccan Software Solutions Pvt Ltd|Malabar Spices Trading Co|Ganga Constructions Ltd|Lotus Pharma Distributors",
    "ES": "Carpintería Ibáñez S.L.|Aceites Sierra Sur S.A.|Construcciones Nervión S.L.|Gráficas Levante S.L.|Informática Castaño S.L.",
}


def person(rnd: Random, country: str = "ZA") -> Party:
    """Return a person who does not exist."""
    female = rnd.random() < 0.5
    women, men, families = _names_of(country)
    first, last = rnd.choice(women if female else men), rnd.choice(families)
    born = dt.date(rnd.randrange(1958, 2003), rnd.randrange(1, 13), rnd.randrange(1, 29))
    middle = rnd.choice(women if female else men)
    return Party(
        name=f"{first} {middle} {last}" if rnd.random() < 0.3 else f"{first} {last}",
        address=_address(rnd, country),
        country=country,
        first=first,
        last=last,
        title=rnd.choice(("Ms", "Mrs", "Miss")) if female else "Mr",
        id_number=identifiers.sa_id(rnd, born, female=female) if country == "ZA" else digits(rnd, 9),
        tax_number=identifiers.sa_tax_number(rnd) if country == "ZA" else digits(rnd, 9),
        phone=_phone(rnd, country),
    )


def company(rnd: Random, country: str = "ZA") -> Party:
    """Return a company that does not exist."""
    vat = {
        "ZA": identifiers.sa_vat, "DE": identifiers.german_vat, "FR": identifiers.french_vat,
        "NL": identifiers.dutch_vat, "GB": identifiers.uk_vat, "ES": identifiers.spanish_nif,
        "NZ": identifiers.abn, "IN": identifiers.gst_in,
    }  # fmt: skip
    return Party(
        name=rnd.choice(_COMPANIES[country].split("|")),
        address=_address(rnd, country),
        country=country,
        vat=vat[country](rnd) if country in vat else f"{digits(rnd, 2)}-{digits(rnd, 7)}",
        tax_number=identifiers.sa_paye(rnd) if country == "ZA" else digits(rnd, 10),
        registration=identifiers.sa_company(rnd) if country == "ZA" else digits(rnd, 8),
        phone=_phone(rnd, country),
        person=False,
    )


def initials(party: Party) -> str:
    """Print a person as banks do: title, initials, family name, in capitals."""
    given = [word for word in party.name.removesuffix(party.last).split() if word]
    return " ".join([party.title, *(word[0] for word in given), party.last]).upper()


def _names_of(country: str) -> tuple[list[str], list[str], list[str]]:
    if country == "ZA":
        head, *middle, tail = _SA_FAMILIES.split("|")
        families = [*head.split(), *middle, *tail.split()]
        return _SA_WOMEN, _SA_MEN, families
    women, men, families_text = _NAMES[country]
    return women.split(), men.split(), families_text.split("|" if "|" in families_text else None)


def _address(rnd: Random, country: str) -> tuple[str, ...]:
    street = rnd.choice(_STREETS[country].split("|")).format(n=rnd.randrange(2, 240))
    place = rnd.choice(_PLACES[country])
    if country == "ZA":
        town, code, province = place.split("|")
        return (street, town, province, code) if rnd.random() < 0.4 else (street, town, code)
    return (street, place)


def _phone(rnd: Random, country: str) -> str:
    prefix = {
        "ZA": "011",
        "US": "(555)",
        "GB": "020",
        "DE": "0221",
        "FR": "04",
        "NL": "030",
        "NZ": "09",
        "IN": "022",
    }
    return f"{prefix.get(country, '91')} {digits(rnd, 3, first='5')} {digits(rnd, 4)}"

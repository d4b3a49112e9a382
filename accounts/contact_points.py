"""Names and ways to reach people: how they are compared, and whether they can be right. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from accounts.constants import ContactKind, SubjectKind
from accounts.exceptions import ValueNotValid

MAX_NAME = 200
MAX_EMAIL = 254
MAX_ADDRESS = 500
_PHONE_NOISE = re.compile(r"[\s().\-\u2010-\u2015\u2212/]+")
_E164 = re.compile(r"^\+[1-9][0-9]{6,14}$")
_LABEL = re.compile(r"^(?!-)[a-z0-9-]{1,63}(?<!-)$")
_LOCAL = re.compile(r'^[^\s"(),:;<>@\[\]\\.]+(?:\.[^\s"(),:;<>@\[\]\\.]+)*$')
_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc`\u00b4.]+")
_BETWEEN_WORDS = re.compile(r"[\s\-\u2010-\u2015]+")
_LATIN_ACCENTS = re.compile(r"[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact: as it is kept, and the one way it is written for comparing (nothing for an address)."""

    kind: ContactKind
    kept: str = field(repr=False)
    normal: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a person's name: given and family, or the registered name of an organisation."""

    given: str = field(default="", repr=False)
    family: str = field(default="", repr=False)
    registered: str = field(default="", repr=False)

    @property
    def full(self) -> str:
        """Return the whole name on one line."""
        return self.registered or " ".join(part for part in (self.given, self.family) if part)


def name_read(kind: SubjectKind, *, given: str = "", family: str = "", registered: str = "") -> Name:
    """Return the name that was typed, in composed Unicode with single spaces.

    Raises:
        ValueNotValid: a part is missing, too long, holds control characters, or belongs to the other kind.
    """
    name = Name(*(_line(part, MAX_NAME, "A name") for part in (given, family, registered)))
    if kind == SubjectKind.JURISTIC and (name.given or name.family or not name.registered):
        raise ValueNotValid("A juristic person has a registered name and no given or family name.")
    if kind == SubjectKind.NATURAL and (name.registered or not (name.given or name.family)):
        raise ValueNotValid("A natural person has a given or family name and no registered name.")
    if not name_normalise(name.full):
        raise ValueNotValid("A name must hold at least one letter.")
    return name


def name_normalise(full: str) -> str:
    """Return a name as it is compared: folded case, Latin accents and apostrophes gone, dashes as spaces.

    "Family, Given" is turned round. Marks of other scripts stay: there they are letters, not ornament.
    """
    before, comma, after = full.partition(",")
    turned = f"{after} {before}" if comma and after.strip() and "," not in after else full
    bare = _LATIN_ACCENTS.sub("", unicodedata.normalize("NFKD", _folded(turned)))
    words = _BETWEEN_WORDS.sub(" ", _APOSTROPHES.sub("", bare)).replace(",", " ").split()
    return unicodedata.normalize("NFC", " ".join(words))


def contact_read(kind: str, value: str) -> Contact:
    """Return the contact that was typed.

    Args:
        kind: one of `ContactKind`.
        value: an address `local@domain`; a telephone number, in South Africa where it has no country code;
            or a postal address of one or more lines.

    Raises:
        ValueNotValid: it cannot be right; the message says why without repeating it.
    """
    if kind not in ContactKind.values:
        raise ValueNotValid(f"The kind of contact must be one of {', '.join(ContactKind.values)}.")
    chosen = ContactKind(kind)
    if chosen is ContactKind.EMAIL:
        return Contact(chosen, _line(value, MAX_EMAIL, "An e-mail address"), email_normalise(value))
    if chosen is ContactKind.PHONE:
        number = phone_normalise(value)
        return Contact(chosen, number, number)
    lines = [_line(line, MAX_ADDRESS, "An address") for line in value.splitlines()]
    kept = "\n".join(line for line in lines if line)
    if not kept or len(kept) > MAX_ADDRESS:
        raise ValueNotValid(f"An address has 1 to {MAX_ADDRESS} characters.")
    return Contact(chosen, kept, "")


def email_normalise(value: str) -> str:
    """Return an e-mail address as it is compared: NFKC, folded case, the domain in its ASCII form.

    Case before the @ could matter to a server; no provider of today lets it, and people type it as they like.

    Raises:
        ValueNotValid: it is no address.
    Source: RFC 5321 section 4.5.3.1 (lengths), RFC 5322 section 3.4.1 (dot-atom; quoted forms are refused),
        RFC 6531 (letters beyond ASCII), RFC 3490 (domains).
    """
    local, at, domain = _folded(_line(value, MAX_EMAIL, "An e-mail address")).rpartition("@")
    if not at or len(local.encode()) > 64 or not _LOCAL.match(local):
        raise ValueNotValid("An e-mail address is written name@domain.")
    try:
        ascii_domain = domain.encode("idna").decode().lower()
    except UnicodeError:
        raise ValueNotValid("The part of the e-mail address after the @ is no domain.") from None
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(_LABEL.match(label) for label in labels) or labels[-1].isdigit():
        raise ValueNotValid("The part of the e-mail address after the @ is no domain.")
    if len(local.encode()) + 1 + len(ascii_domain) > MAX_EMAIL:
        raise ValueNotValid(f"An e-mail address has at most {MAX_EMAIL} characters.")
    return f"{local}@{ascii_domain}"


def phone_normalise(value: str) -> str:
    """Return a telephone number in E.164, such as +27821234567.

    Raises:
        ValueNotValid: it is no number with a country code, nor a South African one without.
    Source: ITU-T E.164 (at most 15 digits); ICASA numbering plan regulations 2016 (0 and nine digits).
    """
    bare = _PHONE_NOISE.sub("", _line(value.replace("(0)", ""), 40, "A telephone number"))
    bare = unicodedata.normalize("NFKC", bare)
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    elif re.fullmatch(r"0[1-9][0-9]{8}", bare):
        bare = "+27" + bare[1:]
    elif re.fullmatch(r"27[1-9][0-9]{8}", bare):
        bare = "+" + bare
    if not _E164.match(bare):
        raise ValueNotValid(
            "A telephone number has a + and country code, or begins with 0 and has 10 digits."
        )
    if bare.startswith("+27") and not re.fullmatch(r"\+27[1-9][0-9]{8}", bare):
        raise ValueNotValid("A South African telephone number has nine digits after +27.")
    return bare


def _folded(text: str) -> str:
    """Return NFKC with folded case, repeated until it stays (a fold can give what NFKC changes again)."""
    for _ in range(4):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        if folded == text:
            break
        text = folded
    return text


def _line(text: str, longest: int, what: str) -> str:
    """Return one line in composed Unicode with single spaces; refuse what cannot be seen or stored."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if len(line) > longest:
        raise ValueNotValid(f"{what} has at most {longest} characters.")
    if any(unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"} or char in _BIDI for char in line):
        raise ValueNotValid(f"{what} may not hold control characters.")
    return line


_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b")

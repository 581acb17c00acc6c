"""Who a page says it is about: the names, birth dates and record numbers that stand behind their labels."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from telepraxis.registry.patients.names import PARTICLES, fold, words_of

from . import rows as layout
from .dates import Said, dates_in
from .labels import BORN, ELSE, FAMILY, GIVEN, NAME, OTHER_NUMBER, PEOPLE_AROUND, RECORD, Labelled, labelled, of_kind
from .rows import Row, Token

TITLES = frozenset("mr mrs ms miss master sr sra srta d da dna don dona hon".split())
CLINICIANS = frozenset("dr dra md do np rn pa prof doctor doctora mbbs frcp phd".split())
NOT_NAMES = frozenset(
    """the this that was is has had with and or of for in to on at not patient paciente history historia information
    informacion data datos details hospital clinic clinica center centro laboratory laboratorio department servicio
    date fecha birth nacimiento years anos old year name nombre signature firma male female hombre mujer varon unknown
    desconocido n/a none consent consentimiento education instructions instrucciones safety discharge summary informe
    report test prueba result resultado drug medicine medication brand generic generico dob
    mrn nhc nac dni ssn""".split()
)
SLIPS_IN_NAMES = str.maketrans({"0": "o", "1": "l", "5": "s", "8": "b", "|": "l", "!": "i"})
NUMBER = re.compile(r"[A-Za-z]{0,4}[-./]?[\dOolISBZ|]*\d[\dA-Za-z|./-]*")
LABEL_BEFORE = re.compile(r"^(?:MRN|NHC)(?=\d)")
PREFIX = re.compile(r"[A-Za-z]{1,4}[-./]?")
MANY = 7  # words of a name


@dataclass(frozen=True)
class Words:
    """A name or a number on the paper. `text` is what it says; a number's has no signs between."""

    text: str
    tokens: tuple[Token, ...]
    page: int = 0
    label: str = ""  # as printed, in small letters

    @property
    def words(self) -> tuple[int, ...]:
        return layout.words_of(self.tokens)

    @property
    def confidence(self) -> float:
        """How well it was read: of a number the worst piece counts, of a name all its words."""
        found = [token.confidence for token in self.tokens]
        return min(found) if any(letter.isdigit() for letter in self.text) else sum(found) / len(found)


@dataclass(frozen=True)
class Identity:
    """What one or more pages say of who they are about. `records` are the clinic's numbers, `others` passports etc."""

    names: tuple[Words, ...] = ()
    births: tuple[Said, ...] = ()
    records: tuple[Words, ...] = ()
    others: tuple[Words, ...] = ()

    def __or__(self, other: "Identity") -> "Identity":
        return Identity(
            self.names + other.names,
            self.births + other.births,
            self.records + other.records,
            self.others + other.others,
        )

    def __bool__(self) -> bool:
        return bool(self.names or self.births or self.records or self.others)


def identity_on(rows: Sequence[Row]) -> Identity:
    """Return who the rows of one page say they are about."""
    found = labelled(rows)
    births = [date for each in of_kind(found, BORN) for date in dates_in(each.value, each.page)[:1]]
    records = [number for each in of_kind(found, RECORD) if (number := _number(each))]
    others = [number for each in of_kind(found, OTHER_NUMBER) if (number := _number(each))]
    names = _names(found)
    elses = {token for each in of_kind(found, ELSE) for token in each.value}
    before = [name for each in of_kind(found, BORN) if (name := _named_before(each, rows))]
    names += [name for name in before if _is_new(name, names) and not elses & set(name.tokens)]
    return Identity(tuple(names), tuple(births), tuple(records), tuple(others))


def _named_before(born: Labelled, rows: Sequence[Row]) -> Words | None:
    """Return whose birth a sentence tells: `Mrs Ana García, born 3 April 1980`."""
    row = next(row for row in rows if born.label[0] in row.tokens)
    place = row.tokens.index(born.label[0])
    taken: list[Token] = []
    for token in reversed(row.tokens[:place]):
        if not token.plain or not _is_name_word(token) or len(taken) == MANY or token.plain in TITLES | CLINICIANS:
            break
        taken.insert(0, token)
    before = place - len(taken) - 1
    if before >= 0 and PEOPLE_AROUND.at(row.tokens, before):
        return None
    while taken and taken[0].plain in PARTICLES:
        taken.pop(0)
    name = _name(Labelled(NAME, born.label, tuple(taken), born.page))
    return name if name and len(name.tokens) > 1 and not PEOPLE_AROUND.at(taken) else None


def _is_new(name: Words, names: Sequence[Words]) -> bool:
    return not any(set(name.tokens) & set(each.tokens) for each in names)


def _names(found: Sequence[Labelled]) -> list[Words]:
    """Return the names; given and family name of a form with two fields are put together."""
    whole = [name for each in of_kind(found, NAME) if (name := _name(each))]
    families = [name for each in of_kind(found, FAMILY) if (name := _name(each))]
    givens = [name for each in of_kind(found, GIVEN) if (name := _name(each))]
    if not families:
        return [*whole, *(_joined(givens, []) if not whole else [])]
    family = set(words_of(families[0].text))
    if not givens and whole and not family & set(words_of(whole[0].text)):
        return [*_joined(whole[:1], families[:1]), *whole[1:]]
    return [*whole, *_joined(givens[:1], families[:1])]


def _joined(givens: Sequence[Words], families: Sequence[Words]) -> list[Words]:
    parts = [*givens, *families]
    if not parts:
        return []
    text = " ".join(part.text for part in parts)
    return [replace(parts[0], text=text, tokens=tuple(token for part in parts for token in part.tokens))]


def _name(each: Labelled) -> Words | None:
    """Return the name at the beginning of a labelled value, None where it is none: a sentence, a clinician."""
    taken: list[Token] = []
    for token in each.value:
        word = token.plain.rstrip(".")
        if word in CLINICIANS:
            return None
        if word in TITLES or not word:
            if taken and token.text[-1] in "|(":
                break
            continue
        if not _is_name_word(token) or len(taken) == MANY:
            break
        taken.append(token)
        if token.text[-1] in ";|" or (token.text[-1] == "." and len(word) > 2):
            break
    while taken and taken[-1].plain in PARTICLES:
        taken.pop()
    if not taken or all(len(token.plain) < 2 for token in taken):
        return None
    return Words(" ".join(_readable(token) for token in taken), tuple(taken), each.page, each.phrase)


def _is_name_word(token: Token) -> bool:
    word = fold(token.text.strip(layout.AROUND)).translate(SLIPS_IN_NAMES)
    letters = word.replace("'", "").replace("’", "").replace("-", "").replace(".", "")
    if not letters.isalpha() or word in NOT_NAMES:
        return False
    digits = sum(letter.isdigit() for letter in token.text)
    if digits > max(1, len(letters) // 4):
        return False
    return word in PARTICLES or token.text.strip(layout.AROUND)[0].isupper() or token.text[0] in "01|5"


def _readable(token: Token) -> str:
    word = token.text.strip(layout.AROUND)
    return word.translate(SLIPS_IN_NAMES) if any(letter.isdigit() or letter in "|!" for letter in word) else word


def _number(each: Labelled) -> Words | None:
    """Return the number at the beginning of a labelled value, its pieces joined: `MRN 12 345 678`."""
    taken: list[Token] = []
    for token in each.value:
        word = token.text.strip(layout.AROUND)
        if not word:
            continue
        if NUMBER.fullmatch(word) and not dates_in([token]):
            if taken and not (word.isdigit() or PREFIX.fullmatch(taken[-1].text)):
                break
            taken.append(token)
        elif not taken and PREFIX.fullmatch(word) and word.isupper():
            taken.append(token)
        else:
            break
        if token.text[-1] in ",;|)":
            break
    if not any(letter.isdigit() for token in taken for letter in token.text):
        return None
    return Words(bare("".join(token.text for token in taken)), tuple(taken), each.page, each.phrase)


def bare(number: str) -> str:
    """Return the number as it is compared: capital letters and digits alone, without the label printed before it."""
    return LABEL_BEFORE.sub("", "".join(letter for letter in fold(number).upper() if letter.isalnum() or letter == "|"))


def all_of(identities: Iterable[Identity]) -> Identity:
    """Return what several pages say, together."""
    whole = Identity()
    for each in identities:
        whole |= each
    return whole

"""Who of the people given is meant by what stands on paper. Somebody is suggested only where name, birth date and
record number agree and nobody else comes near; a slip of one letter or digit must never choose the twin."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from telepraxis.registry.patients.names import PARTICLES, one_edit_apart, words_of

from .dates import Said
from .identity import Identity, Words, all_of, bare
from .rows import LOOSE
from .shapes import Known, Perhaps, Reason

LEGIBLE = 0.4  # confidence below which a word that decides about a person is not relied on
FAR = 9  # slips: too many to be one
TAKEN_FOR = {frozenset(pair) for pair in ("0O", "0Q", "0D", "1I", "1L", "1|", "I|", "5S", "8B", "2Z", "6G")}
SHOWN = 5

EXACT, PART, SLIPPED, NOT = 3, 2, 1, 0  # how a name fits: every word; the shorter one's words; but for OCR; not


def match(
    pages: Sequence[Identity], people: Iterable[Known], *, today: date, codes: Iterable[str] = ()
) -> tuple[Any | None, tuple[Reason, ...], tuple[Perhaps, ...]]:
    """Return (uid or None, why, who it might be). `codes` are the barcodes on the pages."""
    people = list({person.uid: person for person in people}.values())
    said = all_of(pages)
    if not said:
        return None, (Reason("nobody_named"),), ()
    if why := two_people(said):
        return None, why, _perhaps(said, people, today, codes)
    full = [person for person in people if all(_agreeing(said, person, today, codes))]
    if len(full) == 1 and legible(said) and not _is_doubtful(pages, said, full[0], people, today):
        return full[0].uid, tuple(_reasons(said, full[0], today, codes)), ()
    return None, (_why_nobody(said, full, people),), _perhaps(said, people, today, codes)


def held_against(
    pages: Sequence[Identity], person: Known, *, today: date, codes: Iterable[str] = ()
) -> tuple[Reason, ...]:
    """Return what agrees with this one person and what does not, however far from them it is."""
    said = all_of(pages)
    if not said:
        return (Reason("nobody_named"),)
    return (*two_people(said), *_reasons(said, person, today, codes))


def two_people(said: Identity) -> tuple[Reason, ...]:
    """Return why the pages cannot be about one person, () where they can."""
    for kind in ("births", "records", "names"):
        found = getattr(said, kind)
        for place, one in enumerate(found):
            for other in found[:place]:
                if not _same(kind, one, other) and not _other_numbering(kind, one, other):
                    return (_reason("two_people", other), _reason("two_people", one))
    return ()


def contradicts(page: Identity, before: Identity) -> Reason | None:
    """Return why a page is about somebody else than the pages before, None where it need not be."""
    for kind in ("births", "names", "records"):
        for one in getattr(page, kind):
            for other in getattr(before, kind):
                may_differ = _named_alike(page, before) and _other_numbering(kind, one, other)
                if not _same(kind, one, other) and not may_differ:
                    return _reason("another_person", one)
    return None


def _named_alike(page: Identity, before: Identity) -> bool:
    """Return whether both say name and birth date; that these agree was seen before numbers are compared."""
    return bool(page.names and before.names and page.births and before.births)


def _other_numbering(kind: str, one: Any, other: Any) -> bool:
    """`MRN` and `Patient ID` beside each other may well be two numbers of one person."""
    return kind == "records" and one.label != other.label


def _same(kind: str, one: Any, other: Any) -> bool:
    if kind == "births":
        return bool(one.readings & other.readings)
    if kind == "records":
        return number_slips(one.text, other.text) == 0
    return name_fit(one.text, other.text) > NOT


def legible(said: Identity) -> bool:
    """Return whether what decides was read well enough, at least once each."""
    decisive = [found for found in (said.names, said.births, _numbers(said)) if found]
    return all(max(each.confidence for each in found) >= LEGIBLE for found in decisive)


def _agreeing(said: Identity, person: Known, today: date, codes: Iterable[str] = ()) -> tuple[bool, bool, bool]:
    """Return whether (name, birth date, record number) agree; each that is said must."""
    name = bool(said.names) and all(_best_fit(name, person) for name in said.names)
    born = bool(said.births) and all(person.birth_date in each.before(today) for each in said.births)
    mine = [number for number in person.numbers if bare(number)]
    theirs = [*said.records, *said.others]
    has_one = any(_is_one_of(each, mine) for each in theirs) or bool(_code_of(person, codes))
    strange = {each.label for each in said.records if not _is_one_of(each, mine)}
    same = {each.label for each in said.records if _is_one_of(each, mine)}
    return name, born, has_one and not strange & same and (bool(same) or not strange)


def _is_doubtful(
    pages: Sequence[Identity], said: Identity, chosen: Known, people: Sequence[Known], today: date
) -> bool:
    """Return whether somebody else comes near, or one of the pages says nothing that would not fit another as well."""
    others = [other for other in people if other.uid != chosen.uid]
    near = any(_comes_near(said, other, chosen, today) for other in others)
    return near or any(_fits_all_said(page, other, today) for page in pages if page for other in others)


def _fits_all_said(page: Identity, other: Known, today: date) -> bool:
    name, born, number = _agreeing(page, other, today)
    return (name or not page.names) and (born or not page.births) and (number or not _numbers(page))


def _is_one_of(said: Words, numbers: Iterable[str]) -> bool:
    return any(number_slips(said.text, bare(number)) == 0 for number in numbers)


def _code_of(person: Known, codes: Iterable[str]) -> str:
    """Return the barcode that is one of the person's numbers, "" where none is."""
    mine = {bare(number) for number in person.numbers} - {""}
    return next((code for code in codes if bare(code) in mine), "")


def _comes_near(said: Identity, other: Known, chosen: Known, today: date) -> bool:
    """Return whether the paper could be the other's with a single slip, or names the other better."""
    slips = (_name_slips(said, other), _birth_slips(said, other, today), _number_slips(said, other))
    if sum(slips) <= 1:
        return True
    better = all(_best_fit(name, other) > _best_fit(name, chosen) for name in said.names)
    return better and (slips[1] == 0 or slips[2] <= 1)


def _name_slips(said: Identity, person: Known) -> int:
    known = person.names or ("",)
    return max((min(name_slips(name.text, each) for each in known) for name in said.names), default=FAR)


def _birth_slips(said: Identity, person: Known, today: date) -> int:
    if person.birth_date is None:
        return 1
    wanted = person.birth_date.strftime("%Y%m%d")
    found = [
        min((_differing(wanted, each.strftime("%Y%m%d")) for each in birth.before(today)), default=FAR)
        for birth in said.births
    ]
    return max(found, default=FAR)


def _number_slips(said: Identity, person: Known) -> int:
    pairs = ((each.text, bare(number)) for each in _numbers(said) for number in person.numbers if bare(number))
    return min((number_slips(*pair) for pair in pairs), default=FAR)


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _numbers(said: Identity) -> tuple[Words, ...]:
    return said.records + said.others


def number_slips(one: str, other: str) -> int:
    """Return 0 for one number, letters that OCR takes for digits allowed; 1 where one sign differs; FAR otherwise."""
    if len(one) == len(other) and all(map(_is_one_sign, one, other)):
        return 0
    plain_one, plain_other = (_digits(each) for each in (one, other))
    return 1 if one_edit_apart(one, other) or one_edit_apart(plain_one, plain_other) else FAR


def _is_one_sign(one: str, other: str) -> bool:
    return one == other or frozenset((one, other)) in TAKEN_FOR


def _digits(number: str) -> str:
    return number.translate(str.maketrans("OQDIL|SBZG", "0001115826"))


def _best_fit(name: Words, person: Known) -> int:
    return max((name_fit(name.text, known) for known in person.names), default=NOT)


@lru_cache(maxsize=20_000)
def name_fit(one: str, other: str) -> int:
    """Return how two names fit. One may leave out words of the other, but two must stand in both."""
    a, b = _sorted_words(one), _sorted_words(other)
    if not a or not b:
        return NOT
    if sorted(a) == sorted(b):
        return EXACT
    if _within(a, b):
        return PART
    a, b = [_slipped(word) for word in a], [_slipped(word) for word in b]
    return SLIPPED if sorted(a) == sorted(b) or _within(a, b) else NOT


def _sorted_words(name: str) -> list[str]:
    return sorted((word for word in words_of(name) if word not in PARTICLES), key=len, reverse=True)


def _slipped(word: str) -> str:
    return word.translate(LOOSE).replace("rn", "m").replace("vv", "w")


def _within(one: list[str], other: list[str]) -> bool:
    """Return whether each word of the shorter name is one of the longer; an initial is where a word begins with it."""
    shorter, longer = sorted((one, other), key=len)
    left, whole = list(longer), 0
    for word in shorter:
        exact = next((each for each in left if each == word), None)
        found = exact or next((each for each in left if 1 in (len(word), len(each)) and each[0] == word[0]), None)
        if found is None:
            return False
        left.remove(found)
        whole += exact is not None and len(word) > 1
    return whole >= 2


def name_slips(one: str, other: str) -> int:
    """Return 0 where the names fit, 1 where one letter of one word keeps them from it, FAR otherwise."""
    if name_fit(one, other):
        return 0
    a, b = _sorted_words(one), _sorted_words(other)
    for place, word in enumerate(a):
        for like in b:
            if word != like and one_edit_apart(word, like):
                if name_fit(" ".join([*a[:place], like, *a[place + 1 :]]), " ".join(b)):
                    return 1
    return FAR


def _reasons(said: Identity, person: Known, today: date, codes: Iterable[str]) -> list[Reason]:
    """Return one reason each for what agrees and what does not."""
    name, born, number = _agreeing(said, person, today, codes)
    numbers = _numbers(said)
    same = next((each for each in numbers if _is_one_of(each, person.numbers)), None)
    code = "" if same else _code_of(person, codes)
    by_code = Reason("number_agrees", code) if number and code else None
    return [
        _told("name", name, said.names[0] if said.names else None),
        _told("birth_date", born, said.births[0] if said.births else None),
        by_code or _told("number", number, same or next(iter(numbers), None)),
    ]


def _told(what: str, agrees: bool, on_paper: Words | Said | None) -> Reason:
    if on_paper is None:
        return Reason(f"{what}_missing")
    return _reason(f"{what}_{'agrees' if agrees else 'differs'}", on_paper)


def _reason(code: str, on_paper: Words | Said) -> Reason:
    text = " ".join(token.text for token in on_paper.tokens).strip(" ,;:")
    return Reason(code, text, on_paper.page, on_paper.words)


def _perhaps(said: Identity, people: Sequence[Known], today: date, codes: Iterable[str]) -> tuple[Perhaps, ...]:
    """Return those on whom two of three agree, those with all three first."""
    agreeing = [(sum(_agreeing(said, person, today, codes)), person) for person in people]
    found = sorted((each for each in agreeing if each[0] >= 2), key=lambda each: (-each[0], str(each[1].uid)))
    return tuple(Perhaps(person.uid, tuple(_reasons(said, person, today, codes))) for _, person in found[:SHOWN])


def _why_nobody(said: Identity, full: Sequence[Known], people: Sequence[Known]) -> Reason:
    if len(full) > 1:
        return Reason("fits_several")
    if full and not legible(said):
        return Reason("identity_hard_to_read")
    if full:
        return Reason("somebody_else_near")
    looked_for = {"name": said.names, "birth_date": said.births, "number": _numbers(said)}
    missing = [what for what, found in looked_for.items() if not found]
    return Reason(f"{missing[0]}_missing") if missing else Reason("nobody_agrees")

"""A line taken apart into pieces: amounts, counts, rhythms, lengths, places, and words that are none of these. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .numbers import Number
from .vocabulary import NUMBERS, Meanings, any_key, any_of, bounded, fold_evenly, listed

N = NUMBERS.pattern
ONE = NUMBERS.one
UNIT = any_key("units")
PIECE = any_key("pieces")
DAY = r"(?:day|dia|d|24 ?h(?:ours?|rs?|oras?)?)"


@dataclass(frozen=True)
class Piece:
    """Something understood, from `start` to `end` of the line. What `value` is depends on the kind."""

    kind: str
    start: int
    end: int
    value: str = ""
    number: Number | None = None
    unit: str = ""
    per_kg: bool = False
    per_day: bool = False
    per: tuple[Number | None, str] | None = None  # in 5 mL
    others: tuple[Number, ...] = ()  # 875/125
    times: Number | None = None  # 2 x 500 mg
    slots: tuple[tuple[str, str], ...] = ()
    glued: bool = False

    def slot(self, name: str) -> str:
        return dict(self.slots).get(name, "")


AMOUNT = re.compile(
    bounded(
        rf"(?:(?P<times>{ONE}) ?x ?)?(?P<n>{N}) ?-?(?P<u>{UNIT})(?![a-z])"
        rf"(?P<kg> ?(?:/|per|por) ?kg)?"
        rf"(?:(?P<day> ?(?:/|per|a|al|por) ?{DAY})|(?P<dose> ?(?:/|per|por|each) ?(?:dose|dosis))"
        rf"|(?: ?/| per| in| en) ?(?P<pn>{ONE})? ?(?P<pu>mls?|g|h|hr|hour|hora|tab(?:let)?|puff|actuation|l)(?![a-z]))?"
    )
)
COMBINED = re.compile(
    bounded(rf"(?P<n>\d+(?:[.,]\d+)?) ?(?P<u1>{UNIT})?(?P<rest>(?: ?/ ?\d+(?:[.,]\d+)?){{1,3}}) ?(?P<u>{UNIT})?(?! ?/)")
)
COUNT = re.compile(bounded(rf"(?P<n>{N}) ?-?(?P<u>{PIECE})"))
SCHEME = re.compile(r"(?<![\d/])(?:[\d.]*\d|[½¼¾]|[13]/[24])(?: ?[-+] ?(?:\d+|\d*[½¼¾]|[13]/[24])){2,3}(?![\d/])")
BARE = re.compile(r"(?<!\d)(?:[½¼¾]|[.,]?\d)[\d.,/½¼¾]*(?:(?: ?- ?| to | a | o | or )\d[\d.,/]*)?(?![\d])")
CLOCK = re.compile(
    r"(?:(?:at|@|a las?) ?)?(?P<h>\d{1,2}):(?P<m>\d{2})(?: ?(?P<s>[ap])\.?m\.?)?(?![a-z\d])"
    r"|(?:(?:at|@|a las?) ?)?(?P<h2>\d{1,2})(?P<gap> ?)(?P<s2>[ap])\.?m\.?(?![a-z])"
    r"|(?:@|at |a las? )(?P<h3>\d{1,2})(?: ?h(?:rs|oras)?)?(?![\da-z])"
)
WEEKDAY = any_key("weekdays")
WEEKDAYS = re.compile(
    bounded(
        rf"(?:(?:every|on|each|los|el|cada) )*{WEEKDAY}(?:s)?(?:(?:[ ,/&+]|-| and | y | to | a )+ ?(?:on )?{WEEKDAY})*"
    )
)
ONE_WEEKDAY = Meanings("weekdays")
TIMES_X = re.compile(bounded(r"x ?\d{1,3}"))
WORD = re.compile(r"[^\W\d_]{1,3}\d+(?![\w%/])|[^\W\d_]+(?:'[^\W\d_]+)*")
FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
SPELLS = re.compile(r"\d+ ?/ ?(?:7|12|52)")  # days, months, weeks
QUANTITY_OF = rf"(?:{any_of('quantity')}) ?(?P<n>{ONE}) ?(?:(?P<pack>{any_of('packs')})|(?P<u>{PIECE}|{UNIT}))?"
QUANTITY = re.compile(rf"(?<![a-z]){QUANTITY_OF}(?![a-z])(?!(?<=\d)\d)")
PACKS = re.compile(bounded(rf"(?P<n>{ONE}) ?(?P<pack>{any_of('packs')})"))
MOST = re.compile(
    bounded(
        rf"{any_of('most')} ?(?P<n>{ONE}) ?(?:(?P<u>{UNIT})|(?P<p>{PIECE})|(?P<t>times|veces|doses|dosis))?"
        rf"(?P<day> ?{any_of('a_day')})?"
    )
)
MONTH = r"(?:jan|ene|feb|mar|apr|abr|may|jun|jul|aug|ago|sep|oct|nov|dec|dic)[a-z]*\.?"
UNTIL = re.compile(
    bounded(
        rf"{any_of('until')} (?P<day>\d{{4}}-\d{{2}}-\d{{2}}"
        rf"|\d{{1,2}} (?:de )?{MONTH}(?: (?:de )?\d{{4}})?|{MONTH} \d{{1,2}}(?:,? \d{{4}})?)"
    )
)


def _simple(kind: str, name: str) -> tuple[str, re.Pattern]:
    return kind, re.compile(bounded(any_of(name)))


def _numbered(kind: str, name: str) -> list[tuple[str, re.Pattern]]:
    return [(kind, re.compile(bounded(pattern.replace("{n}", f"(?P<n>{N})")))) for pattern in listed(name)]


TABLES = [(name, Meanings(name)) for name in (
    "rhythms", "divided", "moments", "meals", "lengths", "routes", "sites", "forms", "extras", "slopes",
)]  # fmt: skip
PLAIN = [
    _simple("then", "then"), _simple("prn", "as_needed"), _simple("incase", "in_case"), _simple("purpose", "purpose"),
    _simple("once", "once"), _simple("forever", "forever"), _simple("no_repeats", "no_repeats"),
    *_numbered("repeats", "repeats"), *_numbered("day_span", "day_span"), *_numbered("in_all", "in_all"),
    *_numbered("supply_days", "supply_days"), *_numbered("supply_months", "supply_months"),
    *_numbered("apart", "apart"),
    _simple("refusal", "refusals"), _simple("filler", "fillers"),
]  # fmt: skip
WEAK = frozenset({"filler", "refusal", "purpose", "incase", "then"})  # weaker than whatever else fits as much
UNIT_NAMES, PIECE_NAMES = Meanings("units"), Meanings("pieces")


def pieces_of(text: str) -> list[Piece]:
    """Return the line's pieces in their order. What is between them is spaces only."""
    folded = fold_evenly(text)
    found, at = [], 0
    while at < len(folded):
        if folded[at].isspace():
            at += 1
            continue
        piece = _best(folded, at)
        found.append(piece)
        at = piece.end
    return found


def _best(folded: str, at: int) -> Piece:
    """Return what reaches furthest from here; of what reaches as far, the first in the order of the readers."""
    best: Piece | None = None
    for piece in _readings(folded, at):
        if best is None or (piece.end, piece.kind not in WEAK) > (best.end, best.kind not in WEAK):
            best = piece
    if best is not None:
        return best
    word = WORD.match(folded, at) or FIGURES.match(folded, at)
    return Piece("word" if word else "mark", at, word.end() if word else at + 1)


def _readings(folded: str, at: int) -> Iterator[Piece]:
    letter = folded[at]
    is_number = letter.isdigit() or letter in ".,½¼¾"
    for read in NUMBER_READERS if is_number else ():
        if piece := read(folded, at):
            yield piece
    for read in READERS:
        if piece := read(folded, at):
            yield piece
    for name, meanings in TABLES:
        if found := meanings.match(folded, at):
            end, meaning, slots = found
            yield Piece(name, at, end, meaning, slots=tuple(slots.items()))
    for kind, pattern in PLAIN:
        if found := pattern.match(folded, at):
            number = NUMBERS.read(found["n"]) if "n" in pattern.groupindex and found["n"] else None
            if found.end() > at:
                yield Piece(kind, at, found.end(), found[0], number)


def _amount(folded: str, at: int) -> Piece | None:
    if not (found := AMOUNT.match(folded, at)):
        return None
    per = None
    if found["pu"]:
        per = (NUMBERS.read(found["pn"]) if found["pn"] else None, _per_unit(found["pu"]))
    return Piece(
        "amount", at, found.end(), found["u"], NUMBERS.read(found["n"]), UNIT_NAMES.of(found["u"]),
        bool(found["kg"]), bool(found["day"]), per,
        times=NUMBERS.read(found["times"]) if found["times"] else None, glued=_is_glued(folded, at),
    )  # fmt: skip


def _per_unit(text: str) -> str:
    if text.startswith("ml"):
        return "mL"
    return {"g": "g", "l": "L", "puff": "{actuation}", "actuation": "{actuation}"}.get(
        text, "h" if text[0] == "h" else ""
    )


def _combined(folded: str, at: int) -> Piece | None:
    if not (found := COMBINED.match(folded, at)) or SPELLS.fullmatch(found[0]):
        return None
    others = tuple(NUMBERS.read(part) for part in found["rest"].split("/") if part.strip())
    unit = found["u"] or found["u1"] or ""
    return Piece(
        "combined", at, found.end(), unit, NUMBERS.read(found["n"]), UNIT_NAMES.of(unit) if unit else "", others=others,
        glued=_is_glued(folded, at),
    )  # fmt: skip


def _count(folded: str, at: int) -> Piece | None:
    if not (found := COUNT.match(folded, at)):
        return None
    return Piece("count", at, found.end(), found["u"], NUMBERS.read(found["n"]), PIECE_NAMES.of(found["u"]))


def _word_count(folded: str, at: int) -> Piece | None:
    return _count(folded, at) or (_amount(folded, at) if not folded[at].isdigit() else None)


def _scheme(folded: str, at: int) -> Piece | None:
    if not (found := SCHEME.match(folded, at)):
        return None
    parts = [NUMBERS.read(part) for part in re.split(r"[-+]", found[0])]
    return Piece("scheme", at, found.end(), found[0], others=tuple(parts))


def _bare(folded: str, at: int) -> Piece | None:
    if not (found := BARE.match(folded, at)):
        return None
    said = found[0].rstrip(".,/")
    if not re.fullmatch(N, said):
        said = re.match(N, folded[at:])[0] if re.match(N, folded[at:]) else ""
    return Piece("bare", at, at + len(said), said, NUMBERS.read(said), glued=_is_glued(folded, at)) if said else None


def _is_glued(folded: str, at: int) -> bool:
    return at > 0 and folded[at - 1].isalpha()


def _clock(folded: str, at: int) -> Piece | None:
    found = CLOCK.match(folded, at)
    if not found:
        return None
    hour = int(found["h"] or found["h2"] or found["h3"])
    half, minute = found["s"] or found["s2"], int(found["m"] or 0)
    if hour > (12 if half else 24) or minute > 59:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour % 24
    return Piece("clock", at, found.end(), f"{hour:02d}:{minute:02d}", glued=found["gap"] != " ")


def _weekdays(folded: str, at: int) -> Piece | None:
    if not (found := WEEKDAYS.match(folded, at)):
        return None
    days: list[str] = []
    for word in re.finditer(rf"(?P<range>-| to | a )?\s*(?<![a-z])(?P<day>{WEEKDAY})(?![a-z])", found[0]):
        meant = ONE_WEEKDAY.of(word["day"]).split()
        if word["range"] and days and len(meant) == 1:
            meant = _through(days[-1], meant[0])
        days += [day for day in meant if day not in days]
    return Piece("weekdays", at, found.end(), " ".join(days)) if days else None


def _through(first: str, last: str) -> list[str]:
    week = "mon tue wed thu fri sat sun".split() * 2
    start = week.index(first)
    return week[start + 1 : week.index(last, start + 1) + 1]


def _quantity(folded: str, at: int) -> Piece | None:
    found = QUANTITY.match(folded, at) or PACKS.match(folded, at)
    if not found:
        return None
    of = found.groupdict().get("u") or ""
    unit = "pack" if found["pack"] else UNIT_NAMES.of(of) or PIECE_NAMES.of(of) if of else ""
    return Piece("quantity", at, found.end(), found[0], NUMBERS.read(found["n"]), unit)


def _most(folded: str, at: int) -> Piece | None:
    if not (found := MOST.match(folded, at)):
        return None
    unit = UNIT_NAMES.of(found["u"]) if found["u"] else PIECE_NAMES.of(found["p"]) if found["p"] else ""
    return Piece(
        "most",
        at,
        found.end(),
        "times" if found["t"] else "",
        NUMBERS.read(found["n"]),
        unit,
        per_day=bool(found["day"]),
    )


def _until(folded: str, at: int) -> Piece | None:
    found = UNTIL.match(folded, at)
    return Piece("until", at, found.end(), found["day"]) if found else None


def _times_x(folded: str, at: int) -> Piece | None:
    found = TIMES_X.match(folded, at)
    return Piece("times_x", at, found.end(), found[0], NUMBERS.read(found[0][1:])) if found else None


Read = Callable[[str, int], Piece | None]
NUMBER_READERS: tuple[Read, ...] = (_scheme, _amount, _combined, _count, _bare)
READERS: tuple[Read, ...] = (_word_count, _quantity, _most, _until, _clock, _weekdays, _times_x)

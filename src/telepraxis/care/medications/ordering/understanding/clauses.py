"""Which pieces of a line belong together: the name, the clauses of the course, what holds for all of it. Pure."""

from dataclasses import dataclass, field, replace

from .pieces import Piece
from .vocabulary import NUMBERS, listed

DOSES = frozenset({"amount", "combined", "count", "bare"})
TIMING = frozenset({"rhythms", "moments", "weekdays", "scheme", "divided", "clock", "once", "in_all"})
LENGTHS = frozenset({"lengths", "day_span", "until", "forever", "once", "in_all"})
OF_A_CLAUSE = TIMING | LENGTHS | {"meals", "slopes", "times_x"}
JOINING = frozenset("/ - + &".split())
SILENT = frozenset(", . ; : ( ) - / + & ' \" =".split())
BINDS = frozenset(listed("joins"))


@dataclass
class Clause:
    """One stretch of the course: `link` says how it follows the one before: "" the first, then, and."""

    link: str = ""
    doses: list[tuple[Piece, bool]] = field(default_factory=list)  # with whether a rhythm was said before it
    facts: list[Piece] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Piece]:
        return [piece for piece in self.facts if piece.kind in kinds]

    def first(self, *kinds: str) -> Piece | None:
        return next(iter(self.of(*kinds)), None)

    @property
    def is_empty(self) -> bool:
        return not self.doses and not self.facts


@dataclass
class Parts:
    """A line in its parts. What nobody understood is `left`, word for word."""

    name: str = ""
    name_pieces: list[Piece] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    whole: list[Piece] = field(default_factory=list)  # routes, sites, forms, most, quantity, repeats ...
    as_needed: bool = False
    reason: str = ""
    purpose: str = ""
    left: list[Piece] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Piece]:
        return [piece for piece in self.whole if piece.kind in kinds]

    def first(self, *kinds: str) -> Piece | None:
        return next(iter(self.of(*kinds)), None)


def parts_of(text: str, pieces: list[Piece], is_reason, *, named: bool = True) -> Parts:
    """Return the line in its parts. `is_reason` knows the words that people take something for."""
    parts = Parts()
    rest = _without_refusals(text, pieces, parts, is_reason)
    rest = _name(text, rest, parts) if named else rest
    rest = _reasons(text, rest, parts, is_reason)
    _clauses(text, rest, parts)
    return parts


def words_left(text: str, left: list[Piece]) -> str:
    """Return what was not understood, word for word, in its order."""
    said, end = [], -2
    for piece in sorted(left, key=lambda each: each.start):
        said.append(("" if piece.start <= end else " ") + text[piece.start : piece.end])
        end = piece.end
    return "".join(said).strip(" ,;")


def _without_refusals(text: str, pieces: list[Piece], parts: Parts, is_reason) -> list[Piece]:
    """Leave aside what is forbidden or depends on something, to the end of its clause: half of it would mislead."""
    kept: list[Piece] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        is_if = piece.kind == "incase" and not is_reason(text, pieces[place + 1 :])
        if piece.kind != "refusal" and not is_if:
            kept.append(piece)
            place += 1
            continue
        while place < len(pieces) and pieces[place].kind != "then" and text[pieces[place].start] not in ",;":
            parts.left.append(pieces[place])
            place += 1
    return kept


def _name(text: str, pieces: list[Piece], parts: Parts) -> list[Piece]:
    """Take the first run of words that mean nothing else: the name of the medicine."""
    start = next((place for place, piece in enumerate(pieces) if piece.kind == "word"), None)
    if start is None:
        return pieces
    end = start + 1
    while end < len(pieces):
        ahead = end + 1 if _binds(text, pieces[end]) else end
        if ahead >= len(pieces) or pieces[ahead].kind != "word":
            break
        end = ahead + 1
    parts.name_pieces = pieces[start:end]
    parts.name = text[pieces[start].start : pieces[end - 1].end]
    return pieces[:start] + pieces[end:]


def _binds(text: str, piece: Piece) -> bool:
    said = text[piece.start : piece.end].casefold()
    return said in JOINING if piece.kind == "mark" else piece.kind in ("filler", "refusal") and said in BINDS


def _reasons(text: str, pieces: list[Piece], parts: Parts, is_reason) -> list[Piece]:
    """Take the words after "as needed", "if" and "for": what it is taken for."""
    kept: list[Piece] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        if piece.kind not in ("prn", "incase", "purpose"):
            kept.append(piece)
            place += 1
            continue
        parts.as_needed = parts.as_needed or piece.kind in ("prn", "incase")
        end = place + 1
        if piece.kind == "prn" and end < len(pieces) and pieces[end].kind in ("purpose", "incase"):
            end += 1
        words_end = _end_of_words(text, pieces, end)
        said = text[pieces[end].start : pieces[words_end - 1].end] if words_end > end else ""
        if not said and piece.kind == "purpose":
            kept.append(piece)
        if parts.as_needed and not parts.reason:
            parts.reason = said
        elif said:
            parts.purpose = " ".join(filter(None, (parts.purpose, said)))
        place = words_end
    return kept


def _end_of_words(text: str, pieces: list[Piece], start: int) -> int:
    end = start
    while end < len(pieces):
        ahead = end + 1 if end > start and _binds(text, pieces[end]) else end
        if ahead >= len(pieces) or pieces[ahead].kind not in ("word", "filler"):
            break
        if pieces[ahead].kind == "filler" and (ahead + 1 >= len(pieces) or pieces[ahead + 1].kind != "word"):
            break
        end = ahead + 1
    return end


def _clauses(text: str, pieces: list[Piece], parts: Parts) -> None:
    clause = Clause()
    for place, piece in enumerate(pieces):
        said = text[piece.start : piece.end]
        if piece.kind == "then" or (piece.kind == "mark" and said == ";"):
            if not clause.is_empty:
                parts.clauses.append(clause)
                clause = Clause("then")
        elif piece.kind == "bare" and place + 1 < len(pieces) and pieces[place + 1].kind == "word":
            parts.left.append(piece)  # of something that nobody knows: 2 hours, 3 spoonfuls
        elif piece.kind in DOSES:
            if link := _begins_another(clause, pieces, place, text):
                parts.clauses.append(clause)
                clause = Clause(link)
            clause.doses.append((piece, any(fact.kind in TIMING for fact in clause.facts)))
        elif piece.kind == "rhythms" and place and pieces[place - 1].kind == "repeats" and "{n} d" in piece.value:
            parts.whole.append(replace(piece, kind="apart", number=NUMBERS.read(piece.slot("n"))))
        elif piece.kind in OF_A_CLAUSE:
            clause.facts.append(piece)
        elif piece.kind in ("word", "purpose") or (piece.kind == "mark" and said not in SILENT):
            parts.left.append(piece)
        elif piece.kind not in ("filler", "mark"):
            parts.whole.append(piece)
    if not clause.is_empty:
        parts.clauses.append(clause)
    _with_small_words(pieces, parts)


def _with_small_words(pieces: list[Piece], parts: Parts) -> None:
    """Small words that lead to what is left over stay with it."""
    for piece, following in reversed(list(zip(pieces, pieces[1:], strict=False))):
        if piece.kind in ("filler", "purpose") and following in parts.left and piece not in parts.left:
            parts.left.append(piece)


def _begins_another(clause: Clause, pieces: list[Piece], place: int, text: str) -> str:
    """Return "then" or "and" where this dose begins another clause: it has a time of its own, as the last one had."""
    timed = TIMING | LENGTHS | {"meals"}
    if not clause.doses or not any(fact.kind in timed for fact in clause.facts):
        return ""
    ahead: set[str] = set()
    for piece in pieces[place + 1 :]:
        if piece.kind in DOSES or piece.kind == "then" or text[piece.start] in ",;":
            break
        ahead.add(piece.kind)
    if not ahead & timed:
        return ""
    if any(fact.kind in LENGTHS for fact in clause.facts):
        return "then"
    joined = place > 0 and text[pieces[place - 1].start : pieces[place - 1].end].casefold() in ("and", "y", "+", "&")
    kinds = {fact.kind for fact in clause.facts}
    in_parts = bool({"moments", "meals"} & ahead & kinds)
    return "and" if in_parts or (joined and ahead & TIMING) else ""

"""Abbreviations that ISMP warns of: understood only where they can mean one thing, and told even then. Pure.

ISMP, List of Error-Prone Abbreviations, Symbols, and Dose Designations (2021), https://www.ismp.org/recommendations.
"""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..wording import page
from .asking import Told
from .pieces import Piece
from .vocabulary import fold_evenly

# Abbreviated names of medicines that stand for two.
TWO_MEDICINES = {
    "ms": ("morphine sulfate", "magnesium sulfate"), "mso4": ("morphine sulfate", "magnesium sulfate"),
    "mgso4": ("magnesium sulfate", "morphine sulfate"), "azt": ("zidovudine", "azathioprine"),
    "cpz": ("prochlorperazine", "chlorpromazine"), "hct": ("hydrocortisone", "hydrochlorothiazide"),
    "hctz": ("hydrochlorothiazide", "hydrocortisone"), "mtx": ("methotrexate", "mitoxantrone"),
    "ptu": ("propylthiouracil", "mercaptopurine"), "tac": ("triamcinolone", "tacrolimus"),
    "dtp": ("diphtheria-tetanus-pertussis vaccine", "diphtheria-tetanus toxoid"),
    "t3": ("liothyronine", "codeine with paracetamol"),
    "mtz": ("mirtazapine", "metronidazole"), "pit": ("oxytocin", "vasopressin"), "cef": ("cefazolin", "ceftriaxone"),
}  # fmt: skip
UNCLEAR = {
    "tiw": gettext_lazy("“tiw” may be three times a week or three times a day. Type which."),
    "biw": gettext_lazy("“biw” may be twice a week or every two weeks. Type which."),
    "biweekly": gettext_lazy("“biweekly” may be twice a week or every two weeks. Type which."),
    "bimonthly": gettext_lazy("“bimonthly” may be twice a month or every two months. Type which."),
    "ss": gettext_lazy("“ss” may be one half or a sliding scale. Type which."),
    "ssi": gettext_lazy("“ssi” may be a sliding scale or strong iodine. Type which."),
    "ij": gettext_lazy("“IJ” may be an injection or the jugular vein. Type the route."),
    "ad": gettext_lazy("“ad” may be the right ear. Type right ear."),
    "as": gettext_lazy("“as” may be the left ear. Type left ear."),
    "tsp": gettext_lazy("Spoons differ: type mL in place of “tsp”."),
    "tbsp": gettext_lazy("Spoons differ: type mL in place of “tbsp”."),
    "teaspoon": gettext_lazy("Spoons differ: type mL in place of “teaspoon”."),
    "teaspoons": gettext_lazy("Spoons differ: type mL in place of “teaspoons”."),
    "tablespoon": gettext_lazy("Spoons differ: type mL in place of “tablespoon”."),
    "tablespoons": gettext_lazy("Spoons differ: type mL in place of “tablespoons”."),
    "cucharadita": gettext_lazy("Spoons differ: type mL in place of “cucharadita”."),
    "cucharaditas": gettext_lazy("Spoons differ: type mL in place of “cucharaditas”."),
    "cucharadas": gettext_lazy("Spoons differ: type mL in place of “cucharadas”."),
    "cucharada": gettext_lazy("Spoons differ: type mL in place of “cucharada”."),
    "once": gettext_lazy("Once a day, or one single dose? Type which."),
}
SPOONS = frozenset(
    "tsp tbsp teaspoon teaspoons tablespoon tablespoons cucharadita cucharaditas cucharada cucharadas".split()
)
READ_AS = {
    "qd": gettext_lazy("“qd” was read as once a day: it is easily taken for qid."),
    "qod": gettext_lazy("“qod” was read as every other day: it is easily taken for qd or qid."),
    "u": gettext_lazy("“U” was read as units: it is easily taken for a 0 or a 4."),
    "iu": gettext_lazy("“IU” was read as units: it is easily taken for IV or 10."),
    "cc": gettext_lazy("“cc” was read as mL: it is easily taken for 00 or U."),
    "gr": gettext_lazy("“gr” was read as grams, not grains."),
    "sc": gettext_lazy("“sc” was read as under the skin: it is easily taken for SL."),
    "sq": gettext_lazy("“sq” was read as under the skin: it is easily taken for 5 every."),
    "hs": gettext_lazy("“hs” was read as at bedtime, not as half strength."),
}


def drug_abbreviation(name: str) -> str:
    """Return what to say of an abbreviated name that stands for two medicines, "" of any other."""
    both = TWO_MEDICINES.get(fold_evenly(name).replace(" ", ""))
    if both is None:
        return ""
    return _("“%(said)s” may be %(one)s or %(other)s. Type the whole name.") % {
        "said": name, "one": both[0], "other": both[1],
    }  # fmt: skip


def settled(text: str, pieces: list[Piece], told: Told) -> list[Piece]:
    """Return the pieces without what may mean two things, which is told; what was read all the same is told as well."""
    kept = []
    speaks_of_eyes = _speaks_of(text, ("eye", "ojo", "drop", "gota", "ophthalmic"))
    for place, piece in enumerate(pieces):
        said = fold_evenly(text[piece.start : piece.end]).replace(".", "")
        if piece.kind == "word" and place and said in UNCLEAR and _is_no_name(text, pieces, place):
            told.doubt(str(UNCLEAR[said]))
            if said in SPOONS and kept and kept[-1].kind == "bare":
                kept.pop()
        elif piece.kind == "times_x" and kept and kept[-1].kind in ("count", "quantity") and piece.number.high > 1:
            kept.append(_handed_out(piece, told))
        elif piece.kind == "times_x":
            told.doubt(
                _("“%(said)s” may be days, doses or repeats. Type 3 days, 3 doses or 2 repeats.") % {"said": said}
            )
        elif said == "od" and speaks_of_eyes:
            kept += _od(piece, pieces, told)
        elif said == "os" and not speaks_of_eyes:
            kept.append(replace(piece, kind="routes", value="oral"))
            told.assume(_("“os” was read as by mouth, not as the left eye."))
        elif piece.kind == "clock" and not piece.glued:
            kept += _clock(text, piece, pieces, told)
        else:
            kept.append(piece)
            unit = piece.value if piece.kind == "amount" else said
            if unit in READ_AS and piece.kind != "word":
                told.assume(str(READ_AS[unit]))
            if piece.glued and piece.kind in ("amount", "bare", "combined") and pieces[place - 1].kind == "word":
                told.assume(
                    _("“%(said)s”: name and number were parted.") % {"said": _glued(text, pieces[place - 1], piece)}
                )
    return kept


def _is_no_name(text: str, pieces: list[Piece], place: int) -> bool:
    return any(piece.kind == "word" for piece in pieces[:place])


def _speaks_of(text: str, words: tuple[str, ...]) -> bool:
    folded = fold_evenly(text)
    return any(word in folded for word in words)


def _handed_out(piece: Piece, told: Told) -> Piece:
    """After a quantity, x3 are three of them: two repeats."""
    again = piece.number.high - 1
    told.assume(
        _("“%(said)s” was read as handed out %(times)s times in all.")
        % {"said": f"x{piece.number.said}", "times": page.figure(piece.number.high)}
    )
    return replace(piece, kind="repeats", number=replace(piece.number, low=again, high=again))


def _od(piece: Piece, pieces: list[Piece], told: Told) -> list[Piece]:
    """With drops "od" is the right eye where the line says how often elsewhere, once a day where it says which eye."""
    others = [each for each in pieces if each is not piece]
    has_rhythm = any(each.kind in ("rhythms", "moments") for each in others)
    has_site = any(each.kind == "sites" for each in others)
    if has_rhythm and not has_site:
        told.assume(_("“od” was read as the right eye."))
        return [replace(piece, kind="sites", value="right eye")]
    if has_site and not has_rhythm:
        told.assume(_("“od” was read as once a day."))
        return [piece]
    told.doubt(_("“od” may be the right eye or once a day. Type which."))
    return []


def _clock(text: str, piece: Piece, pieces: list[Piece], told: Told) -> list[Piece]:
    """ "2 pm" may be a time or two in the evening: a time where the line says how much elsewhere."""
    if any(each.kind in ("count", "amount", "combined") for each in pieces):
        return [piece]
    said = text[piece.start : piece.end]
    told.doubt(_("“%(said)s”: a time, or how many? Type at %(said)s, or the dose first.") % {"said": said})
    return []


def _glued(text: str, word: Piece, number: Piece) -> str:
    return text[word.start : number.end]

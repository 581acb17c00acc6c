"""What the token of a prescription says: enough for a pharmacist without a network, and no more. Pure."""

from .lines import Line
from .screen import OnScreen


def payload_of(shown: OnScreen, number: str) -> dict:
    """Return the number, for whom, by whom, and of each line what it is, how it is taken, how much, how often again.

    Short names, for each sign makes the code of the paper denser.
    """
    return {
        "n": number,
        "p": [shown.patient.name, shown.patient.born],
        "d": [shown.prescriber.name, shown.prescriber.licence]
        + ([shown.prescriber.dea_number] if shown.is_controlled else []),
        "o": shown.practice.partition(",")[0],
        "l": [
            [each.medicine, _code(line), each.words.partition(": ")[2] or each.words, each.quantity_words, each.repeats,
             0 if each.substitution else 1]
            for each, (_row, line) in zip(shown.lines, shown.rows, strict=True)
        ],
    }  # fmt: skip


def _code(line: Line) -> str:
    return f"{line.medicine.system}|{line.medicine.code}" if line.medicine and line.medicine.code else ""

"""The items of a form as rows of the builder. Pure."""

from dataclasses import dataclass

from . import words
from .form import Item, condition_of, form_of, option_of
from .shaping import flat


@dataclass(frozen=True)
class Row:
    """One item with what is written in its fields. `number` names them: `i3.text`."""

    number: int
    level: int
    item: Item
    fields: dict
    options: list[dict]
    conditions: list[dict]
    others: list[tuple[str, str]]  # (linkId, words) of questions that a condition may ask about
    counts: bool
    is_first: bool
    is_last: bool
    goes_in: bool
    goes_out: bool


def rows_of(doc: dict) -> list[Row]:
    """Return a row for each item, in their order."""
    form = form_of(doc)
    known = {item.link_id: item for item in form.every()}
    asked = [(item.link_id, item.text() or item.link_id) for item in form.every() if item.is_asked]
    counted = form.score.link_ids if form.score else frozenset()
    rows = []
    for number, (item, level, parent) in enumerate(flat(doc)):
        siblings = [each for each, _, above in flat(parent) if above is parent]
        at = siblings.index(item)
        rows.append(
            Row(
                number=number,
                level=min(level, 3),
                item=known[item["linkId"]],
                fields=_fields(item, known[item["linkId"]]),
                options=[_option(each) for each in item.get("answerOption", ())],
                conditions=[_condition(each, known) for each in item.get("enableWhen", ())],
                others=[each for each in asked if each[0] != item["linkId"]],
                counts=item["linkId"] in counted,
                is_first=at == 0,
                is_last=at == len(siblings) - 1,
                goes_in=at > 0 and siblings[at - 1].get("type") == "group",
                goes_out=level > 0,
            )
        )
    return rows


def _fields(doc: dict, item: Item) -> dict:
    return {
        "text": item.text(),
        "es": words.translated(doc, "text", "es"),
        "help": item.help(),
        "help_es": item.help("es") if item.help("es") != item.help() else "",
        "low": item.low,
        "high": item.high,
        "unit": item.unit.get("display") or item.unit.get("code", ""),
        "worrying": "" if item.worrying_from is None else str(item.worrying_from),
    }


def _option(doc: dict) -> dict:
    option = option_of(doc)
    coding = doc.get("valueCoding") or {}
    return {
        "key": option.key,
        "text": coding.get("display", "") if coding else option.key,
        "es": words.translated(coding, "display", "es"),
        "score": "" if option.score is None else str(option.score),
    }


def _condition(doc: dict, known: dict[str, Item]) -> dict:
    condition = condition_of(doc)
    asked = known.get(condition.question)
    choices = [(option.key, option.text()) for option in asked.options] if asked else []
    return {
        "question": condition.question,
        "operator": condition.operator,
        "wanted": condition.wanted,
        "choices": choices,
        "is_boolean": condition.operator == "exists" or (asked is not None and asked.type == "boolean"),
    }


def bands_of(doc: dict) -> list[dict]:
    """Return the lines of the score as they stand in their fields."""
    score = form_of(doc).score
    return [
        {"low": str(band.low), "high": str(band.high), "text": band.text(), "es": _spanish(band), "tone": band.tone}
        for band in (score.bands if score else ())
    ]


def _spanish(band) -> str:
    text = next((each for each in band.doc["extension"] if each["url"] == "text"), {})
    return words.translated(text, "valueString", "es")

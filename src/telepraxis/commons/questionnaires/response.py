"""Answers as a QuestionnaireResponse, and back (R4, http://hl7.org/fhir/R4/questionnaireresponse.html). Pure."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from .answering import Answers, asked_now, number_in
from .form import Form, Item
from .scoring import is_worrying


def items_from(form: Form, answers: Answers, language: str = "") -> list[dict]:
    """Return the items of the response: what was asked, in the words in which it was read, and what was answered."""
    asked = {item.link_id for item in asked_now(form, answers)}
    return _items(form.items, answers, asked, language)


def _items(items: tuple[Item, ...], answers: Answers, asked: set[str], language: str) -> list[dict]:
    made = (_made(item, answers, asked, language) for item in items if item.link_id in asked)
    return [item for item in made if item]


def _made(item: Item, answers: Answers, asked: set[str], language: str) -> dict | None:
    given = [value_of(item, each) for each in answers.get(item.link_id, ())] if item.is_asked else []
    below = _items(item.items, answers, asked, language)
    if not given and not below:
        return None
    made = {"linkId": item.link_id} | ({"text": text} if (text := item.text(language)) else {})
    if not given:
        return made | {"item": below}
    if below:
        given[0] = given[0] | {"item": below}
    return made | {"answer": given}


def value_of(item: Item, text: str) -> dict:
    """Return one answer as `QuestionnaireResponse.item.answer`."""
    if option := item.option(text):
        return {name: value for name, value in option.doc.items() if name.startswith("value")}
    if item.type == "boolean":
        return {"valueBoolean": text == "true"}
    if item.type == "integer":
        return {"valueInteger": int(Decimal(text))}
    if item.type == "decimal":
        return {"valueDecimal": Decimal(text)}
    if item.type == "quantity":
        return {"valueQuantity": {"value": Decimal(text)} | _unit(item.unit)}
    if item.type == "date":
        return {"valueDate": text}
    return {"valueString": text}


def _unit(coding: dict) -> dict:
    unit = {"unit": coding.get("display") or coding.get("code")}
    unit |= {name: coding.get(name) for name in ("system", "code")}
    return {name: value for name, value in unit.items() if value}


@dataclass
class Read:
    """What a response says: answers to the form's questions, and the linkIds that the form does not know."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    claimed: Decimal | None = None  # the score as the sender has it


def read(form: Form, response: dict) -> Read:
    """Return what a response says, as this form asks it."""
    found, known = Read(), {item.link_id: item for item in form.every()}
    code = form.score.code.get("code") if form.score else None
    for item in _every(response):
        link_id, answers = item.get("linkId", ""), item.get("answer") or []
        if code and link_id.rpartition("/")[2] == code and code not in known:
            found.claimed = next((number_in(_text(each)) for each in answers), None)
        elif link_id in known:
            if texts := [_key(known[link_id], each) for each in answers]:
                found.answers.setdefault(link_id, []).extend(text for text in texts if text)
        else:
            found.unknown.append(link_id)
    return found


def _every(holder: dict):
    for item in holder.get("item") or ():
        yield item
        yield from _every(item)
        for answer in item.get("answer") or ():
            yield from _every(answer)


def _key(item: Item, answer: dict) -> str:
    """Return the answer as it is kept: the key of the option where it is one of them."""
    coding = answer.get("valueCoding")
    if not coding:
        return _text(answer)
    for option in item.options:
        ours = option.doc.get("valueCoding") or {}
        if coding.get("code") == ours.get("code") and coding.get("system") in (None, ours.get("system")):
            return option.key
    return coding.get("display") or coding.get("code") or ""


def _text(answer: dict) -> str:
    value = next((answer[name] for name in answer if name.startswith("value")), "")
    if isinstance(value, dict):
        value = value.get("value") or value.get("display") or value.get("code") or ""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Said:
    """One question with its answers, to be read. `level` is how deep it stands."""

    question: str
    answers: list[str]
    level: int
    is_worrying: bool = False


def sayings(response: dict, form: Form | None = None, language: str = "") -> list[Said]:
    """Return the questions and answers of a response; in the reader's language where its form is known."""

    def walk(holder: dict, level: int):
        for item in holder.get("item") or ():
            asked = form.item(item.get("linkId", "")) if form else None
            answers = item.get("answer") or []
            question = (asked.text(language) if asked else "") or item.get("text") or item.get("linkId", "")
            worrying = asked is not None and is_worrying(asked, [_key(asked, each) for each in answers])
            yield Said(question, [_words(asked, each, language) for each in answers], level, worrying)
            yield from walk(item, level + 1)
            for answer in answers:
                yield from walk(answer, level + 1)

    return list(walk(response, 0))


def _words(item: Item | None, answer: dict, language: str) -> str:
    if "valueBoolean" in answer:
        return _("Yes") if answer["valueBoolean"] else _("No")
    option = item.option(_key(item, answer)) if item else None
    if option:
        return option.text(language)
    quantity = answer.get("valueQuantity")
    if quantity:
        return f"{quantity.get('value', '')} {quantity.get('unit') or quantity.get('code') or ''}".strip()
    coding = answer.get("valueCoding") or {}
    return coding.get("display") or coding.get("code") or _text(answer)

"""What was typed in the editor becomes a Questionnaire. Pure: what the editor does not show stays as it was.

Fields are named by the position of their item: `i3.text`, `i3.option.text` (a list); those of the form by a name alone.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal

from django.utils.datastructures import MultiValueDict

from telepraxis.base.record import labels

from . import words
from .answering import number_in
from .form import (
    CONTROL,
    HIGH,
    LOW,
    NUMBERS,
    OPERATORS,
    ORDINAL,
    RESTRICT,
    SCORE,
    UNIT,
    WORRYING,
    is_help,
    option_of,
)
from .shaping import flat, link_ids

TYPES = ("choice", "boolean", "string", "text", "integer", "decimal", "quantity", "date", "group", "display")
KEPT_FOR = {  # what only some types may have (R4, Questionnaire, invariants que-1 to que-13)
    "answerOption": ("choice", "open-choice"),
    "answerValueSet": ("choice", "open-choice"),
    "maxLength": ("string", "text", "integer", "decimal", "boolean"),
}
LANGUAGE = "es"


def typed_into(doc: dict, posted: MultiValueDict) -> dict:
    """Return the form with what was typed, or as it is where nothing was posted of it."""
    doc = deepcopy(doc)
    if "title" in posted:
        _texts(doc, "title", posted, "title")
        _texts(doc, "description", posted, "description")
        _restrict(doc, posted.get("restrict", ""))
    counted = []
    for number, (item, _, _) in enumerate(list(flat(doc))):
        prefix = f"i{number}"
        if f"{prefix}.type" in posted:
            _item(doc, item, posted, prefix)
            if f"{prefix}.counts" in posted:
                counted.append(item["linkId"])
    if "score_shown" in posted:
        _score(doc, posted, counted)
    return doc


def _item(doc: dict, item: dict, posted: MultiValueDict, prefix: str) -> None:
    type = posted[f"{prefix}.type"]
    holds = any(not is_help(each) for each in item.get("item", ()))
    if type in TYPES and not (type == "display" and holds) and not (type == "group" and not holds):
        item["type"] = type
    type = item["type"]
    _texts(item, "text", posted, f"{prefix}.text")
    _flag(item, "required", f"{prefix}.required" in posted and type not in ("group", "display"))
    _flag(item, "repeats", f"{prefix}.repeats" in posted and type in ("choice", "string"))
    for name, types in KEPT_FOR.items():
        if type not in types:
            item.pop(name, None)
    _help(doc, item, posted, prefix)
    _limits(item, posted, prefix)
    _options(item, posted, prefix)
    _conditions(doc, item, posted, prefix)
    _worrying(item, posted.get(f"{prefix}.worrying", ""))
    if type == "display":
        for name in ("code", "required", "repeats", "readOnly", "initial", "item"):
            item.pop(name, None)


def _texts(holder: dict, name: str, posted: MultiValueDict, field: str) -> None:
    text = posted.get(field, "").replace("\x00", "").replace("\r\n", "\n").strip()
    if text != holder.get(name, ""):
        words.say(holder, name, text)
    words.translate(holder, name, LANGUAGE, posted.get(f"{field}.{LANGUAGE}", "").replace("\x00", "").strip())


def _flag(item: dict, name: str, value: bool) -> None:
    if value:
        item[name] = True
    elif item.get(name):
        del item[name]


def _help(doc: dict, item: dict, posted: MultiValueDict, prefix: str) -> None:
    helping = next((each for each in item.get("item", ()) if is_help(each)), None)
    text = posted.get(f"{prefix}.help", "").strip() if item["type"] not in ("display", "group") else ""
    if not text:
        if helping is not None:
            item["item"].remove(helping)
            if not item["item"]:
                del item["item"]
        return
    if helping is None:
        helping = _new_help(f"{item['linkId']}-help", link_ids(doc))
        item.setdefault("item", []).insert(0, helping)
    _texts(helping, "text", posted, f"{prefix}.help")


def _new_help(link_id: str, taken: set[str]) -> dict:
    while link_id in taken:
        link_id += "-"
    coding = {"system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help"}
    control = {"url": CONTROL, "valueCodeableConcept": {"coding": [coding]}}
    return {"extension": [control], "linkId": link_id, "text": "", "type": "display"}


def _limits(item: dict, posted: MultiValueDict, prefix: str) -> None:
    for url, field in ((LOW, "low"), (HIGH, "high")):
        if f"{prefix}.{field}" in posted or item["type"] not in (*NUMBERS, "date"):
            words.put_extension(item, url, _limit(url, item["type"], posted.get(f"{prefix}.{field}", "").strip()))
    if item["type"] != "quantity":
        words.put_extension(item, UNIT, [])
    elif unit := posted.get(f"{prefix}.unit", "").strip():
        present = words.value_of(item, UNIT, "valueCoding") or {}
        if unit != (present.get("display") or present.get("code")):
            words.put_extension(item, UNIT, [{"url": UNIT, "valueCoding": {"code": unit, "display": unit}}])


def _limit(url: str, type: str, text: str) -> list[dict]:
    number = number_in(text.replace(",", "."))
    if type == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return [{"url": url, "valueDate": text}]
    if type == "integer" and number is not None:
        return [{"url": url, "valueInteger": int(number)}]
    if type in NUMBERS and number is not None:
        return [{"url": url, "valueDecimal": number}]
    return []


def _options(item: dict, posted: MultiValueDict, prefix: str) -> None:
    if item["type"] not in KEPT_FOR["answerOption"] or f"{prefix}.option.text" not in posted:
        return
    before = [(option_of(each), each) for each in item.get("answerOption", ())]
    former = {known.text(): each for known, each in before} | {known.key: each for known, each in before}
    made: list[dict] = []
    for key, text, translation, score in _rows(posted, f"{prefix}.option", "key", "text", LANGUAGE, "score"):
        if text:
            made.append(
                _option(former.pop(key, None) or former.pop(text, None), text, translation, score, made, before)
            )
    if made:
        item["answerOption"] = made
        item.pop("initial", None)
        item.pop("answerValueSet", None)
    else:
        item.pop("answerOption", None)


def _option(former: dict | None, text: str, translation: str, score: str, made: list, before: list) -> dict:
    option = former or {"valueCoding": {"code": _free_code([*made, *(each for _, each in before)])}}
    coding = option.get("valueCoding")
    if coding is None:  # an option that is no code keeps its value: its words are the value itself
        if "valueString" in option:
            option["valueString"] = text
    else:
        words.say(coding, "display", text)
        words.translate(coding, "display", LANGUAGE, translation)
    number = number_in(score.replace(",", "."))
    words.put_extension(option, ORDINAL, [{"url": ORDINAL, "valueDecimal": number}] if number is not None else [])
    return option


def _free_code(options: list[dict]) -> str:
    taken, number = {option.get("valueCoding", {}).get("code") for option in options}, 1
    while str(number) in taken:
        number += 1
    return str(number)


def _conditions(doc: dict, item: dict, posted: MultiValueDict, prefix: str) -> None:
    if f"{prefix}.when.question" not in posted:
        return
    former = {str(number): each for number, each in enumerate(item.get("enableWhen", ()))}
    made = []
    for key, question, operator, wanted in _rows(posted, f"{prefix}.when", "key", "question", "operator", "answer"):
        asked = next((each for each, _, _ in flat(doc) if each.get("linkId") == question), None)
        if asked is not None and operator in OPERATORS:
            made.append(_condition(former.get(key), asked, operator, wanted))
    words.put(item, "enableWhen", made)
    if len(item.get("enableWhen", ())) > 1:
        item["enableBehavior"] = "any" if posted.get(f"{prefix}.when.behavior") == "any" else "all"
    else:
        item.pop("enableBehavior", None)


def _condition(former: dict | None, asked: dict, operator: str, wanted: str) -> dict:
    made = {"question": asked["linkId"], "operator": operator}
    if operator == "exists":
        return made | {"answerBoolean": wanted != "false"}
    answer = _wanted(asked, wanted)
    if former and former.get("question") == made["question"] and answer is None:
        answer = {name: value for name, value in former.items() if name.startswith("answer")}
    return made | (answer or {"answerString": wanted or "-"})


def _wanted(asked: dict, text: str) -> dict | None:
    type = asked["type"]
    if type in KEPT_FOR["answerOption"]:
        for option in asked.get("answerOption", ()):
            coding = option.get("valueCoding") or {}
            if text and text in (coding.get("code"), coding.get("display")):
                return {"answerCoding": {name: coding[name] for name in ("system", "code") if name in coding}}
        return None
    number = number_in(text.replace(",", "."))
    if type == "boolean":
        return {"answerBoolean": text != "false"}
    if type == "integer" and number is not None:
        return {"answerInteger": int(number)}
    if type == "decimal" and number is not None:
        return {"answerDecimal": number}
    if type == "quantity" and number is not None:
        return {"answerQuantity": {"value": number}}
    if type == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return {"answerDate": text}
    return {"answerString": text} if type in ("string", "text") and text else None


def _worrying(item: dict, text: str) -> None:
    number = number_in(text.replace(",", ".")) if item["type"] in KEPT_FOR["answerOption"] else None
    words.put_extension(item, WORRYING, [{"url": WORRYING, "valueDecimal": number}] if number is not None else [])


def _restrict(doc: dict, code: str) -> None:
    present = words.value_of(doc, RESTRICT, "valueCoding") or {}
    if code != present.get("code", ""):
        coding = next((each for each in labels.codings(labels.EVERYTHING) if each["code"] == code), None)
        words.put_extension(doc, RESTRICT, [{"url": RESTRICT, "valueCoding": coding}] if coding else [])


def _score(doc: dict, posted: MultiValueDict, counted: list[str]) -> None:
    """Put together how the form is scored; what the editor does not show of it stays."""
    former = next(iter(words.extensions(doc, SCORE)), {"extension": []})
    kept = [each for each in former["extension"] if each["url"] not in ("item", "band", "source", "code")]
    bands = [band for row in _rows(posted, "band", "low", "high", "text", LANGUAGE, "tone") if (band := _band(*row))]
    source = posted.get("score_source", "").strip()
    made = [
        {
            "url": "code",
            "valueCoding": words.part(former, "code", "valueCoding") or {"display": doc.get("title") or "-"},
        },
        *({"url": "item", "valueString": link_id} for link_id in counted),
        *bands,
        *([{"url": "source", "valueString": source}] if source else []),
        *kept,
    ]
    words.put_extension(doc, SCORE, [{"url": SCORE, "extension": made}] if counted else [])


def _band(low: str, high: str, text: str, translation: str, tone: str) -> dict | None:
    if not (low or high or text):
        return None
    spoken: dict = {"url": "text", "valueString": text or "-"}
    words.translate(spoken, "valueString", LANGUAGE, translation)
    ends = [(name, number_in(end.replace(",", "."))) for name, end in (("low", low), ("high", high))]
    made = [{"url": name, "valueDecimal": number if number is not None else Decimal(0)} for name, number in ends]
    return {"url": "band", "extension": [*made, spoken, {"url": "tone", "valueCode": tone or "info"}]}


def _rows(posted: MultiValueDict, prefix: str, *names: str) -> Iterator[tuple[str, ...]]:
    columns = [posted.getlist(f"{prefix}.{name}") for name in names]
    for number in range(max(map(len, columns), default=0)):
        yield tuple(column[number].replace("\x00", "").strip() if number < len(column) else "" for column in columns)

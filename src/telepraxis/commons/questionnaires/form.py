"""A Questionnaire as people fill it in (R4, http://hl7.org/fhir/R4/questionnaire.html). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from . import words

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
LOW, HIGH = "http://hl7.org/fhir/StructureDefinition/minValue", "http://hl7.org/fhir/StructureDefinition/maxValue"
UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
SCORE = "urn:telepraxis:questionnaire-score"
WORRYING = "urn:telepraxis:questionnaire-worrying-from"
RESTRICT = "urn:telepraxis:questionnaire-restrict-answers"

NUMBERS = ("integer", "decimal", "quantity")
ASKED = ("boolean", "choice", "string", "text", "date", *NUMBERS)  # the types of question that people can answer here
CHOICES = ("choice", "open-choice")
OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")


@dataclass(frozen=True)
class Option:
    """One answer to choose. `key` is its code, or what it says where it has none."""

    key: str
    doc: dict
    score: Decimal | None

    def text(self, language: str = "") -> str:
        """Return what the option says."""
        coding = self.doc.get("valueCoding")
        return (words.said(coding, "display", language) if coding else "") or self.key


@dataclass(frozen=True)
class Condition:
    """What must have been answered elsewhere. `wanted` is the key, number or date it is compared with."""

    question: str
    operator: str
    wanted: str


@dataclass(frozen=True)
class Item:
    """A question, a group of questions or words between them."""

    link_id: str
    type: str
    doc: dict
    options: tuple[Option, ...]
    items: tuple["Item", ...]
    conditions: tuple[Condition, ...]

    def text(self, language: str = "") -> str:
        """Return what is asked."""
        return words.said(self.doc, "text", language)

    def help(self, language: str = "") -> str:
        """Return the hint beside the question: a display inside it that is marked as help."""
        helping = next((each for each in self.doc.get("item", ()) if is_help(each)), None)
        return words.said(helping, "text", language) if helping else ""

    @property
    def prefix(self) -> str:
        return self.doc.get("prefix", "")

    @property
    def required(self) -> bool:
        return self.doc.get("required") is True

    @property
    def repeats(self) -> bool:
        return self.doc.get("repeats") is True and self.type not in ("group", "display")

    @property
    def needs_all(self) -> bool:
        """Whether all conditions must be met, not any of them."""
        return self.doc.get("enableBehavior") != "any"

    @property
    def low(self) -> str:
        return _limit(self.doc, LOW)

    @property
    def high(self) -> str:
        return _limit(self.doc, HIGH)

    @property
    def unit(self) -> dict:
        """The unit of a quantity, {} where the form names none."""
        return words.value_of(self.doc, UNIT, "valueCoding") or {}

    @property
    def worrying_from(self) -> Decimal | None:
        """So many points of this answer need somebody's eyes at once."""
        return _number(words.value_of(self.doc, WORRYING, "valueDecimal"))

    @property
    def is_asked(self) -> bool:
        return self.type in ASKED or bool(self.options)

    def option(self, key: str) -> Option | None:
        """Return the option of this key."""
        return next((each for each in self.options if each.key == key), None)


@dataclass(frozen=True)
class Band:
    """From which score to which, what that means."""

    low: Decimal
    high: Decimal
    doc: dict = field(repr=False)

    def text(self, language: str = "") -> str:
        """Return what the band is called."""
        text = next((each for each in self.doc["extension"] if each["url"] == "text"), {})
        return words.said(text, "valueString", language)

    @property
    def tone(self) -> str:
        return words.part(self.doc, "tone", "valueCode")


@dataclass(frozen=True)
class Score:
    """Which questions are added up, under which code the sum stands in the record, and what it means."""

    code: dict
    link_ids: frozenset[str]
    bands: tuple[Band, ...]
    source: str

    @property
    def highest(self) -> Decimal | None:
        return max((band.high for band in self.bands), default=None)


@dataclass(frozen=True)
class Form:
    """A whole form."""

    doc: dict
    items: tuple[Item, ...]
    score: Score | None

    def title(self, language: str = "") -> str:
        """Return what the form is called."""
        return words.said(self.doc, "title", language) or self.doc.get("name") or self.doc.get("url") or "–"

    def description(self, language: str = "") -> str:
        """Return what stands above the questions."""
        return words.said(self.doc, "description", language)

    @property
    def url(self) -> str:
        return self.doc.get("url", "")

    @property
    def version(self) -> str:
        return self.doc.get("version", "")

    @property
    def canonical(self) -> str:
        """The address by which answers name the version they answer."""
        return f"{self.url}|{self.version}" if self.version else self.url

    @property
    def status(self) -> str:
        return self.doc.get("status", "")

    @property
    def restriction(self) -> dict:
        """The label that answers bear from the start, {} for none."""
        return words.value_of(self.doc, RESTRICT, "valueCoding") or {}

    def every(self) -> Iterator[Item]:
        """Yield every item in its order, parents first."""
        yield from walked(self.items)

    def item(self, link_id: str) -> Item | None:
        """Return the item of this linkId."""
        return next((each for each in self.every() if each.link_id == link_id), None)


def walked(items: tuple[Item, ...]) -> Iterator[Item]:
    """Yield items and all below them."""
    for item in items:
        yield item
        yield from walked(item.items)


def form_of(doc: dict) -> Form:
    """Return the form that a Questionnaire describes; parts that this house does not know are left aside."""
    return Form(doc, _items(doc), _score(doc))


def is_help(item: dict) -> bool:
    """Tell whether an item is the hint of the question around it."""
    control = words.value_of(item, CONTROL, "valueCodeableConcept") or {}
    return item.get("type") == "display" and any(each.get("code") == "help" for each in control.get("coding", ()))


def _items(holder: dict) -> tuple[Item, ...]:
    return tuple(_item(each) for each in holder.get("item", ()) if not is_help(each))


def _item(doc: dict) -> Item:
    return Item(
        link_id=doc.get("linkId", ""),
        type=doc.get("type", ""),
        doc=doc,
        options=tuple(option_of(each) for each in doc.get("answerOption", ())),
        items=_items(doc),
        conditions=tuple(condition_of(each) for each in doc.get("enableWhen", ())),
    )


def option_of(doc: dict) -> Option:
    """Return an answer option."""
    coding = doc.get("valueCoding")
    key = coding.get("code") or coding.get("display", "") if coding else _plain(doc, "value")
    score = words.value_of(doc, ORDINAL, "valueDecimal")
    if score is None and coding:
        score = words.value_of(coding, ORDINAL, "valueDecimal")
    return Option(str(key), doc, _number(score))


def condition_of(doc: dict) -> Condition:
    """Return a condition."""
    coding = doc.get("answerCoding")
    wanted = coding.get("code") or coding.get("display", "") if coding else _plain(doc, "answer")
    return Condition(doc.get("question", ""), doc.get("operator", ""), str(wanted))


def _plain(doc: dict, name: str) -> str:
    """Return a value[x] or answer[x] as the text in which answers are kept."""
    value = next((doc[key] for key in doc if key.startswith(name)), "")
    if isinstance(value, dict):
        value = value.get("value", "")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _score(doc: dict) -> Score | None:
    made = next(iter(words.extensions(doc, SCORE)), None)
    if made is None:
        return None
    parts = made.get("extension", ())
    return Score(
        code=words.part(made, "code", "valueCoding") or {},
        link_ids=frozenset(each["valueString"] for each in parts if each.get("url") == "item"),
        bands=tuple(
            Band(
                _number(words.part(each, "low", "valueDecimal")),
                _number(words.part(each, "high", "valueDecimal")),
                each,
            )
            for each in parts
            if each.get("url") == "band"
        ),
        source=words.part(made, "source", "valueString"),
    )


def _limit(doc: dict, url: str) -> str:
    found = next(iter(words.extensions(doc, url)), {})
    return _plain(found, "value") if found else ""


def _number(value) -> Decimal | None:
    try:
        return None if value is None or value == "" else Decimal(str(value))
    except InvalidOperation:
        return None

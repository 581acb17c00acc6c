"""A form as it stands on a page: its questions in the reader's language, with what was answered. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from .answering import Answers, asked_now, cleaned
from .form import Form, Item
from .scoring import is_worrying

NO_FAULTS: dict[str, str] = {}
DIGITS = 10


@dataclass(frozen=True)
class Choice:
    """One answer to choose. `digit` is the key that chooses it: its points where all have some, else its place."""

    key: str
    text: str
    chosen: bool
    digit: str


@dataclass(frozen=True)
class Shown:
    """One item on a page. `number` is its position in the form: fields are named by it, `a3`."""

    number: int
    item: Item
    text: str
    help: str
    is_asked: bool
    given: list[str]
    fault: str
    worrying: bool
    choices: list[Choice] = field(default_factory=list)
    items: list["Shown"] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"a{self.number}"

    @property
    def value(self) -> str:
        return self.given[0] if self.given else ""

    @property
    def seen(self) -> str:
        """What stood there when the page was drawn, so that another tab's answer is not undone by it."""
        return "\n".join(self.given)

    @property
    def input_type(self) -> str:
        return "date" if self.item.type == "date" else "text"

    @property
    def is_number(self) -> bool:
        return self.item.type in ("integer", "decimal", "quantity")

    @property
    def needs_words(self) -> bool:
        return self.item.type == "text"


def shown(form: Form, answers: Answers, *, language: str = "", faults: Mapping[str, str] = NO_FAULTS) -> list[Shown]:
    """Return the items of a form in their order, those that are not asked now among them."""
    asked = {item.link_id for item in asked_now(form, answers)}
    numbers = {item.link_id: number for number, item in enumerate(form.every())}

    def of(item: Item) -> Shown:
        given = list(answers.get(item.link_id, ()))
        is_asked = item.link_id in asked
        return Shown(
            number=numbers[item.link_id],
            item=item,
            text=item.text(language),
            help=item.help(language),
            is_asked=is_asked,
            given=given,
            fault=faults.get(item.link_id, ""),
            worrying=is_asked and is_worrying(item, given),
            choices=_choices(item, given, language),
            items=[of(below) for below in item.items],
        )

    return [of(item) for item in form.items]


def every(items: list[Shown]) -> Iterator[Shown]:
    """Yield the shown items and all below them."""
    for each in items:
        yield each
        yield from every(each.items)


def _choices(item: Item, given: list[str], language: str) -> list[Choice]:
    if item.type == "boolean":
        return [Choice("true", _("Yes"), "true" in given, "1"), Choice("false", _("No"), "false" in given, "0")]
    digits = _digits(item)
    return [
        Choice(option.key, option.text(language), option.key in given, digit)
        for option, digit in zip(item.options, digits, strict=True)
    ]


def _digits(item: Item) -> list[str]:
    scores = [option.score for option in item.options]
    whole = [str(int(score)) for score in scores if score is not None and score == int(score) and 0 <= score < DIGITS]
    if len(set(whole)) == len(scores):
        return whole
    return [str(place) if place < DIGITS else "" for place in range(1, len(scores) + 1)]


def posted_answers(form: Form, posted: MultiValueDict, before: Answers) -> dict[str, list[str]]:
    """Return the answers after a whole page was sent: what it changed is taken, what another page changed is kept."""
    answers = {link_id: list(given) for link_id, given in before.items()}
    for number, item in enumerate(form.every()):
        if not item.is_asked or f"seen{number}" not in posted:
            continue
        given = cleaned(item, posted.getlist(f"a{number}"))
        if "\n".join(given) != posted.get(f"seen{number}", "").replace("\r\n", "\n"):
            answers[item.link_id] = given
    return {link_id: given for link_id, given in answers.items() if given}


def one_answer(form: Form, number: str, posted: MultiValueDict) -> tuple[Item, list[str]] | None:
    """Return the item of this number with what was answered, None where the form has no such question."""
    items = list(form.every())
    if not number.isascii() or not number.isdigit() or int(number) >= len(items):
        return None
    item = items[int(number)]
    return (item, cleaned(item, posted.getlist(f"a{number}"))) if item.is_asked else None


def plain_number(number: Decimal | None) -> str:
    """Return a score as people write it: 12, 2.5."""
    return "" if number is None else format(number.normalize(), "f")

"""Rules of questionnaires and their answers (R4, http://hl7.org/fhir/R4/questionnaire.html)."""

from collections.abc import Iterator

from .rule import differ, has, rule

WITH_OPTIONS = "choice open-choice decimal integer date dateTime time string quantity".split()
WITH_LENGTH = "boolean decimal integer string text url open-choice".split()
ITEM = "Questionnaire.item"


def _link_ids(o: dict) -> Iterator[str]:
    for item in o.get("item", ()):
        if "linkId" in item:
            yield item["linkId"]
        yield from _link_ids(item)


def _is(o: dict, *types: str) -> bool:
    return o.get("type") in types


def _nests_rightly(o: dict) -> bool:
    return "item" in o if _is(o, "group") else not (_is(o, "display") and "item" in o)


rule(ITEM, "que-1", "A group has items, a display none.", _nests_rightly)
rule("Questionnaire", "que-2", "Each linkId stands once.", lambda o: differ(list(_link_ids(o))))
rule(ITEM, "que-3", "A display has no code.", lambda o: not (_is(o, "display") and "code" in o))
rule(
    ITEM,
    "que-4",
    "Answers come from options or from a value set, not from both.",
    lambda o: not ("answerOption" in o and has(o, "answerValueSet")),
)
rule(
    ITEM,
    "que-5",
    "Only some types of question have answer options.",
    lambda o: _is(o, *WITH_OPTIONS) or not has(o, "answerOption", "answerValueSet"),
)
rule(
    ITEM,
    "que-6",
    "A display is neither required nor repeated.",
    lambda o: not _is(o, "display") or not has(o, "required", "repeats"),
)
rule(
    "Questionnaire.item.enableWhen",
    "que-7",
    "Whether an answer exists is true or false.",
    lambda o: o.get("operator") != "exists" or "answerBoolean" in o,
)
rule(
    ITEM,
    "que-8",
    "Only a question has initial answers.",
    lambda o: not _is(o, "group", "display") or "initial" not in o,
)
rule(ITEM, "que-9", "A display is not readOnly.", lambda o: not _is(o, "display") or not has(o, "readOnly"))
rule(
    ITEM,
    "que-10",
    "Only a written answer has a maxLength.",
    lambda o: _is(o, *WITH_LENGTH) or not has(o, "maxLength"),
)
rule(
    ITEM,
    "que-11",
    "With options, mark the initial ones there.",
    lambda o: not ("answerOption" in o and "initial" in o),
)
rule(
    ITEM,
    "que-12",
    "More than two conditions need an enableBehavior.",
    lambda o: len(o.get("enableWhen", ())) <= 2 or has(o, "enableBehavior"),
)
rule(
    ITEM,
    "que-13",
    "Only a repeated question has several initial answers.",
    lambda o: o.get("repeats") is True or len(o.get("initial", ())) <= 1,
)
rule(
    "QuestionnaireResponse.item",
    "qrs-1",
    "An item has an answer, or items; items of an answer stand inside it.",
    lambda o: not ("answer" in o and "item" in o),
)

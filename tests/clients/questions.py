"""What is asked by each search parameter that the CapabilityStatement names, and whether the answer is the right one.

The right answer comes from `official_parameters` and `comparing`, which know nothing of how the house indexes.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode

from tests import fhir
from tests.clients.comparing import ABOUT, ABSENT, Question, values_of
from tests.clients.examples import Put
from tests.clients.official_parameters import Official, official

PAGE = 7
SMALL = 100_000  # bytes of documents that are still fetched; of more only the numbers are asked for
FORM = "application/x-www-form-urlencoded"
MOST_IDS = 900


@dataclass
class Examples:
    """The accepted examples of one type by id, as they are read back, and how long each is."""

    docs: dict[str, dict] = field(default_factory=dict)
    bytes: Counter = field(default_factory=Counter)


def by_type(put: dict[str, Put]) -> dict[str, Examples]:
    """Return the accepted examples of every type."""
    found = defaultdict(Examples)
    for one in put.values():
        if not one.is_refused:
            doc = json.loads(one.came_back)
            found[doc["resourceType"]].docs[doc["id"]] = doc
            found[doc["resourceType"]].bytes[doc["id"]] = len(one.came_back)
    return found


@cache
def definitions() -> dict[str, dict]:
    """Return HL7's SearchParameters by their address."""
    found = [json.loads(content) for name, content in fhir.examples() if name.startswith("SearchParameter-")]
    return {each["url"]: each for each in found}


def named(api) -> Iterator[Official]:
    """Yield every search parameter that the CapabilityStatement names for a type."""
    for resource in api.get("metadata").json["rest"][0]["resource"]:
        for said in resource["searchParam"]:
            definition = definitions()[said["definition"]]
            assert (said["name"], said["type"]) == (definition["code"], definition["type"])
            yield official(definition, resource["type"], definitions())


def values_in(doc: dict, parameter: Official) -> list:
    """Return what the parameter looks at in a document: values, or of a composite the values of each part."""
    if not parameter.parts:
        found = parameter.found_in(doc)
        return [value for each in found for value in values_of(parameter.kind, each, parameter.picked)]
    parts = [
        tuple((kind, tuple(value for each in elements for value in values_of(kind, each))) for kind, elements in found)
        for found in parameter.found_in(doc)
    ]
    return [each for each in parts if all(values for _, values in each)]


def questions_about(parameter: Official, values: dict[str, list]) -> Iterator[Question]:
    """Yield questions that some documents answer, one that none does, and which documents have a value at all."""
    seen = Counter(value for found in values.values() for value in found)
    chosen = chosen_from(seen)
    if parameter.parts:
        for value in chosen:
            yield from about_parts(value)
        absent = "$".join(ABSENT[kind] for kind, _ in parameter.parts)
        yield Question("", absent, lambda value: False)
        return
    asked = set()
    for value in chosen:
        for question in ABOUT[parameter.kind](value):
            if (question.modifier, question.text) not in asked and not (question.modifier and is_column(parameter)):
                asked.add((question.modifier, question.text))
                yield question
    yield Question("", ABSENT[parameter.kind], lambda value: False)
    if not is_column(parameter):
        yield Question(":missing", "false", lambda value: True)
        yield Question(":missing", "true", lambda value: True, negated=True)


def is_column(parameter: Official) -> bool:
    """Whether every document has one, so that it takes no modifiers."""
    return parameter.name in ("_id", "_lastUpdated")


def chosen_from(seen: Counter) -> list:
    """Return the most common value of each sort, and the rarest of all."""
    ordered = sorted(seen, key=lambda value: (-seen[value], repr(value)))
    firsts = {type(value): value for value in reversed(ordered)}
    return list(dict.fromkeys([*firsts.values(), *ordered[-1:]]))


def about_parts(value: tuple) -> Iterator[Question]:
    """Yield the plainest and the most exact question about the parts of a composite."""
    asked = [
        [q for q in ABOUT[kind](values[0]) if not q.modifier and not isinstance(values[0], str)]
        for kind, values in value
    ]
    for which in (0, -1):
        questions = [each[which] for each in asked if each]
        if len(questions) == len(value):
            yield Question("", "$".join(q.text for q in questions), lambda other, qs=questions: all_answer(qs, other))


def all_answer(questions: list[Question], parts: tuple) -> bool:
    return all(
        any(question.answers(value) for value in values) for question, (_, values) in zip(questions, parts, strict=True)
    )


def differences(api, parameter: Official, question: Question, expected: set[str], here: Examples) -> list[str]:
    """Return in words where the API's answer is not what was expected, [] when it is."""
    asked = [(parameter.name + question.modifier, question.text)]
    said = f"{parameter.type}?{urlencode(asked)}"
    if sum(here.bytes[id] for id in expected) <= SMALL:
        found = paged(api, parameter.type, asked)
        if sorted(expected) == sorted(found):
            return []
        return [f"{said} lacks {sorted(expected - set(found))[:4]}, has {sorted(set(found) - expected)[:4]}"]
    # Two sets are the same when they are as large as each other and as what both have in common.
    all_of_them = counted(api, parameter.type, asked)
    ids = sorted(expected)
    common = sum(
        counted(api, parameter.type, [*asked, ("_id", ",".join(ids[n : n + MOST_IDS]))])
        for n in range(0, len(ids), MOST_IDS)
    )
    return [] if all_of_them == common == len(ids) else [f"{said}: {all_of_them}, {common} of the {len(ids)} expected"]


def paged(api, type: str, asked: list[tuple[str, str]]) -> list[str]:
    """Return the ids of all pages of an answer."""
    found, path = [], f"{type}?{urlencode([*asked, ('_count', str(PAGE)), ('_elements', 'id')])}"
    while path:
        answer = api.get(path)
        assert answer.status == 200, (path, answer.body)
        found += [entry["resource"]["id"] for entry in answer.json.get("entry", ())]
        links = {link["relation"]: link["url"] for link in answer.json["link"]}
        path = links.get("next", "").partition("/fhir/examples/")[2]
    return found


def counted(api, type: str, asked: list[tuple[str, str]]) -> int:
    answer = api.post(f"{type}/_search", urlencode([*asked, ("_summary", "count")]), content_type=FORM)
    assert answer.status == 200, (asked, answer.body)
    return answer.json["total"]

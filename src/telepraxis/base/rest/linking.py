"""The links of a transaction's documents among each other, and to what a search finds, made real."""

import re
from typing import Any

from telepraxis.base.fhir.outcome import Issue, unprocessable

from . import conditional, saving
from .asked import Asked

IN_NARRATIVE = re.compile(r"""((?:href|src)\s*=\s*)(["'])([^"']+)\2""")
# Elements of type uri, url, oid, uuid and canonical, by their names in JSON; a system or a value is no link.
ADDRESSES = ("uri", "url", "Uri", "Url", "Oid", "Uuid", "Canonical", "instantiatesCanonical", "instantiatesUri")


class Links:
    """`known` says what each fullUrl of the Bundle has become, `Patient/0193...`."""

    def __init__(self, asked: Asked, known: dict[str, str]) -> None:
        self._asked = asked
        self._known = {full_url: where for full_url, where in known.items() if full_url}
        self._found: dict[str, str] = {}

    def resolved(self, doc: dict) -> dict:
        """Return the document with every link of its resolved, also those in its narrative (R4, 3.1.0.11.2).

        A Bundle that is kept as a document refers within itself and stays as it is.

        :raises Refused: a conditional reference finds none, or several.
        """
        return doc if doc["resourceType"] == "Bundle" else self._of(doc, "")

    def _of(self, value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {name: self._of(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._of(inner, key) for inner in value]
        if isinstance(value, str):
            return self._of_text(value, key)
        return value

    def _of_text(self, text: str, key: str) -> str:
        if key == "reference":
            return self._reference(text)
        if key == "div" and ("href" in text or "src" in text):
            return IN_NARRATIVE.sub(lambda link: f"{link[1]}{link[2]}{self._address(link[3])}{link[2]}", text)
        if key.endswith(ADDRESSES):
            return self._address(text)
        return text

    def _address(self, text: str) -> str:
        address, mark, fragment = text.partition("#")
        return f"{self._known[address]}{mark}{fragment}" if address in self._known else text

    def _reference(self, text: str) -> str:
        if text in self._known:
            return self._known[text]
        condition = saving.CONDITIONAL.fullmatch(text)
        if condition is None:
            return self._address(text)
        if text not in self._found:
            self._found[text] = self._looked_up(condition[1], condition[2])
        return self._found[text]

    def _looked_up(self, type: str, condition: str) -> str:
        found = conditional.the_one_found(self._asked, condition, type)
        if found is None:
            said = "A conditional reference finds nothing: create what it means in the same transaction, or before."
            raise unprocessable([Issue("error", "not-found", said)])
        return f"{type}/{found.logical_id}"

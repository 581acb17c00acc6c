"""batch and transaction (R4, http://hl7.org/fhir/R4/http.html#transaction)."""

import asyncio

from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import Refused, invalid, too_costly

from . import bundles, entries, negotiating, transacting
from .answers import Answer
from .asked import LARGEST_BUNDLE, Asked
from .entries import Entry

MOST_ENTRIES = 10_000


async def batch(rest, asked: Asked) -> Answer:
    """Carry out the requests of a Bundle: each by itself (batch), or all or none (transaction)."""
    negotiating.refuse_other_body(asked)
    text = await asked.body(LARGEST_BUNDLE)
    kind, found = await rest.threads.run(_read, text)
    del text
    if kind == "batch":
        responses = [await _one(rest, asked, entry) for entry in found]
    else:
        responses = await _transaction(rest, asked, found)
    return Answer(200, bundles.joined(f"{kind}-response", responses))


def _read(text: bytes) -> tuple[str, list[Entry]]:
    """Return the type of the Bundle and its entries, in a thread: it may be large."""
    doc = json_text.read(text, largest=LARGEST_BUNDLE)
    if doc["resourceType"] != "Bundle" or doc.get("type") not in ("batch", "transaction"):
        raise invalid("Send a Bundle whose type is batch or transaction here.", "Bundle.type")
    inside = doc.get("entry", [])
    if not isinstance(inside, list):
        raise invalid("Bundle.entry is a list.", "Bundle.entry")
    if len(inside) > MOST_ENTRIES:
        raise too_costly(f"A Bundle has at most {MOST_ENTRIES} entries: send several.", status=400)
    return doc["type"], [entries.entry_of(each, position) for position, each in enumerate(inside)]


async def _transaction(rest, asked: Asked, found: list[Entry]) -> list[str]:
    """Make all changes in one transaction. What is only read is read once they stand, and sees them."""
    made = await rest.threads.run(transacting.carried_out, asked, found)
    return [made.get(entry.position) or await _one(rest, asked, entry) for entry in found]


async def _one(rest, asked: Asked, entry: Entry) -> str:
    """Carry out one entry as if it had come alone, and return its entry of the response."""
    from .routes import interaction_of

    try:
        if entry.problem:
            raise entry.problem
        alone = entries.as_request(entry, asked)
        interaction = interaction_of(alone)
        if interaction.answer is batch:
            raise invalid("A Bundle cannot stand in a Bundle.")
        alone.reaches = interaction.rule.reaches(alone.grant, alone.type)
        answer = await interaction.answer(rest, alone)
    except Refused as refusal:
        rest.trace.note_refusal(asked, refusal)
        return entries.refused(refusal)
    await asyncio.sleep(0)  # a long batch leaves others their turn
    return entries.response(answer)

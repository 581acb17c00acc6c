"""Rules of a Bundle (R4, http://hl7.org/fhir/R4/bundle.html)."""

from .rule import differ, has, rule

ASKING = ("batch", "transaction", "history")
ANSWERING = ("batch-response", "transaction-response", "history")


def _type(o: dict) -> str:
    return o.get("type", "")


def _first_type(o: dict) -> str:
    """Return the type of the first entry's resource."""
    first = (o.get("entry") or [{}])[0]
    return first.get("resource", {}).get("resourceType", "")


def _same_part(o: dict, part: str, types: tuple[str, ...]) -> bool:
    """Whether every entry has this part just where the kind of Bundle wants it."""
    wanted = _type(o) in types
    return all((part in entry) == wanted for entry in o.get("entry", ()))


def _full_urls_differ(o: dict) -> bool:
    if _type(o) == "history":
        return True
    return differ(
        [
            (entry["fullUrl"], entry.get("resource", {}).get("meta", {}).get("versionId"))
            for entry in o.get("entry", ())
            if "fullUrl" in entry
        ]
    )


def _has_identifier(o: dict) -> bool:
    return has(o.get("identifier", {}), "system") and has(o.get("identifier", {}), "value")


rule(
    "Bundle",
    "bdl-1",
    "Only a searchset or a history has a total.",
    lambda o: not has(o, "total") or _type(o) in ("searchset", "history"),
)
rule(
    "Bundle",
    "bdl-2",
    "Only entries of a searchset tell of the search.",
    lambda o: _type(o) == "searchset" or not any("search" in entry for entry in o.get("entry", ())),
)
rule(
    "Bundle",
    "bdl-3",
    "Entries of a batch, transaction or history have a request; no others have.",
    lambda o: _same_part(o, "request", ASKING),
)
rule(
    "Bundle",
    "bdl-4",
    "Entries of a response or history have a response; no others have.",
    lambda o: _same_part(o, "response", ANSWERING),
)
rule(
    "Bundle.entry",
    "bdl-5",
    "An entry holds a resource, a request or a response.",
    lambda o: has(o, "resource", "request", "response"),
)
rule(
    "Bundle",
    "bdl-7",
    "Each fullUrl stands once in a Bundle, or once for each version.",
    _full_urls_differ,
)
rule(
    "Bundle.entry",
    "bdl-8",
    "A fullUrl names no version.",
    lambda o: "/_history/" not in o.get("fullUrl", ""),
)
rule(
    "Bundle",
    "bdl-9",
    "A document has an identifier with its system and value.",
    lambda o: _type(o) != "document" or _has_identifier(o),
)
rule("Bundle", "bdl-10", "A document has a timestamp.", lambda o: _type(o) != "document" or "timestamp" in o)
rule(
    "Bundle",
    "bdl-11",
    "A document begins with its Composition.",
    lambda o: _type(o) != "document" or _first_type(o) == "Composition",
)
rule(
    "Bundle",
    "bdl-12",
    "A message begins with its MessageHeader.",
    lambda o: _type(o) != "message" or _first_type(o) == "MessageHeader",
)

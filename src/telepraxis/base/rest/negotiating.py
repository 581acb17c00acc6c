"""In which form a resource travels: JSON, and nothing else (R4, http://hl7.org/fhir/R4/http.html#mime-type)."""

from functools import lru_cache

from telepraxis.base.fhir.outcome import refused

from .asked import Asked

JSON = {"application/fhir+json", "application/json", "text/json", "json"}
ANY = {"", "*/*", "application/*", "text/html", "text/*"}
LINES = {"application/fhir+ndjson", "application/ndjson"}  # files of an export are asked for so
PATCHES = {"application/json-patch+json"}
NOT_JSON = "This server speaks JSON only: application/fhir+json. There is no XML here."


def refuse_what_is_not_json(asked: Asked) -> None:
    """:raises Refused: the client wants an answer in a form that we do not speak (406)."""
    accept = asked.headers.get(b"accept", b"")
    query = asked.scope.get("query_string", b"")
    if b"_format=" in query:
        wanted = next((value for name, value in asked.parameters() if name == "_format"), "")
        if not _is_json(wanted.replace(" ", "+")):
            raise refused(406, "not-supported", NOT_JSON)
    elif accept and not _accepts_json(accept):
        raise refused(406, "not-supported", NOT_JSON)


def refuse_other_body(asked: Asked, kinds: set[str] = JSON) -> None:
    """:raises Refused: the body is in a form that we do not speak (415)."""
    kind = asked.header(b"content-type").partition(";")[0].strip().lower()
    if kind and kind not in kinds:
        raise refused(415, "not-supported", f"Send this as {sorted(kinds)[0]}. There is no XML here.")


@lru_cache(maxsize=256)
def _accepts_json(accept: bytes) -> bool:
    return any(_is_json(each) for each in accept.decode("latin-1").lower().split(","))


def _is_json(kind: str) -> bool:
    kind = kind.partition(";")[0].strip().lower()
    return kind in JSON or kind in ANY or kind in PATCHES or kind in LINES

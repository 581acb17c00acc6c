"""ETags: the version of a resource as HTTP says it (R4, http://hl7.org/fhir/R4/http.html#versioning)."""

from collections.abc import Iterable

MOST_DIGITS = 9


def versions_in(tags: Iterable[str]) -> set[int]:
    """Return the versions that ETags name; W/ or not, quoted or not."""
    numbers = (tag.strip().removeprefix("W/").strip('"') for tag in tags)
    return {int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS}

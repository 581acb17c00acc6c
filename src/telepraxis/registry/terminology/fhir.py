"""What the FHIR API's $lookup and $validate-code may ask of us."""

from telepraxis.base.rest.operations.kept_systems import Kept

from .models import Concept, Edition


def look_up(system: str, code: str) -> Kept | None:
    """Return the edition in force of a system that is kept here, and the words for the code, its display first."""
    edition = Edition.objects.filter(system=system, replaced_at=None).order_by("is_starter").first()
    if edition is None:
        return None
    concept = Concept.objects.filter(system=system, code=code).first()
    words = (concept.display, *concept.synonyms, *concept.own_words) if concept else ()
    return Kept(title=edition.source, version=edition.name, is_whole=not edition.is_starter, words=words)

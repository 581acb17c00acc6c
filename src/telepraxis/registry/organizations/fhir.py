"""Organization and Location documents that come in from outside (R4, http://hl7.org/fhir/R4/organization.html)."""

from telepraxis.base.record.guarding import behind, guard

from .models import OrganizationProfile, Site


def guard_documents() -> None:
    """Let nobody change the practice and its sites from outside. Other organizations and places are kept."""
    guard(
        "Organization",
        ours=behind(OrganizationProfile, "document"),
        hint="This is the practice itself: a manager corrects it under Practice, Name and address.",
    )
    guard(
        "Location",
        ours=behind(Site, "document"),
        hint="This is a site of the practice: a manager corrects it under Practice, Sites.",
    )

"""Read rules/access_matrix.toml and answer: may this persona open that route?"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STAFF_ROLES = (
    "physician",
    "nurse",
    "front_desk",
    "biller",
    "laboratory",
    "pharmacist",
    "dispatcher",
    "manager",
    "privacy_officer",
    "system_administrator",
)
WORDS = {
    *("public", "signed_in", "link", "staff", "patient", "patient:own", "proxy", "proxy:valid", "clinician:own"),
    *STAFF_ROLES,
}
FILE = Path(__file__).parents[2] / "rules" / "access_matrix.toml"


@dataclass(frozen=True)
class Persona:
    """Somebody who tries every door: what they are, where, and how they stand to the patient in the path."""

    name: str
    role: str  # "anonymous", a staff role, "patient" or "proxy"
    organization: str = "quayside"  # where their membership is; every object in a path is Quayside's
    relation: str = ""  # patient: own, other; proxy: valid, expired, revoked; staff: "" or ended


@cache
def rows() -> dict[str, dict]:
    """Return {view name: row}."""
    return tomllib.loads(FILE.read_text())


def promised(row: dict, persona: Persona, *, about_a_patient: bool) -> bool:
    """Tell whether the row lets the persona in.

    `about_a_patient`: the path holds an id, so that organization and relation count.
    """
    allow = set(row["allow"])
    if "public" in allow:
        return True
    if persona.role == "anonymous":
        return False
    if "signed_in" in allow:
        return True
    if persona.relation == "ended" or (about_a_patient and persona.organization != "quayside"):
        return False
    if persona.role in STAFF_ROLES:
        own = {"clinician:own"} if persona.role == "physician" else set()  # the visit in the path is the physician's
        return bool(allow & {"staff", persona.role, *own})
    if about_a_patient:
        return f"{persona.role}:{persona.relation}" in allow
    return persona.role in allow

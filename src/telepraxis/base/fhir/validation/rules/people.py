"""Rules of people, organizations and their dealings with each other."""

from .rule import all_of, differ, has, rule

rule(
    "Patient.contact",
    "pat-1",
    "A contact has a name, a telecom, an address or an organization.",
    lambda o: has(o, "name", "telecom", "address", "organization"),
)
rule(
    "Organization",
    "org-1",
    "An organization has a name or an identifier.",
    lambda o: has(o, "identifier", "name"),
)
rule(
    "Organization",
    "org-2",
    "An organization has no home address.",
    lambda o: "home" not in all_of(o, "address", "use"),
)
rule(
    "Organization",
    "org-3",
    "An organization has no home telephone.",
    lambda o: "home" not in all_of(o, "telecom", "use"),
)
rule(
    "InsurancePlan",
    "ipn-1",
    "An insurance plan has a name or an identifier.",
    lambda o: has(o, "identifier", "name"),
)
rule("Consent", "ppc-1", "Give a policy or a policyRule.", lambda o: has(o, "policy", "policyRule"))
rule(
    "AuditEvent.entity",
    "sev-1",
    "A name and a query exclude each other.",
    lambda o: not (has(o, "name") and has(o, "query")),
)
rule(
    "NamingSystem",
    "nsd-1",
    "The root of a naming system is not named by a UUID.",
    lambda o: o.get("kind") != "root" or "uuid" not in all_of(o, "uniqueId", "type"),
)
rule(
    "NamingSystem",
    "nsd-2",
    "Of each type one identifier is preferred.",
    lambda o: differ([each.get("type") for each in all_of(o, "uniqueId") if each.get("preferred") is True]),
)

"""Rules of appointments, insurance and parameters."""

from .rule import all_of, has, has_one_of, rule

rule(
    "Appointment.participant",
    "app-1",
    "A participant has a type or an actor.",
    lambda o: has(o, "type", "actor"),
)
rule("Appointment", "app-2", "Give start and end, or neither.", lambda o: has(o, "start") == has(o, "end"))
rule(
    "Appointment",
    "app-3",
    "Only a proposed, cancelled or waitlisted appointment has no time.",
    lambda o: o.get("status") in ("proposed", "cancelled", "waitlist") or (has(o, "start") and has(o, "end")),
)
rule(
    "Appointment",
    "app-4",
    "Only an appointment that did not take place has a cancelationReason.",
    lambda o: "cancelationReason" not in o or o.get("status") in ("noshow", "cancelled"),
)
rule(
    "AppointmentResponse",
    "apr-1",
    "Give the participantType or the actor.",
    lambda o: has(o, "participantType", "actor"),
)
rule(
    "CoverageEligibilityResponse.insurance.item",
    "ces-1",
    "Give a category or a productOrService, not both.",
    lambda o: has(o, "category") != has(o, "productOrService"),
)
rule(
    "Parameters.parameter",
    "inv-1",
    "A parameter has exactly one of value, resource and part.",
    lambda o: has_one_of(o, "value") + ("resource" in o) + ("part" in o) == 1,
)
rule(
    "Measure",
    "mea-1",
    "A stratifier has criteria of its own or components.",
    lambda o: all(
        has(each, "code", "description", "criteria") != has(each, "component")
        for each in all_of(o, "group", "stratifier")
    ),
)
rule(
    "MeasureReport",
    "mrp-1",
    "A report that collects data has no groups.",
    lambda o: o.get("type") != "data-collection" or "group" not in o,
)
rule(
    "MeasureReport",
    "mrp-2",
    "A stratum has a value or components.",
    lambda o: all(has(each, "value") != has(each, "component") for each in all_of(o, "group", "stratifier", "stratum")),
)

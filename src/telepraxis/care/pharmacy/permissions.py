"""Who may order, get ready, hand out and talk of it. Subjects are patients' uids; None where the pharmacy is meant."""

from telepraxis.base.access import CLINICIANS, Role, Rule
from telepraxis.registry.patients.proxies import stands_in

may_order = Rule("pharmacy.order", lambda actor, patient: actor.is_clinician or stands_in(actor, patient))
"""May the actor order at a pharmacy, move and withdraw it: the patient, who acts for them, clinicians at their wish."""

may_read_own_orders = Rule("pharmacy.read_own", stands_in)
"""May the actor read orders as the patient, or for them."""

may_read_orders = Rule("pharmacy.read_orders", lambda actor, patient: actor.is_clinician)
"""May the actor see what became of a prescription: clinicians of the practice that wrote it."""

may_dispense = Rule("pharmacy.dispense", lambda actor, patient: actor.has(Role.PHARMACIST))
"""May the actor work at the bench: claim, check, pick, hand out, take back, deliver: pharmacists."""

WITNESSES = frozenset({Role.PHARMACIST, *CLINICIANS})
"""Who may be the one who sees a controlled medicine handed out: pharmacists, and clinicians beside them."""

may_note_payments = Rule(
    "pharmacy.note_payments",
    lambda actor, patient: actor.has(Role.PHARMACIST, Role.FRONT_DESK, Role.BILLER, Role.MANAGER),
)
"""May the actor say that money for a claim came or went back: whoever takes money. The room that keeps it says it."""

may_remark_as_prescriber = Rule("pharmacy.remark_as_prescriber", lambda actor, patient: actor.is_clinician)
"""May the actor write to the pharmacy about a prescription."""

may_read_register = Rule("pharmacy.read_register", lambda actor, subject: actor.has(Role.PHARMACIST, Role.MANAGER))
"""May the actor read what of controlled substances came and went: pharmacists, and managers for the inspector."""

may_read_what_plans_owe = Rule(
    "pharmacy.read_what_plans_owe", lambda actor, subject: actor.has(Role.PHARMACIST, Role.MANAGER, Role.BILLER)
)
"""May the actor read what plans owe, and for whom: pharmacists, managers, billers."""

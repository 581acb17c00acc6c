"""Who may: one rule per question, asked by pages and verbs alike. Subjects are patients' uids, or None."""

from uuid import UUID

from telepraxis.base.access import Actor, Role, Rule
from telepraxis.registry.patients import proxies

DESK = (Role.FRONT_DESK, Role.BILLER, Role.MANAGER)


def _sees_own(actor: Actor, patient: UUID | None) -> bool:
    """Who books for a patient also sees and pays what that costs."""
    return not actor.is_staff and proxies.stands_in(actor, patient, proxies.BOOK)


def _pays(actor: Actor, charge) -> bool:
    if actor.has(*DESK) or (actor.via == "link" and actor.guest_of == charge.id):
        return True
    return _sees_own(actor, charge.patient_id)


may_see_money = Rule("payments.see", lambda actor, subject: actor.has(*DESK))
"""May the actor see what is owed and paid: front desk, billers, managers."""

may_take = Rule("payments.take", lambda actor, subject: actor.has(*DESK, Role.PHARMACIST))
"""May the actor charge somebody, take cash, note a transfer, send a link to pay. At a pharmacy the pharmacist does."""

may_withdraw = Rule("payments.withdraw", lambda actor, subject: actor.has(Role.BILLER, Role.MANAGER, Role.PHARMACIST))
"""May the actor withdraw a charge."""

may_refund = Rule("payments.refund", lambda actor, subject: actor.has(Role.BILLER, Role.MANAGER, Role.PHARMACIST))
"""May the actor give money back."""

may_set_prices = Rule("payments.set_prices", lambda actor, subject: actor.has(Role.MANAGER))
"""May the actor say what things cost."""

may_keep_gateway = Rule("payments.keep_gateway", lambda actor, subject: actor.has(Role.MANAGER))
"""May the actor say through whose account cards are charged."""

may_see_own = Rule("payments.see_own", _sees_own)
"""May the actor see what this patient owes and paid, and pay it: the patient, and who books for them."""

may_pay = Rule("payments.pay", _pays)
"""May the actor start a payment towards this charge: who owes it, who acts for them, who holds its link, the desk."""

may_settle = Rule("payments.settle", lambda actor, subject: False)
"""May the actor say what a gateway answered: the installation alone."""

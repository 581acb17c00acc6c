from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("pharmacy.ordered", office=_("Ordered at a pharmacy"), patient=_("{who} ordered at a pharmacy for you"))
sentence(
    "pharmacy.agreed",
    office=_("Said yes to a pharmacy's price"),
    patient=_("{who} said yes to a pharmacy's price for you"),
)
sentence(
    "pharmacy.withdrawn", office=_("Withdrew an order"), patient=_("{who} withdrew an order of yours at a pharmacy")
)
sentence(
    "pharmacy.moved",
    office=_("Moved an order to another pharmacy"),
    patient=_("{who} moved an order of yours to another pharmacy"),
)
sentence(
    "pharmacy.told",
    office=_("A pharmacy told of an order"),
    patient=_("{who} told how far an order of yours is"),
)
sentence(
    "pharmacy.claimed",
    office=_("A pharmacy asked for a prescription"),
    patient=_("{who} asked for a prescription of yours"),
)
sentence(
    "pharmacy.unreachable",
    office=_("A pharmacy could not be reached"),
    patient=_("{who} could not reach the pharmacy of an order of yours"),
)
sentence(
    "pharmacy.heard",
    office=_("A message about an order was heard"),
    patient=_("{who} took in a message about an order of yours"),
)
sentence("pharmacy.arrived", office=_("An order arrived"), patient=_("{who} took an order of yours in"))
sentence("pharmacy.asked", office=_("Asked for a prescription"), patient=_("{who} asked for a prescription of yours"))
sentence(
    "pharmacy.answered",
    office=_("An answer about a prescription came"),
    patient=_("{who} noted an answer about a prescription of yours"),
)
sentence(
    "pharmacy.withdrawn_here", office=_("An order was withdrawn"), patient=_("{who} noted that you withdrew an order")
)
sentence(
    "pharmacy.cancel_asked",
    office=_("A prescription was asked back"),
    patient=_("{who} noted that a prescription of yours is asked back"),
)
sentence(
    "pharmacy.given_back",
    office=_("Gave a prescription back"),
    patient=_("{who} gave a prescription of yours back"),
)
sentence("pharmacy.checked", office=_("Checked a prescription"), patient=_("{who} checked a prescription of yours"))
sentence(
    "pharmacy.item_chosen",
    office=_("Chose what a prescription is given from"),
    patient=_("{who} chose what a prescription of yours is given from"),
)
sentence("pharmacy.picked", office=_("Picked a medicine"), patient=_("{who} picked a medicine for you"))
sentence("pharmacy.put_back", office=_("Put a medicine back"), patient=_("{who} put a medicine for you back"))
sentence("pharmacy.ready", office=_("Made an order ready"), patient=_("{who} made an order of yours ready"))
sentence("pharmacy.handed_out", office=_("Handed a medicine out"), patient=_("{who} handed a medicine out to you"))
sentence("pharmacy.works_alone", office=_("Said that nobody is there to see controlled medicines handed out"))
sentence("pharmacy.works_together", office=_("Said that somebody sees controlled medicines handed out again"))
sentence(
    "pharmacy.left_unpaid",
    office=_("Let medicines go unpaid"),
    patient=_("{who} let you have medicines before they were paid"),
)
sentence(
    "pharmacy.code_asked",
    office=_("Asked for another pickup code"),
    patient=_("{who} asked for another code to pick up an order of yours"),
)
sentence(
    "pharmacy.code_renewed",
    office=_("Gave another pickup code"),
    patient=_("{who} gave you another code to pick up an order of yours"),
)
sentence(
    "pharmacy.wrong_code",
    office=_("A wrong pickup code was tried"),
    patient=_("{who} was told a wrong code for an order of yours"),
)
sentence("pharmacy.taken_back", office=_("Took a medicine back"), patient=_("{who} took a medicine of yours back"))
sentence(
    "pharmacy.delivering",
    office=_("Noted a step of a delivery"),
    patient=_("{who} noted a step of a delivery to you"),
)
sentence(
    "pharmacy.prescriber_asked",
    office=_("Asked the prescriber"),
    patient=_("{who} asked the prescriber about a medicine of yours"),
)
sentence(
    "pharmacy.remarked",
    office=_("Wrote about a prescription"),
    patient=_("{who} wrote about a prescription of yours"),
)
sentence(
    "pharmacy.remark_read",
    office=_("Read what was written about a prescription"),
    patient=_("{who} read what was written about a prescription of yours"),
)
sentence(
    "pharmacy.paid", office=_("Noted a payment for medicines"), patient=_("{who} noted a payment for your medicines")
)
sentence(
    "pharmacy.pay_offered",
    office=_("Sent a link to pay for medicines"),
    patient=_("{who} sent you a link to pay for medicines"),
)
sentence(
    "pharmacy.not_picked_up",
    office=_("Nobody came for an order"),
    patient=_("{who} noted that an order of yours was not picked up"),
)
sentence(
    "pharmacy.stock_lost",
    office=_("What was kept for an order was lost"),
    patient=_("{who} noted that what was kept for you was lost"),
)
sentence(
    "pharmacy.customer_met",
    office=_("Met a new customer by an order"),
    patient=_("{who} began a record for you because of an order"),
)
sentence("pharmacy.read", office=_("Looked at orders"), patient=_("{who} looked at orders of yours"))
sentence("pharmacy.looked", office=_("Looked at a claim"), patient=_("{who} looked at what you get at the pharmacy"))
sentence(
    "pharmacy.queue_read",
    office=_("Looked at the queue of the bench"),
    patient=_("{who} saw your name on the pharmacy's list"),
)
sentence(
    "pharmacy.scanned",
    office=_("Read the code of a prescription"),
    patient=_("{who} read the code of a prescription of yours"),
)
sentence(
    "pharmacy.labels_printed",
    office=_("Printed labels"),
    patient=_("{who} printed the labels of your medicines"),
)
sentence(
    "pharmacy.register_read",
    office=_("Read the controlled register"),
    patient=_("{who} read the register of controlled medicines, in which you stand"),
)
sentence(
    "pharmacy.plan_refused",
    office=_("Noted that a plan does not pay for a medicine"),
    patient=_("{who} noted that your plan does not pay for a medicine"),
)
sentence(
    "pharmacy.plans_owe_read",
    office=_("Looked at what plans owe"),
    patient=_("{who} looked at what your plan owes for your medicines"),
)

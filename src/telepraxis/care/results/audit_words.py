from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("results.arrived", office=_("A result came to the inbox"), patient=_("{who} put a new result on the list"))
sentence("results.list_read", office=_("Looked at the results inbox"), patient=_("{who} saw your result on a list"))
sentence("results.read", office=_("Read a result"), patient=_("{who} read one of your results"))
sentence("results.seen", office=_("Was the first to read a result"), patient=_("{who} was the first to read a result"))
sentence(
    "results.decided",
    office=_("Decided upon a result"),
    patient=_("{who} decided what happens upon one of your results"),
)
sentence("results.told", office=_("Told a patient of a result"), patient=_("{who} told you about one of your results"))
sentence(
    "results.acknowledged",
    office=_("Noted that a patient knows of a result"),
    patient=_("{who} noted that you know about a result"),
)
sentence(
    "results.excused",
    office=_("Noted why a patient cannot be told of a result"),
    patient=_("{who} noted why you could not be told about a result"),
)
sentence("results.closed", office=_("Closed a result"), patient=_("{who} closed one of your results"))
sentence(
    "results.handed_on", office=_("Handed a result on"), patient=_("{who} handed one of your results to a colleague")
)
sentence(
    "results.taken_up", office=_("Put an old result on the list"), patient=_("{who} took up one of your old results")
)
sentence(
    "results.escalated",
    office=_("Reminded colleagues of a result"),
    patient=_("{who} reminded colleagues of one of your results"),
)
sentence("results.own_read", office=_("Read own results"), patient=_("{who} read the results"))
sentence("results.overview_read", office=_("Looked at who is behind with results"))
sentence("results.settled", office=_("Settled how soon results are looked at"))
sentence("results.cover_set", office=_("Said who covers whom"))
sentence("results.cover_ended", office=_("Ended a cover"))

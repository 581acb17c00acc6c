from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("timeline.read", office=_("Looked through a chart"), patient=_("{who} looked through your chart"))
sentence("timeline.searched", office=_("Searched in a chart"), patient=_("{who} searched in your chart"))
sentence("timeline.entry", office=_("Opened an entry of a chart"), patient=_("{who} opened an entry of your chart"))
sentence(
    "timeline.trend",
    office=_("Looked at measurements through time"),
    patient=_("{who} looked at your measurements through time"),
)

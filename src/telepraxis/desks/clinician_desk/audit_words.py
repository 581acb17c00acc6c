from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("chart.read", office=_("Read a chart"), patient=_("{who} read your chart"))
sentence("day.read", office=_("Looked at the list of the day"))

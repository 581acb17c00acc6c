from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("consents.given", office=_("Recorded a consent"), patient=_("{who} recorded your consent"))
sentence("consents.withdrawn", office=_("Withdrew a consent"), patient=_("{who} withdrew your consent"))
sentence("consents.read", office=_("Looked at consents"), patient=_("{who} looked at what you agreed to"))
sentence("consents.published", office=_("Published a consent text"))
sentence("consents.starter_texts_adopted", office=_("Took over the starter consent texts"))

from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("questionnaires.begun", office=_("Began a form"))
sentence("questionnaires.saved", office=_("Saved the draft of a form"))
sentence("questionnaires.published", office=_("Published a form"))
sentence("questionnaires.retired", office=_("Retired a form"))
sentence("questionnaires.brought", office=_("Brought in a form from a file"))
sentence("questionnaires.thrown_away", office=_("Threw the draft of a form away"))
sentence("questionnaires.exported", office=_("Saved a form as a file"))

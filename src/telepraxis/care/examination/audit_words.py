from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("still.asked", office=_("Asked for a picture"), patient=_("{who} asked for a picture in your visit"))
sentence("still.withdrawn", office=_("Asked for a picture no more"), patient=_("{who} asked for the picture no more"))
sentence("still.declined", office=_("Declined a picture"), patient=_("{who} declined a picture in your visit"))
sentence("still.taken", office=_("Sent a picture"), patient=_("{who} agreed to a picture and sent it"))

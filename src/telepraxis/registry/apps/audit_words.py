"""The words of what this room audits."""

from django.utils.translation import gettext_lazy as _

from telepraxis.base.audit.wording import sentence

sentence("apps.registered", office=_("Registered an app"))
sentence("apps.amended", office=_("Changed what an app may ask for"))
sentence("apps.secret_renewed", office=_("Gave an app a new secret"))
sentence("apps.disabled", office=_("Shut an app out"))
sentence("apps.enabled", office=_("Let an app in again"))
sentence(
    "apps.connected",
    office=_("Connected an app"),
    patient=_("{who} connected an app to your record"),
)
sentence(
    "apps.disconnected",
    office=_("Ended an app's connection"),
    patient=_("{who} ended an app's connection to your record"),
)
sentence(
    "apps.token_ended",
    office=_("Ended one key of an app"),
    patient=_("{who} ended one key of an app to your record"),
)
sentence(
    "apps.opened",
    office=_("Opened an app with a patient"),
    patient=_("{who} opened an app with your record"),
)
sentence(
    "apps.misused",
    office=_("A used code or token of an app came a second time: its connection was ended"),
    patient=_("{who} ended the connection of an app to your record: it had used a key a second time"),
)

"""Sentences that the call's scripts show, in the language of the page."""

from django.utils.translation import gettext as _


def call_words() -> dict[str, str]:
    """Return {name: sentence}; the names in braces are filled in by the script."""
    return {
        "admitted": _("You are in the visit."),
        "ready": _("Ready"),
        "alone": _("You are alone in the call"),
        "came": _("{name} is here ({role})."),
        "left": _("{name} has left."),
        "lost": _("{name} has lost the connection."),
        "muted": _("{name} has muted the microphone."),
        "unmuted": _("{name} can be heard again."),
        "shares": _("{name} shares the screen."),
        "patient": _("Patient"),
        "clinician": _("Clinician"),
        "relative": _("Family member or carer"),
        "interpreter": _("Interpreter"),
        "colleague": _("Colleague"),
        "is_muted": _("Microphone off"),
        "no_camera_short": _("Camera off"),
        "connecting_short": _("Connecting…"),
        "away_short": _("Not connected at the moment"),
        "away": _("{name} is not connected at the moment. The visit stays open."),
        "connecting": _("Connecting…"),
        "connecting_to": _("Connecting to {name}…"),
        "reconnecting": _("Reconnecting. Nothing to do: it comes back by itself."),
        "line_lost": _("Connection lost. Trying again by itself."),
        "line_lost_call_on": _("The line to the practice is interrupted; the call goes on."),
        "good": _("Good"),
        "fair": _("Fair"),
        "weak": _("Weak"),
        "milliseconds": _("{ms} ms"),
        "no_picture": _("{name} has no camera on. You hear each other."),
        "video_of": _("Video of {name}"),
        "sending": _("Sending…"),
        "file_failed": _("The file could not be sent. Check the connection and try again."),
        "chat_waits": _("Will be sent when the connection is back"),
        **network_words(),
        **device_words(),
    }


def network_words() -> dict[str, str]:
    """Return what both sides are told about the network: what it does to the picture, and why."""
    return {
        "own_small": _("{name} sees you smaller for now."),
        "own_stills": _("{name} hears you, and sees a new picture of you every few seconds."),
        "own_voice": _("{name} only hears you for now: the voice goes first."),
        "own_because_bandwidth": _("Your network lets little through; the rest comes back by itself."),
        "own_because_loss": _("Your network loses much on the way; it comes back by itself."),
        "own_because_delay": _("Your network is slow to answer; it comes back by itself."),
        "own_because_device": _("Your device is busy; closing other programs helps."),
        "their_small": _("You see {name} smaller for now."),
        "their_stills": _("You hear {name}, and see a new picture every few seconds."),
        "their_voice": _("You only hear {name} for now: the voice goes first."),
        "their_because_bandwidth": _("The other network lets little through."),
        "their_because_loss": _("The other network loses much on the way."),
        "their_because_delay": _("The other network is slow to answer."),
        "their_because_device": _("The other device is busy."),
        "both_small": _("You and {name} see each other smaller for now."),
        "both_stills": _("You and {name} hear each other, and see a new picture every few seconds."),
        "both_voice": _("You and {name} only hear each other for now: the voice goes first."),
        "both_because_bandwidth": _("The network lets little through; the rest comes back by itself."),
        "both_because_loss": _("The network loses much on the way; it comes back by itself."),
        "both_because_delay": _("The network is slow to answer; it comes back by itself."),
        "both_because_device": _("The devices are busy; closing other programs helps."),
        "network_eased": _("The network is good again. The picture is back."),
        "still_of": _("Picture of {name}, renewed every few seconds"),
        "data_used": _("About {mb} MB of data used"),
        "offer_unheard": _("Hardly anything gets through at the moment. We keep trying by ourselves."),
        "offer_unreached": _("{name} cannot be reached at the moment. We keep trying by ourselves."),
    }


def device_words() -> dict[str, str]:
    """Return what is said when a device cannot be used, and what to do."""
    return {
        "camera_refused": _("The browser does not allow the camera. The visit goes on with sound."),
        "camera_missing": _("No camera was found. The visit goes on with sound."),
        "camera_busy": _("Another program uses the camera. Close it and turn the camera on; sound goes on."),
        "camera_failed": _("The camera does not start. The visit goes on with sound."),
        "microphone_refused": _(
            "The browser does not allow the microphone. You hear the other side; write in the chat."
        ),
        "microphone_missing": _("No microphone was found. You hear the other side; write in the chat."),
        "microphone_busy": _("Another program uses the microphone. Close it and load this page again."),
        "microphone_failed": _("The microphone does not start. You hear the other side; write in the chat."),
    }


def check_words() -> dict[str, str]:
    """Return what the device check says."""
    return {
        **device_words(),
        "checking": _("Checking…"),
        "camera_works": _("Camera works"),
        "camera_off": _("Going on without camera"),
        "microphone_works": _("Microphone works. Speak: the bar moves."),
        "speaker_ask": _("Play a sound and say whether you hear it."),
        "speaker_works": _("Sound works"),
        "speaker_failed": _("You did not hear the sound. Check the volume and which speaker is chosen."),
        "relay_works": _("Network works ({ms} ms)"),
        "relay_failed": _("The network lets no video through here. We will try; if it fails, we call you by phone."),
        "relay_missing": _("This practice has no relay. In most networks the call works without."),
        "insecure": _("The browser opens camera and microphone only on a secure address (https)."),
    }


def help_for(browser: str) -> list[str]:
    """Return, step by step, how to allow camera and microphone in that very browser."""
    steps = {
        "chrome": [
            _("Tap the icon left of the address."),
            _("Open Permissions, and allow camera and microphone."),
            _("Load this page again."),
        ],
        "firefox": [
            _("Tap the crossed-out camera left of the address."),
            _("Remove the block with the small ×."),
            _("Load this page again, and choose Allow."),
        ],
        "safari": [
            _("Open the menu in the address bar (“aA”, or Safari, Settings for This Website)."),
            _("Set camera and microphone to Allow."),
            _("Load this page again."),
        ],
        "ios_other": [
            _("Open the settings of your phone, and there this browser."),
            _("Turn on camera and microphone."),
            _("Come back and load this page again."),
        ],
    }
    steps["edge"] = steps["chrome"]
    return steps.get(
        browser,
        [_("Open the site settings in your browser and allow camera and microphone."), _("Load this page again.")],
    )


def browser_of(user_agent: str) -> str:
    """Return which browser's help to show: chrome, edge, firefox, safari, ios_other or ""."""
    if "iPhone" in user_agent or "iPad" in user_agent:
        return "safari" if "Version/" in user_agent else "ios_other"
    for mark, name in (("Edg/", "edge"), ("Firefox/", "firefox"), ("Chrome/", "chrome"), ("Version/", "safari")):
        if mark in user_agent:
            return name
    return ""

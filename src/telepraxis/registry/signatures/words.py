"""Sentences of the page that verifies; they go into it as data."""

from django.utils.translation import gettext as _


def page_words() -> dict[str, str]:
    """Return the sentences by their names: of each verdict a title, and what to do."""
    return _verdicts() | _parts() | _troubles()


def _verdicts() -> dict[str, str]:
    return {
        "genuine_title": _("Genuine"),
        "genuine": _("Signed by whom it names, and unchanged since."),
        "before_revocation_title": _("Genuine, with a key that was revoked later"),
        "before_revocation": _("It was signed before the key was revoked. If in doubt, ask the sender by telephone."),
        "damaged_title": _("Not a whole code"),
        "damaged": _("Scan it again, all of it, or ask for a new print."),
        "forged_title": _("Forged"),
        "forged": _("It does not carry a signature as this platform makes them. Do not act on it."),
        "altered_title": _("Altered"),
        "altered": _("It was altered after it was signed, or never signed by whom it names. Do not act on it."),
        "unknown_key_title": _("The signer is not known here"),
        "unknown_key": _("Add the sender's key set below, or a newer one, or ask the sender by telephone."),
        "revoked_title": _("Signed with a revoked key"),
        "revoked": _(
            "Nobody can tell from the code that it is older than the revocation. Check it on the sender's site."
        ),
        "retired_title": _("Signed with a key that had been replaced"),
        "retired": _("Do not act on it. Ask the sender by telephone."),
        "not_yet_title": _("Signed in the future"),
        "not_yet": _("Check the clock of this device, then ask the sender."),
        "expired_title": _("Genuine, but its time is over"),
        "expired": _("Ask the sender for a new one."),
        "old_title": _("This browser cannot check signatures"),
        "old": _("It knows no Ed25519. Use a newer browser: nothing was verified."),
    }


def _parts() -> dict[str, str]:
    return {
        "signed_part": _("What was signed"),
        "by": _("Signed by"),
        "signed_at": _("Signed"),
        "expires_at": _("Valid until"),
        "patient": _("Patient"),
        "born": _("Born"),
        "prescriber": _("Prescriber"),
        "licence": _("Licence"),
        "quantity": _("Quantity"),
        "repeats": _("Repeats"),
        "no_repeats": _("none"),
        "as_written": _("Exactly this one: not to be replaced by another."),
        "number": _("Number"),
        "online": _("Whether it was dispensed or cancelled since, only the sender's site knows:"),
        "scan": _("Scan with the camera"),
        "stop": _("Stop the camera"),
        "as_of": _("Keys and revocations as of {moment}"),
        "set_is_old": _("Older than 30 days"),
        "trust": _("Trust {name} ({site})? First compare this fingerprint with the sender by telephone: {fingerprint}"),
    }


def _troubles() -> dict[str, str]:
    return {
        "no_camera": _("The camera cannot be used here. Take a photo of the code, or paste its text."),
        "no_code": _("No code was found in this picture. Take it again: the whole code, straight on, in good light."),
        "not_a_set": _("This file is no key set."),
        "not_kept": _("This browser keeps nothing for this page. Save the page with its keys instead."),
    }

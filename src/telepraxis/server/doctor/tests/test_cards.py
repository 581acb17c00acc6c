from django.utils import timezone

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.office.payments import gateways
from telepraxis.server.doctor import cards


def said() -> list[tuple[str, str]]:
    return [(answer.state, answer.what) for answer in cards.look()]


def test_who_takes_cards_and_whose_keys_are_refused(founded, settings):
    assert said() == [("ok", "no practice takes cards")]
    now, by = timezone.now(), Actor.system(founded.id)
    with tenancy.serving(founded.id):
        account = gateways.keep(key="sk_live_a", webhook_secret="whsec_b", by=by, now=now)
    assert said() == [("ok", "quayside takes cards")]
    with tenancy.serving(founded.id):
        gateways.note_trouble(account, "bad_key", by=by, now=now)
    assert said() == [("fail", "quayside: the card service refuses the keys.")]
    with tenancy.serving(founded.id):
        gateways.keep(key="sk_test_a", webhook_secret="", by=by, now=now)
    assert said() == [("warn", "quayside takes cards with test keys: no money moves.")]
    settings.FIELD_KEYS = type(settings.FIELD_KEYS)([type(settings.FIELD_KEYS.current)("other", bytes(32))])
    assert said() == [("fail", "quayside: the keys of its card account cannot be opened.")]

"""What is kept on a device opens for its owner alone, and after a change of the signing key."""

from ..device import places_on_device


def place(owner="account:ines", what="note:1"):
    return places_on_device(owner=owner, what=what)[0]


def test_the_same_person_finds_the_same_place_and_key_again():
    assert place() == place()


def test_somebody_else_has_another_place_and_another_key():
    ines, sam = place(), place("account:sam")

    assert ines.name != sam.name
    assert ines.key != sam.key


def test_each_thing_has_its_place_and_its_name_says_nothing():
    one, other = place(what="note:amara"), place(what="note:tomasz")

    assert one.name != other.name
    assert "amara" not in one.name and len(one.name) == 32
    assert one.key == other.key


def test_after_a_rotation_the_old_place_is_still_looked_at(settings):
    before = place()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new signing key"

    now = places_on_device(owner="account:ines", what="note:1")
    assert now[0] != before
    assert now[1] == before

import pytest

from telepraxis.base.sealing import CannotOpen, Key, KeyRing, open_text, seal_text

OLD = Key("2026a", b"o" * 32)
NEW = Key("2026b", b"n" * 32)


def test_opens_what_it_sealed_about_the_same_thing():
    ring = KeyRing([OLD])

    sealed = ring.seal(b"Amara's portrait", about=b"portrait 1")

    assert ring.open(sealed, about=b"portrait 1") == b"Amara's portrait"
    assert b"Amara" not in sealed


def test_two_seals_of_the_same_bytes_differ():
    ring = KeyRing([OLD])

    assert ring.seal(b"same", about=b"") != ring.seal(b"same", about=b"")


def test_refuses_a_value_copied_to_another_place():
    ring = KeyRing([OLD])

    with pytest.raises(CannotOpen):
        ring.open(ring.seal(b"PIN of Ines", about=b"account ines"), about=b"account freya")


@pytest.mark.parametrize("position", [0, 1, 3, 10, -1])
def test_refuses_a_value_with_one_changed_byte(position):
    ring = KeyRing([OLD])
    sealed = bytearray(ring.seal(b"exact", about=b""))
    sealed[position] ^= 1

    with pytest.raises(CannotOpen):
        ring.open(bytes(sealed), about=b"")


def test_after_a_rotation_the_old_value_opens_and_is_no_longer_current():
    sealed = KeyRing([OLD]).seal(b"kept", about=b"")
    rotated = KeyRing([NEW, OLD])

    assert rotated.open(sealed, about=b"") == b"kept"
    assert not rotated.is_current(sealed)
    assert rotated.is_current(rotated.seal(b"kept", about=b""))


def test_a_process_from_before_the_rotation_rereads_the_ring():
    before = KeyRing([OLD], reread=lambda: KeyRing([NEW, OLD]))

    assert before.open(KeyRing([NEW, OLD]).seal(b"written after", about=b""), about=b"") == b"written after"


def test_names_the_missing_key_and_shows_no_secret():
    with pytest.raises(CannotOpen, match="2026b"):
        KeyRing([OLD]).open(KeyRing([NEW]).seal(b"x", about=b""), about=b"")

    assert "ooo" not in repr(KeyRing([OLD])) + repr(OLD)


def test_a_short_secret_opens_only_where_it_belongs(settings):
    settings.FIELD_KEYS = KeyRing([OLD])

    sealed = seal_text("Código 123456", about="mail 1")

    assert open_text(sealed, about="mail 1") == "Código 123456"
    assert "123456" not in sealed
    for damaged, about in [(sealed, "mail 2"), (sealed[:-4] + "AAAA", "mail 1"), ("", "mail 1"), ("é", "mail 1")]:
        with pytest.raises(CannotOpen):
            open_text(damaged, about=about)

import errno
import os
import stat

import pytest

from telepraxis.base import files, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.files import blobs
from telepraxis.base.files.models import StoredFile
from telepraxis.base.sealing import Key, KeyRing
from tests.people import MONDAY_8AM

OLD, NEW = Key("2026a", b"o" * 32), Key("2026b", b"n" * 32)
PORTRAIT = b"\x89PNG Ines, drawn by us" * 40


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.FILES_HOME = tmp_path / "files"
    settings.FILE_KEYS = KeyRing([OLD])
    return settings.FILES_HOME


def store(by, content=PORTRAIT):
    return files.store(content, media_type="image/png", by=by, now=MONDAY_8AM)


def on_disk(home):
    return [path for path in home.rglob("*") if path.is_file()]


def test_what_was_stored_is_read_and_lies_closed_on_disk(system, own_home):
    digest = store(system)

    assert files.read(digest) == PORTRAIT
    assert (files.described(digest).media_type, files.described(digest).size) == ("image/png", len(PORTRAIT))
    [blob] = on_disk(own_home)
    assert b"Ines" not in blob.read_bytes()
    assert (stat.S_IMODE(blob.stat().st_mode), stat.S_IMODE(blob.parent.stat().st_mode)) == (0o600, 0o700)


def test_the_same_content_twice_is_kept_once(system, own_home):
    assert store(system) == store(system)

    assert (StoredFile.objects.count(), len(on_disk(own_home))) == (1, 1)


def test_another_organization_does_not_have_the_file(hillcrest, db):
    with tenancy.serving(hillcrest.id):
        digest = store(Actor.system(hillcrest.id))
    from telepraxis.base.tenancy.models import Tenant

    quayside = Tenant.objects.create(slug="quayside", name="Quayside Practice", time_zone="Europe/Lisbon")
    with tenancy.serving(quayside.id), pytest.raises(files.NoSuchFile):
        files.read(digest)


def test_a_changed_blob_is_refused(system, own_home):
    digest = store(system)
    [blob] = on_disk(own_home)
    damaged = bytearray(blob.read_bytes())
    damaged[-1] ^= 1
    blob.write_bytes(damaged)

    with pytest.raises(files.FileDamaged):
        files.read(digest)


def test_a_blob_moved_under_another_name_is_refused(system, own_home):
    digest, other = store(system), store(system, b"another")
    os.replace(blobs.path_of(system.organization_id, other), blobs.path_of(system.organization_id, digest))

    with pytest.raises(files.FileDamaged):
        files.read(digest)


def test_a_full_disk_leaves_nothing_half_written(system, own_home, monkeypatch):
    """The row too: test_full_disk.py fills a real disk, here the kernel's answer is given at the first sync."""

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(blobs.os, "fsync", full)
    with pytest.raises(files.StorageFull, match="Nothing was stored"):
        store(system)

    assert on_disk(own_home) == []
    assert not StoredFile.objects.exists()


def test_rewrapping_closes_old_files_with_the_new_key(system, own_home, settings):
    digest = store(system)
    settings.FILE_KEYS = KeyRing([NEW, OLD])
    newer = store(system, b"stored after the rotation")

    result = files.rewrap()

    assert (result.done, result.already, result.failed) == (1, 1, [])
    settings.FILE_KEYS = KeyRing([NEW])
    assert files.read(digest) == PORTRAIT
    assert files.read(newer) == b"stored after the rotation"


def test_rewrapping_names_what_it_could_not_open_and_goes_on(system, own_home, settings):
    lost, kept = store(system), store(system, b"kept")
    blobs.path_of(system.organization_id, lost).unlink()
    settings.FILE_KEYS = KeyRing([NEW, OLD])

    result = files.rewrap()

    assert (result.done, result.failed) == (1, [lost])
    assert files.read(kept) == b"kept"


def test_what_root_writes_by_hand_belongs_to_who_serves(system, own_home):
    own_home.mkdir()
    if os.geteuid() == 0:
        os.chown(own_home, 12345, 12345)

    store(system)

    assert {path.stat().st_uid for path in own_home.rglob("*")} == {own_home.stat().st_uid}

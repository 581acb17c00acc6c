import os
import stat

from telepraxis.server import private_files


def test_what_root_makes_belongs_to_the_owner_of_the_data_home_all_the_way_down(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(home, 12345, 12345)

    private_files.write(home / "tls" / "acme" / "clinic.pem", b"secret")

    assert {path.stat().st_uid for path in home.rglob("*")} == {home.stat().st_uid}
    assert stat.S_IMODE((home / "tls" / "acme" / "clinic.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "tls" / "acme").stat().st_mode) == 0o700


def test_a_file_that_was_there_first_is_left_alone(tmp_path):
    assert private_files.write(tmp_path / "keys.json", b"first", replace=False)
    assert not private_files.write(tmp_path / "keys.json", b"second", replace=False)

    assert (tmp_path / "keys.json").read_bytes() == b"first"
    assert os.listdir(tmp_path) == ["keys.json"]

"""Runs in a mount namespace of its own with a real disk of 256 kB: fills it, and prints what was left.

`python full_disk_scene.py FOLDER`
"""

import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

from django.conf import settings

from telepraxis.base.sealing import Key, KeyRing

ORGANIZATION = UUID(int=1)


def main(folder: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], check=True)
    settings.configure(FILES_HOME=folder, FILE_KEYS=KeyRing([Key("2026a", b"o" * 32)]))
    from telepraxis.base.files import blobs

    kept, said = [], ""
    for number in range(10):
        content = bytes([number]) * 60_000
        try:
            blobs.write(ORGANIZATION, blobs.digest_of(content), content)
            kept.append(blobs.digest_of(content))
        except blobs.StorageFull as full:
            said = str(full)
            break
    on_disk = sorted(path.name for path in folder.rglob("*") if path.is_file())
    intact = all(blobs.digest_of(blobs.read(ORGANIZATION, digest)) == digest for digest in kept)
    print(json.dumps({"said": said, "kept": sorted(kept), "on_disk": on_disk, "intact": intact}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

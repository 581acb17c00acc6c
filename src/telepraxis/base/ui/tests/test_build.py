"""What the front-end build promises."""

import gzip
import json
import sys
from pathlib import Path

import pytest

from telepraxis.base.ui import built

HOUSE = Path(__file__).parents[5]
sys.path.insert(0, str(HOUSE / "frontend"))

import build  # noqa: E402
import catalogues  # noqa: E402


def test_an_unchanged_front_end_is_not_built_again(monkeypatch):
    build.build()
    monkeypatch.setattr(build, "run", lambda *_: pytest.fail("built again"))

    assert build.build() is False


def test_every_part_is_in_the_manifest_and_on_the_disk():
    manifest = json.loads((built.FOLDER / "manifest.json").read_text())

    assert {"app.css", "app.js", "first.js", "icons.svg"} <= set(manifest)
    assert all((built.FOLDER / file).is_file() for file in manifest.values())


def test_what_every_page_loads_is_small():
    parts = [built.FOLDER / built.manifest()[name] for name in ("app.css", "app.js", "icons.svg")]

    assert sum(len(gzip.compress(part.read_bytes())) for part in parts) < 60 * 1024


def test_a_part_nobody_built_is_named():
    with pytest.raises(built.NotBuilt, match="telehealth/hologram"):
        built.address("telehealth/hologram")


CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Sign note"
msgstr "Firmar la nota"

#, python-format
msgctxt "date"
msgid ""
"D j M"
msgstr "D j \\"M\\""

msgid "%(count)s visit"
msgid_plural "%(count)s visits"
msgstr[0] "%(count)s visita"
msgstr[1] "%(count)s visitas"

#, fuzzy
msgid "Admit"
msgstr "Admitir?"

msgid "Book"
msgstr ""
"""


def test_a_compiled_catalogue_speaks_as_written(tmp_path):
    import gettext

    path = tmp_path / "django.mo"
    path.write_bytes(catalogues.compiled(catalogues.read(CATALOGUE)))
    with path.open("rb") as file:
        spanish = gettext.GNUTranslations(file)

    assert spanish.gettext("Sign note") == "Firmar la nota"
    assert spanish.pgettext("date", "D j M") == 'D j "M"'
    assert spanish.ngettext("%(count)s visit", "%(count)s visits", 2) == "%(count)s visitas"
    assert (spanish.gettext("Admit"), spanish.gettext("Book")) == ("Admit", "Book")


def test_a_broken_catalogue_names_the_line():
    with pytest.raises(catalogues.BadCatalogue, match="line 2"):
        catalogues.read('msgid "a"\nnonsense\n')

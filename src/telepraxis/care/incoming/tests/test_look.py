"""Bringing a record in, in a real browser: dropped, compared, merged; on a phone and a desk, also without scripts."""

import base64
from datetime import date

import pytest
from django.utils import timezone

from telepraxis.base.record.models import Observation
from telepraxis.care.scheduling.tests.scene import open_practice
from telepraxis.registry.patients.registration import register
from tests.browser import sideways
from tests.sites import in_practice, open_as

from . import karoo

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@pytest.fixture
def scene(practice):
    return open_practice(practice, timezone.now())


@pytest.fixture
def tomasz(practice, scene):
    """Another patient than the file is about."""
    with in_practice(practice) as system:
        born = date(1955, 2, 2)
        return register(given="Tomasz", family="Wilk", birth_date=born, by=system, now=timezone.now())


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "karoo.json"
    path.write_bytes(karoo.bundle())
    return path


def looked_at(page, name, shot, axe):
    page.locator("html[data-ready]").wait_for(state="attached")
    shot(page, f"incoming-{name}")
    assert sideways(page) == 0, name
    axe(page, without=MENU)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_reads_well_everywhere(request, site, practice, scene, file, axe, shot, device, theme):
    context = request.getfixturevalue(device)
    context.add_cookies([{"name": "theme", "value": theme, "url": site}])
    page, look = open_as(context, site, scene.ines.account_id, practice), f"{device}-{theme}"
    patient = scene.amara.patient_id

    page.goto(f"{site}/patients/{patient}/")
    looked_at(page, f"patient-{look}", shot, axe)
    page.get_by_role("link", name="Bring a record in").click()
    page.get_by_role("heading", name="Bring a record in").wait_for()
    looked_at(page, f"begin-{look}", shot, axe)
    page.get_by_label("Files").set_input_files(file)
    page.get_by_role("button", name="Compare with the chart").click()
    page.get_by_role("heading", name="Who is in the file").wait_for()
    looked_at(page, f"difference-{look}", shot, axe)
    page.get_by_role("button", name="Merge the selected 3 entries").click()
    page.get_by_role("heading", name="Where it comes from").wait_for()
    looked_at(page, f"merged-{look}", shot, axe)


def test_a_dropped_file_is_compared_and_the_button_counts(site, practice, scene, desktop):
    page = open_as(desktop, site, scene.ines.account_id, practice)
    page.goto(f"{site}/patients/{scene.amara.patient_id}/incoming/")
    page.locator("html[data-ready]").wait_for(state="attached")

    dropped = page.evaluate_handle(
        """content => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([atob(content)], "karoo.json", { type: "application/json" }));
            return transfer;
        }""",
        base64.b64encode(karoo.bundle()).decode(),
    )
    page.dispatch_event(".drop-files .drop-place", "drop", {"dataTransfer": dropped})
    page.get_by_role("heading", name="Who is in the file").wait_for()
    page.get_by_label("Penicillin").uncheck()
    page.get_by_role("button", name="Merge the selected 2 entries").wait_for()
    page.get_by_label("Haemoglobin").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Merge the selected entry").click()
    page.get_by_role("heading", name="Where it comes from").wait_for()

    with in_practice(practice):
        assert not Observation.objects.filter(logical_id="o1").exists()


def test_somebody_elses_record_without_scripts(site, practice, scene, tomasz, file, new_context, shot):
    page = open_as(new_context(java_script_enabled=False), site, scene.ines.account_id, practice)
    page.goto(f"{site}/patients/{tomasz.uid}/incoming/")
    page.get_by_label("Files").set_input_files(file)
    page.get_by_role("button", name="Compare with the chart").click()
    page.get_by_text("The person in the file may be somebody else.").wait_for()
    shot(page, "incoming-somebody-else")
    page.get_by_label("I have checked").check()
    page.get_by_role("button", name="Merge the selected entries").click()
    page.get_by_text("Differed; checked by who merged it").wait_for()

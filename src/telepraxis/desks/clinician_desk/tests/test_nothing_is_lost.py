"""Whatever dies while somebody types (browser, tab, server, network): the words come back, to their author alone."""

import json
import os
import signal
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from telepraxis.care.chart import notes
from telepraxis.care.chart.models import NoteDraft, SetAside
from telepraxis.registry.accounts.models import Account
from tests.browser import DESKTOP, FLAGS, chromium_path
from tests.signing_in import sign_in_client
from tests.sites import in_practice, open_as, running_server
from tests.waiting import wait_until

from .scene import morning_at

pytestmark = pytest.mark.browser

ON_DEVICE = """async () => {
  if (!(await indexedDB.databases()).some(({ name }) => name === "telepraxis-kept")) return [];
  const open = indexedDB.open("telepraxis-kept");
  const base = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  if (!base.objectStoreNames.contains("rows")) return [];
  const all = base.transaction("rows").objectStore("rows").getAll();
  const rows = await new Promise((done) => (all.onsuccess = () => done(all.result)));
  base.close();
  return rows.map((row) => ({ length: row.sealed.byteLength, place: row.place }));
}"""


@pytest.fixture
def morning(practice):
    return morning_at(practice, timezone.now())


@pytest.fixture
def server(transactional_db, settings):
    with running_server(settings) as running:
        yield running


@pytest.fixture
def page(server, practice, morning, desktop):
    return opened(open_as(desktop, server.address, morning.ines.account_id, practice), server, morning)


def opened(page, server, morning):
    page.goto(f"{server.address}/visit/{morning.visit.id}/")
    page.locator("html[data-ready]").wait_for(state="attached")
    return page


def story(page):
    return page.get_by_role("textbox", name="Story")


def state(page):
    return page.get_by_role("region", name="Note").get_by_role("status").first


def saved(page):
    expect(state(page)).to_contain_text("Saved ", timeout=30_000)


def on_device(page) -> list[dict]:
    return page.evaluate(ON_DEVICE)


def sealed_length(revision: str = "0", **texts: str) -> int:
    """How long the sealed form of a note is: its words as JSON and the 16 bytes of the seal."""
    sections = {"subjective": "", "objective": "", "assessment": "", "plan": ""} | texts
    said = json.dumps({"revision": revision, "texts": sections}, ensure_ascii=False, separators=(",", ":"))
    return len(said.encode()) + 16


def kept(page, revision: str = "0", **texts: str) -> None:
    """Wait until exactly these words lie on the device."""
    length = sealed_length(revision, **texts)
    wait_until(lambda: [row["length"] for row in on_device(page)] == [length], 30)


def drafts(practice) -> list[tuple]:
    with in_practice(practice):
        return list(NoteDraft.objects.values_list("subjective", "plan"))


def hold_saves(page):
    """No save arrives until the session is detached. One held by a route would be let go when its page closes."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setBlockedURLs", {"urls": ["*/note/save/*"]})
    return session


def files_with(words: str, folder: Path) -> list[str]:
    """Return the files of a browser's profile in which the words stand in clear."""
    shapes = (words.encode(), words.encode("utf-16-le"))
    found = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path.relative_to(folder)) for path in found if any(shape in path.read_bytes() for shape in shapes)]


class Machine:
    """A browser with a profile on disk, whose power can be cut."""

    def __init__(self, playwright, profile: Path):
        self.playwright, self.profile = playwright, profile

    def start(self):
        self.context = self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=chromium_path(),
            args=[*FLAGS, *([] if os.geteuid() else ["--no-sandbox"])],
            locale="en-GB",
            **DESKTOP,
        )
        return self.context

    def kill(self) -> None:
        """Send SIGKILL to the browser that was started on this profile, and wait until it is gone."""
        [process] = [pid for pid in self._processes() if b"--type=" not in self._command(pid)]
        os.kill(process, signal.SIGKILL)
        wait_until(lambda: not self._processes(), 30)

    def _processes(self) -> list[int]:
        mark = f"--user-data-dir={self.profile}".encode()
        return [int(entry) for entry in os.listdir("/proc") if entry.isdigit() and mark in self._command(entry)]

    @staticmethod
    def _command(pid) -> bytes:
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return b""


@pytest.fixture
def machine(playwright, tmp_path):
    machine = Machine(playwright, tmp_path / "profile")
    yield machine
    machine.context.close()


def signed_in(context, server, account_id, practice):
    from django.test import Client

    client = Client()
    sign_in_client(client, Account.objects.get(id=account_id), practice, hat="staff")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.address}])
    return context.new_page()


def test_the_browser_is_killed_in_the_middle_of_a_sentence(machine, server, practice, morning, shot):
    page = opened(signed_in(machine.start(), server, morning.ines.account_id, practice), server, morning)
    hold_saves(page)
    story(page).press_sequentially("Itchy rash on both inner elb", delay=30)
    kept(page, subjective="Itchy rash on both inner elb")
    key = page.locator("#note-form").get_attribute("data-kept")
    completes = page.locator("#note-form").get_attribute("autocomplete")
    machine.kill()
    assert drafts(practice) == []
    assert files_with("inner elb", machine.profile) == []
    # Without it the browser writes form fields in clear into its own session file, sooner or later.
    assert completes == "off"
    assert ":" not in key

    page = opened(signed_in(machine.start(), server, morning.ines.account_id, practice), server, morning)
    expect(story(page)).to_have_value("Itchy rash on both inner elb")
    expect(page.locator("[data-restored]")).to_contain_text("had not been saved when the page was lost")
    saved(page)
    shot(page, "note-restored")
    assert drafts(practice) == [("Itchy rash on both inner elb", "")]
    wait_until(lambda: on_device(page) == [], 30)


def test_a_closed_tab_loses_nothing_and_a_colleague_at_the_same_machine_finds_nothing(page, server, practice, morning):
    hold_saves(page)
    story(page).fill("Half a sent")
    kept(page, subjective="Half a sent")
    context = page.context
    page.close(run_before_unload=False)
    from telepraxis.base.access import Role
    from telepraxis.registry.practitioners.enrolment import enrol
    from tests.people import colleague

    with in_practice(practice) as system:
        doctor = enrol(
            title="Dr", given="Sam", family="Adeyemi", specialty_code="family-medicine", languages=["en"],
            time_zone="Europe/Lisbon", by=system, now=timezone.now(),
        )  # fmt: skip
        sam = colleague("sam@quayside.test", "Dr Sam Adeyemi", {Role.PHYSICIAN}, system, practitioner=doctor.uid)
    other = opened(open_as(context, server.address, sam.account_id, practice), server, morning)
    assert "Half a sent" not in other.content()
    assert [row["length"] for row in on_device(other)] == [sealed_length(subjective="Half a sent")]
    other.close()

    again = opened(open_as(context, server.address, morning.ines.account_id, practice), server, morning)
    expect(story(again)).to_have_value("Half a sent")
    saved(again)
    assert drafts(practice) == [("Half a sent", "")]


def test_the_server_is_gone_while_somebody_types_and_comes_back(page, server, practice):
    server.stop()
    story(page).fill("Written while the server was down")
    expect(state(page)).to_contain_text("Not saved: no connection", timeout=30_000)
    kept(page, subjective="Written while the server was down")

    server.start()
    saved(page)
    assert drafts(practice) == [("Written while the server was down", "")]
    wait_until(lambda: on_device(page) == [], 30)


def test_the_network_goes_then_the_page_and_both_come_back(page, server, practice, morning, desktop):
    desktop.set_offline(True)
    story(page).fill("No bars in the valley")
    kept(page, subjective="No bars in the valley")
    page.close(run_before_unload=False)

    desktop.set_offline(False)
    page = opened(desktop.new_page(), server, morning)
    expect(story(page)).to_have_value("No bars in the valley")
    saved(page)
    assert drafts(practice) == [("No bars in the valley", "")]


def test_both_have_changed_and_the_author_chooses(page, server, practice, morning, desktop, axe, shot):
    hold_saves(page)
    page.get_by_role("textbox", name="Plan").fill("Typed and lost")
    kept(page, plan="Typed and lost")
    page.close(run_before_unload=False)
    with in_practice(practice):
        notes.save_draft(
            visit=morning.visit, sections={"plan": "Saved elsewhere"}, revision=0, by=morning.ines, now=timezone.now()
        )

    page = opened(desktop.new_page(), server, morning)
    expect(page.get_by_role("alert")).to_contain_text("Nothing was overwritten")
    expect(page.locator("[data-part]")).to_contain_text(["Typed and lost"])
    shot(page, "note-restored-beside")
    axe(page)
    page.get_by_role("button", name="Keep both, one below the other").click()
    expect(page.get_by_role("textbox", name="Plan")).to_have_value("Saved elsewhere\n\nTyped and lost")
    assert drafts(practice) == [("", "Saved elsewhere\n\nTyped and lost")]
    wait_until(lambda: on_device(page) == [], 30)


def test_two_tabs_die_with_different_words_and_none_is_lost(page, server, practice, morning, desktop):
    other = opened(desktop.new_page(), server, morning)
    for tab, words in ((page, "From the first tab"), (other, "From the second tab")):
        hold_saves(tab)
        story(tab).fill(words)
    lengths = sorted(sealed_length(subjective=f"From the {which} tab") for which in ("first", "second"))
    wait_until(lambda: sorted(row["length"] for row in on_device(page)) == lengths, 30)
    page.close(run_before_unload=False)
    other.close(run_before_unload=False)

    page = opened(desktop.new_page(), server, morning)
    expect(page.get_by_role("alert")).to_contain_text("Nothing was overwritten", timeout=30_000)
    page.get_by_role("button", name="Keep both, one below the other").click()
    expect(story(page)).to_have_value("From the first tab\n\nFrom the second tab")
    with in_practice(practice):
        assert SetAside.objects.count() == 0


def test_a_tab_that_lives_keeps_its_words_to_itself(page, server, practice, morning, desktop):
    held = hold_saves(page)
    story(page).fill("Still typing")
    kept(page, subjective="Still typing")
    other = opened(desktop.new_page(), server, morning)

    expect(story(other)).to_have_value("")
    held.detach()
    page.get_by_role("textbox", name="Plan").fill("Rest")
    saved(page)
    assert drafts(practice) == [("Still typing", "Rest")]


def test_a_long_note_is_saved_too(page, practice):
    words = "Itchy rash on both inner elbows. " * 1400
    story(page).fill(words)
    page.get_by_role("textbox", name="Plan").fill(words)
    saved(page)

    assert drafts(practice) == [(words, words)]


def test_words_that_came_too_late_for_the_note_are_offered_as_an_addendum(page, server, practice, morning, desktop):
    hold_saves(page)
    story(page).fill("Typed in the lost tab")
    kept(page, subjective="Typed in the lost tab")
    page.close(run_before_unload=False)
    with in_practice(practice):
        said = {"visit": morning.visit, "by": morning.ines, "now": timezone.now()}
        notes.save_draft(sections={"plan": "Rest"}, revision=0, **said)
        notes.sign(**said)

    page = opened(desktop.new_page(), server, morning)
    expect(page.get_by_label("Addendum", exact=True)).to_have_value("Typed in the lost tab")
    expect(page.get_by_text("it was never saved")).to_be_visible()
    page.get_by_role("button", name="Sign addendum").click()
    expect(page.get_by_role("region", name="Addenda").first).to_contain_text("Typed in the lost tab")
    wait_until(lambda: on_device(page) == [], 30)

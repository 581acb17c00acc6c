"""Every page that a role of the demonstration can reach, in a real browser: accessible, light, not too wide.

A page is loaded once, at a desk in the light; there it becomes the smallest phone in the dark: the browser then takes
the same page for a phone's, as its own tools for developers do.
"""

import pytest

from tests.browser import DESKTOP, assert_accessible, sideways, transferred, widest
from tests.crawling import kind, walk
from tests.installations import data_home, free_port, running

pytestmark = [pytest.mark.browser, pytest.mark.process]

STARTS = ("/", "/visits/", "/book/", "/me/", "/record/access/", "/patients/?q=Okonjo")
FIRST_VIEW = 150 * 1024
CALL = 250 * 1024
DESK = {"width": 1440, "height": 900, "deviceScaleFactor": 1, "mobile": False}
SMALLEST_PHONE = {"width": 320, "height": 640, "deviceScaleFactor": 2, "mobile": True}


@pytest.fixture(scope="module")
def demonstration():
    with data_home() as home, running("demo", "--port", str(free_port()), "--no-browser", home=home) as clinic:
        yield clinic.until_ready(within_s=240)


def look_in_as(page, site: str, role: str) -> str:
    """Come in by the demonstration's door; return the path where this role begins."""
    page.goto(f"{site}/demo/")
    page.get_by_role("button", name=role).first.click()
    page.wait_for_load_state()
    return page.url.removeprefix(site)


SHAPE = """() => [...new Set([...document.querySelectorAll("main *")].map(e => [e.parentElement, e].map(
    each => each.tagName + [...each.attributes].map(a =>
        /^(class|role|type|data-|aria-(?!label|describedby|controls))/.test(a.name) ? a.name + a.value : a.name).sort()
).join()))].sort().join("\\n")"""


@pytest.fixture(scope="module")
def met():
    """Kinds of pages that axe has read, each with the elements that it was made of."""
    return set()


class Looked:
    """A browser in which a page is looked at, at a desk and then as a phone's."""

    def __init__(self, page, shot) -> None:
        self.page, self.shot = page, shot
        self.tools = page.context.new_cdp_session(page)

    def troubles(self, name: str, is_new: bool) -> list[str]:
        """Return what is wrong with the page that is open; axe reads it when it is new."""
        found = self._seen(f"{name}-light", is_new)
        self._becomes(SMALLEST_PHONE, "dark")
        found += [f"on a phone: {trouble}" for trouble in self._seen(f"{name}-dark", is_new)]
        self._becomes(DESK, "light")
        return found

    def _becomes(self, device: dict, theme: str) -> None:
        self.tools.send("Emulation.setDeviceMetricsOverride", device)
        self.tools.send("Emulation.setTouchEmulationEnabled", {"enabled": device["mobile"]})
        self.page.emulate_media(color_scheme=theme)

    def _seen(self, name: str, is_new: bool) -> list[str]:
        found = []
        if too_wide := sideways(self.page):
            found.append(f"{too_wide} px too wide: {widest(self.page)}")
        if (headings := self.page.locator("h1:visible").count()) != 1:
            found.append(f"{headings} headings of the first level")
        if is_new:
            try:
                assert_accessible(self.page)
            except AssertionError as problem:
                found.append(str(problem))
            self.shot(self.page, name, whole=False)
        return found


@pytest.mark.parametrize(
    "role",
    ["Amara Okonjo", "Dr Inês Carvalho", "Rui Tavares", "Grace Mbeki", "Tomasz Wilk", "Noor van Dijk", "Lena Fischer"],
)
def test_every_page_is_accessible_light_and_fits(demonstration, new_context, met, shot, role):
    """A page that another role met, made of the same elements, is not read by axe again."""
    page, wrong, said = new_context(**DESKTOP, color_scheme="light").new_page(), [], []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    looked, begin = Looked(page, shot), look_in_as(page, demonstration, role)

    def open_page(path):
        said.clear()
        weight = transferred(page, demonstration + path)["all"]
        shown = page.url.removeprefix(demonstration)
        shape = (kind(shown), page.evaluate(SHAPE))
        is_new = shape not in met or path == begin  # where a role begins, its menu is looked at as well
        met.add(shape)
        name = kind(shown).strip("/").replace("/", "-") or "home"
        wrong.extend(f"{path}: {trouble}" for trouble in looked.troubles(f"{role.split()[0]}-{name}", is_new))
        if weight > (CALL if page.locator("[data-call]").count() else FIRST_VIEW):
            wrong.append(f"{path}: {weight // 1024} KB")
        if page.locator(".error-page").count():
            wrong.extend([f"{path}: leads to an error page"] if path not in STARTS else [])
        else:
            wrong.extend(f"{path}: {line}" for line in said)
        return page.content()

    for _ in walk([begin, *STARTS], open_page):
        pass
    assert not wrong, "\n".join(wrong)

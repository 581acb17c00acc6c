"""Every page that a role of the demonstration can reach, in a real browser: accessible, light, not too wide."""

import pytest

from tests.browser import DESKTOP, PHONE, assert_accessible, sideways, transferred, widest
from tests.crawling import kind, walk
from tests.installations import data_home, free_port, running

pytestmark = [pytest.mark.browser, pytest.mark.process]

STARTS = ("/", "/visits/", "/book/", "/me/", "/record/access/", "/patients/?q=Okonjo")
FIRST_VIEW = 150 * 1024
CALL = 250 * 1024
SMALLEST_PHONE = {**PHONE, "viewport": {"width": 320, "height": 640}}


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
    """Kinds of pages that axe has read, by theme, each with the elements that it was made of."""
    return set()


def troubles(page, path: str, weight: int, is_new: bool) -> list[str]:
    """What is wrong with the page that is open; axe reads it when it is new."""
    found = []
    if too_wide := sideways(page):
        found.append(f"{too_wide} px too wide: {widest(page)}")
    if page.locator("h1:visible").count() != 1:
        found.append(f"{page.locator('h1:visible').count()} headings of the first level")
    if weight > (CALL if page.locator("[data-call]").count() else FIRST_VIEW):
        found.append(f"{weight // 1024} KB")
    try:
        if is_new:
            assert_accessible(page)
    except AssertionError as problem:
        found.append(str(problem))
    return [f"{path}: {trouble}" for trouble in found]


@pytest.mark.parametrize(
    "role",
    ["Amara Okonjo", "Dr Inês Carvalho", "Rui Tavares", "Grace Mbeki", "Tomasz Wilk", "Noor van Dijk", "Lena Fischer"],
)
@pytest.mark.parametrize(("device", "theme"), [(SMALLEST_PHONE, "dark"), (DESKTOP, "light")], ids=["phone", "desk"])
def test_every_page_is_accessible_light_and_fits(demonstration, new_context, met, shot, role, device, theme):
    """A page that another role met on this device, made of the same elements, is not read by axe again."""
    page, wrong, said = new_context(**device, color_scheme=theme).new_page(), [], []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    begin = look_in_as(page, demonstration, role)

    def open_page(path):
        said.clear()
        weight = transferred(page, demonstration + path)["all"]
        shown = page.url.removeprefix(demonstration)
        shape = (theme, kind(shown), page.evaluate(SHAPE))
        is_new = shape not in met or path == begin  # where a role begins, its menu is looked at as well
        met.add(shape)
        wrong.extend(troubles(page, path, weight, is_new))
        if page.locator(".error-page").count():
            wrong.extend([f"{path}: leads to an error page"] if path not in STARTS else [])
        else:
            wrong.extend(f"{path}: {line}" for line in said)
        if is_new:
            name = kind(shown).strip("/").replace("/", "-") or "home"
            shot(page, f"{role.split()[0]}-{name}-{theme}", whole=False)
        return page.content()

    for _ in walk([begin, *STARTS], open_page):
        pass
    assert not wrong, "\n".join(wrong)

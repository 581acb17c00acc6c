"""The kit page and the error pages in a real browser: every part, both themes, three widths."""

import gzip

import pytest
from django.test import RequestFactory

from telepraxis.base.ui.errors import STATUSES, error_page
from tests.browser import DESKTOP, sideways

pytestmark = pytest.mark.browser


@pytest.fixture
def kit(new_context, bare_site):
    def visit(theme="light", width=1440, path="/kit/", **settings):
        context = new_context(
            **{**DESKTOP, "color_scheme": theme, "viewport": {"width": width, "height": 900}, **settings}
        )
        page = context.new_page()
        page.goto(bare_site + path)
        page.wait_for_selector("html[data-ready]")
        return page

    return visit


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_every_part_is_accessible_and_fits(kit, axe, shot, theme, width):
    page = kit(theme, width)

    shot(page, f"kit-{theme}-{width}")
    assert sideways(page) == 0
    axe(page)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_the_shell_of_patients_is_accessible_and_fits(kit, axe, shot, theme, width):
    page = kit(theme, width, path="/kit/phone/")

    shot(page, f"phone-{theme}-{width}", whole=False)
    assert sideways(page) == 0
    axe(page)


def test_fits_and_reads_from_right_to_left(kit, shot):
    page = kit(width=390)

    page.evaluate("document.documentElement.dir = 'rtl'")

    shot(page, "kit-rtl-390")
    assert sideways(page) == 0


def test_forced_colours_keep_edges_and_choices(kit, shot):
    page = kit(forced_colors="active")

    shot(page, "kit-forced-colours")
    assert page.locator(".btn").first.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"


def test_focus_is_visible_on_every_stop(kit):
    page = kit()
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const at = document.activeElement;
                if (!at || at === document.body) return null;
                const marks = [at, at.closest("label"), at.closest(".find")].filter(Boolean);
                const outlined = (s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
                const visible = marks.map((e) => getComputedStyle(e)).some(outlined);
                return visible ? "" : at.outerHTML.slice(0, 120);
            }"""
        )
        if seen:
            unseen.append(seen)
    assert unseen == []


def test_a_board_is_worked_by_keyboard(kit):
    page = kit()
    page.locator("[data-row]").first.focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")

    assert page.evaluate("document.activeElement.textContent").strip().startswith("10:30")


def test_a_chosen_theme_stays_without_a_flash(kit):
    page = kit("light")
    page.locator("summary", has_text="Menu of").click()

    with page.expect_navigation():
        page.get_by_text("Dark", exact=True).click()

    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_a_dialog_takes_the_focus_and_gives_it_back(kit):
    page = kit()
    opener = page.get_by_role("button", name="End visit").first
    opener.click()
    assert (
        page.get_by_role("dialog")
        .get_by_role("button", name="Keep talking")
        .evaluate("e => e === document.activeElement")
    )

    page.keyboard.press("Escape")

    assert opener.evaluate("e => e === document.activeElement")


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_error_pages_are_plain_and_accessible(new_context, bare_site, axe, shot, status, theme):
    html = error_page(RequestFactory().get("/"), status).content.decode()
    page = new_context(viewport={"width": 320, "height": 700}, color_scheme=theme).new_page()
    page.route("**/shown", lambda route: route.fulfill(body=html, content_type="text/html"))

    page.goto(f"{bare_site}/shown")

    shot(page, f"error-{status}-{theme}")
    assert sideways(page) == 0
    axe(page)


def test_a_first_view_is_light(new_context, bare_site):
    """This site sends it plain; an installation sends it compressed, as counted here."""
    page, answers = new_context(**DESKTOP).new_page(), []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{bare_site}/kit/", wait_until="networkidle")

    assert {answer.request.resource_type for answer in answers} >= {"document", "stylesheet", "script"}
    assert sum(len(gzip.compress(answer.body())) for answer in answers) < 70 * 1024

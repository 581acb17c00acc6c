"""Hints reach the page, and after a lost connection the page catches up; in a real browser."""

import pytest

pytestmark = pytest.mark.browser

PANEL = """<h1>Waiting room</h1>
<div id="list" hx-get="/list/" hx-trigger="live:waiting from:body, live:resync from:body">nobody</div>"""


def listing(counter: list):
    def answer(route):
        counter.append(1)
        route.fulfill(body=f"asked {len(counter)}", content_type="text/html")

    return answer


def test_a_hint_makes_the_panel_fetch_itself(shown):
    sockets, asked = [], []
    page = shown(
        PANEL,
        live="/live/waiting/",
        answers={"/list/": listing(asked)},
        before=lambda page: page.route_web_socket("**/live/waiting/", lambda one: sockets.append(one)),
    )
    page.wait_for_selector("body[data-live-state=open]")

    sockets[0].send('{"kind": "waiting", "visit": "1"}')

    page.get_by_text("asked 1").wait_for()


def test_after_a_lost_connection_the_page_connects_again_and_catches_up(shown):
    sockets, asked = [], []
    page = shown(
        PANEL,
        live="/live/waiting/",
        answers={"/list/": listing(asked)},
        before=lambda page: page.route_web_socket("**/live/waiting/", lambda one: sockets.append(one)),
    )
    page.wait_for_selector("body[data-live-state=open]")

    sockets[0].close(code=1012)

    page.get_by_text("asked 1").wait_for()
    assert len(sockets) == 2


def test_a_refused_socket_is_not_tried_again(shown):
    sockets = []

    def refuse(socket):
        sockets.append(socket)
        socket.close(code=4403)

    page = shown(PANEL, live="/live/x/", before=lambda page: page.route_web_socket("**/live/x/", refuse))

    page.wait_for_selector("body[data-live-state=closed]")
    page.wait_for_function("performance.now() > 3000")
    assert len(sockets) == 1


def test_an_island_mounts_with_its_data_and_is_put_away(shown):
    island = """export function mount(root, data) { root.append(`hello ${data.name}`);
                return () => document.body.setAttribute("data-away", data.name); }"""
    page = shown(
        '<h1>Call</h1><div id="place"><div data-controller="island" data-module="/island.js">'
        '<script type="application/json">{"name": "Amara"}</script></div></div>',
        answers={"/island.js": lambda route: route.fulfill(body=island, content_type="text/javascript")},
    )
    page.get_by_text("hello Amara").wait_for()

    page.evaluate("document.getElementById('place').replaceChildren()")

    page.wait_for_selector("body[data-away=Amara]")

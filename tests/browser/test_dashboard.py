"""The dashboard as a browser shows it."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response, ViewportSize, expect
from tests.browser.conftest import HOSTILE, Served, Watch, fill_world, served

from paxline.edge.controls import FileControl
from paxline.edge.web import application
from paxline.pages.control import PLACE, Act
from paxline.pages.dashboard import PAGES
from paxline.testing import NOW, ManualClock
from paxline.wiring.dashboard.views import Question
from paxline.wiring.home import Home

EVERY: Final = (*(path for path, _ in PAGES), PLACE, *(act.path for act in Act))
SCREEN: Final[ViewportSize] = {"width": 1440, "height": 1000}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
HEAVIEST: Final = 1_000_000
"""Bytes of a first view: the page, its style and its script."""
_DARK: Final = (
    """axe.run({runOnly: ["color-contrast"], resultTypes: ["violations"]}).then((found) => found.violations)"""
)
"""What axe-core, which is in the page by then, finds of its colours."""
_SMALLEST: Final = """() => Math.min(99, ...[...document.querySelectorAll(".drawing svg")].flatMap((svg) =>
  [...svg.querySelectorAll("text")].map((one) => parseFloat(getComputedStyle(one).fontSize)
    * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)))"""
"""Pixels of the smallest letters of all drawings."""
LEGIBLE: Final = 9.0
"""Pixels below which nobody reads a letter on a phone."""


@contextmanager
def looking(context: BrowserContext, dashboard: Served) -> Generator[Page]:
    """A page that is watched: at the end it has complained of nothing and asked nobody else."""
    watch, page = Watch(dashboard.url), context.new_page()
    watch.over(page)
    yield page
    page.close()
    assert watch.complaints == []
    assert watch.strangers == []


def overflow(page: Page) -> int:
    """Pixels by which a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def barred(page: Page) -> list[str]:
    """What axe-core finds, and where; in the dark it looks at what differs there, the colours."""
    page.emulate_media(color_scheme="light")
    light = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(_DARK)
    page.emulate_media(color_scheme="light")
    return [
        f"{scheme}, {one['impact']}, {one['id']}: {node['target']} {node['html'][:120]}"
        for scheme, found in (("light", light), ("dark", dark))
        for one in found
        for node in one["nodes"]
    ]


def wrong(page: Page, url: str) -> list[str]:
    """What is wrong with the page at ``url``, on a wide screen and on a phone."""
    page.set_viewport_size(SCREEN)
    answer, found = page.goto(url), list[str]()
    if answer is None or answer.status != 200 or page.locator("h1").count() != 1:
        found.append("it is no page")
    if overflow(page) > 0:
        found.append("it is wider than the screen")
    page.set_viewport_size(PHONE)
    if overflow(page) > 0:
        found.append("a phone would have to scroll sideways")
    if float(page.evaluate(_SMALLEST)) < LEGIBLE:
        found.append("a drawing's words are too small on a phone")
    return found


def every_wrong(page: Page, dashboard: Served) -> dict[str, list[str]]:
    """What is wrong with any of its pages, by path, in light and in dark."""
    found = {path: [*wrong(page, f"{dashboard.url}{path}"), *barred(page)] for path in EVERY}
    return {path: what for path, what in found.items() if what}


def test_what_cannot_be_read_is_found_in_light_and_in_dark(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content(
        "<!doctype html><html lang=en><title>t</title><style>body{background:#fff;color:#000}"
        "@media (prefers-color-scheme: dark){body{background:#000;color:#333}}</style>"
        "<main><h1>Words</h1><p>More of them <input></main></html>"
    )
    found = barred(page)
    assert any(one.startswith("light, critical, label") for one in found)
    assert any(one.startswith("dark, serious, color-contrast") for one in found)
    assert not any(one.startswith("light, serious, color-contrast") for one in found)


def test_every_page_of_a_bot_that_has_traded(context: BrowserContext, traded: Served) -> None:
    with looking(context, traded) as page:
        assert every_wrong(page, traded) == {}


@pytest.mark.slow
def test_every_page_on_collected_data(context: BrowserContext, collected: Served) -> None:
    with looking(context, collected) as page:
        assert every_wrong(page, collected) == {}


def test_every_page_of_an_empty_home_says_what_fills_it(context: BrowserContext, tmp_path: Path) -> None:
    with served(Home(tmp_path), Question(model="ratio")) as dashboard, looking(context, dashboard) as page:
        assert every_wrong(page, dashboard) == {}
        page.goto(dashboard.url)
        expect(page.locator("main")).to_contain_text("paxline ingest")


def test_every_page_of_a_stale_home_says_so_at_its_top(context: BrowserContext, tmp_path: Path) -> None:
    fill_world(Home(tmp_path))
    later = ManualClock(NOW + timedelta(days=2, hours=6))
    question = Question(model="ratio")
    with served(Home(tmp_path), question, clock=later) as dashboard, looking(context, dashboard) as page:
        assert every_wrong(page, dashboard) == {}
        page.goto(dashboard.url)
        expect(page.locator(".notice", has_text="hours old")).to_be_visible()
        expect(page.locator("header")).to_contain_text("is late")


def test_every_page_of_a_home_that_cannot_be_read_says_so(context: BrowserContext, tmp_path: Path) -> None:
    Home(tmp_path).database.write_bytes(b"no database" * 999)
    with served(Home(tmp_path), Question(model="ratio")) as dashboard, looking(context, dashboard) as page:
        assert every_wrong(page, dashboard) == {}
        page.goto(dashboard.url)
        expect(page.locator("h1")).to_have_text("The home cannot be read")


def test_hostile_words_show_as_text(context: BrowserContext, traded: Served) -> None:
    with looking(context, traded) as page:
        for path in ("/", "/model", "/desk", "/operations", PLACE):
            page.goto(f"{traded.url}{path}")
            expect(page.locator("body")).to_contain_text("<script>document.title='taken'</script><img src=x onerror=")
            assert page.title().endswith("· paxline")
            assert page.locator("main script, main img").count() == 0
            assert overflow(page) <= 0


def test_a_bot_is_halted_and_resumed_after_asking_once_more(context: BrowserContext, ours: Served) -> None:
    control = FileControl(ours.home.folder)
    with looking(context, ours) as page:
        page.goto(ours.entrance)
        expect(page.locator(".acts")).to_contain_text("paper, not running")
        page.get_by_role("link", name="Halt…").click()
        assert control.halted() == ""
        expect(page.locator("main")).to_contain_text("1 order rests.")
        page.get_by_label("Why").fill(HOSTILE)
        page.get_by_role("button", name="Halt trading").click()
        expect(page.locator("h1")).to_have_text("How does the bot stand?")
        expect(page.locator("main")).to_contain_text("No order rests.")
        assert control.halted().startswith("<script>")
        for path in EVERY:
            page.goto(f"{ours.url}{path}")
            expect(page.locator(".acts")).to_contain_text("● halted: <script>")
            assert overflow(page) <= 0
        page.locator(".acts").get_by_role("link", name="Resume…").click()
        page.get_by_role("link", name="Not now").click()
        assert control.halted()
        page.locator(".acts").get_by_role("link", name="Resume…").click()
        page.get_by_role("button", name="Resume trading").click()
        expect(page.locator(".acts")).to_contain_text("paper, not running")
        assert control.halted() == ""


def test_everything_is_cancelled_by_keyboard_alone(context: BrowserContext, ours: Served) -> None:
    def walk_to(words: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            at = page.evaluate(
                "[document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]"
            )
            assert at[1] != "none", f"one does not see that {at[0]!r} has the focus"
            if at[0] == words:
                page.keyboard.press("Enter")
                return
        pytest.fail(f"{words!r} cannot be reached")

    with looking(context, ours) as page:
        page.goto(ours.entrance)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        walk_to("Cancel all…")
        page.wait_for_url("**/control/cancel-all")
        walk_to("Cancel all orders")
        page.wait_for_url("**/control")
        expect(page.locator("main")).to_contain_text("No order rests.")
        assert FileControl(ours.home.folder).halted() == ""


def test_a_disruption_is_declared_and_withdrawn_without_javascript(browser: Browser, ours: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    with looking(context, ours) as page:
        page.goto(ours.entrance)
        page.get_by_role("link", name="Model").click()
        page.get_by_label("First day").fill("2026-04-25")
        page.get_by_label("Effect").fill("-20%")
        page.get_by_label("Unsure by").fill("10%")
        page.get_by_label("Why").fill("an ice storm")
        page.get_by_role("button", name="Declare", exact=True).click()
        expect(page.locator("main")).to_contain_text("Sat 25 Apr, −20% ± 10%: an ice storm")
        with ours.home.store() as store:
            assert [shock.withdrawn_at is None for shock in store.shocks()] == [True, True]
        page.get_by_role("button", name="Withdraw number 2").click()
        expect(page.locator("main")).to_contain_text("withdrawn")
        with ours.home.store() as store:
            assert [shock.withdrawn_at is None for shock in store.shocks()] == [True, False]
    context.close()


def test_a_form_that_cannot_be_meant_is_told_so(context: BrowserContext, ours: Served) -> None:
    page = context.new_page()
    page.goto(ours.entrance)
    page.goto(f"{ours.url}/model")
    page.get_by_label("First day").fill("2026-04-25")
    page.get_by_label("Effect").fill("much")
    page.get_by_label("Unsure by").fill("10%")
    page.get_by_role("button", name="Declare", exact=True).click()
    expect(page.locator("main")).to_contain_text("This was not taken")


def test_a_browser_that_was_not_shown_the_token_changes_nothing(context: BrowserContext, ours: Served) -> None:
    page = context.new_page()
    page.goto(f"{ours.url}/control/halt")
    page.get_by_role("button", name="Halt trading").click()
    expect(page.locator("body")).to_contain_text("open the address that the terminal printed")
    assert FileControl(ours.home.folder).halted() == ""


def test_a_page_hears_that_something_is_new_and_keeps_what_was_begun(
    context: BrowserContext, ours: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "LOOK", 0.1)
    with looking(context, ours) as page:
        page.goto(f"{ours.url}/model")
        page.get_by_label("Effect").fill("-1")
        FileControl(ours.home.folder).halt("from elsewhere")
        expect(page.locator(".acts")).to_contain_text("halted: from elsewhere")
        expect(page.locator("#told")).to_have_text("This page was brought up to date.")
        assert page.get_by_label("Effect").input_value() == "-1"
        assert page.evaluate("document.getAnimations().length") == 0


def test_a_table_that_goes_on_says_so_until_its_end_is_seen(context: BrowserContext, traded: Served) -> None:
    with looking(context, traded) as page:
        page.set_viewport_size(PHONE)
        page.goto(f"{traded.url}/ladder")
        table = page.locator(".ladder")
        expect(table).to_have_class("wide ladder more")
        table.evaluate("one => one.scrollTo(one.scrollWidth, 0)")
        expect(table).to_have_class("wide ladder")


def test_a_page_says_that_its_server_is_gone(context: BrowserContext, tmp_path: Path) -> None:
    fill_world(Home(tmp_path))
    page = context.new_page()
    with served(Home(tmp_path), Question(model="ratio"), clock=ManualClock(NOW)) as dashboard:
        page.goto(dashboard.url)
        expect(page.locator("#lost")).to_be_hidden()
    expect(page.locator("#lost")).to_be_visible()
    page.close()


@pytest.mark.slow
def test_a_first_view_weighs_little(context: BrowserContext, collected: Served) -> None:
    answers: list[Response] = []
    with looking(context, collected) as page:
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - the driver marks what it is given, and a built-in takes no marks
        for path, _ in PAGES:
            answers.clear()
            page.goto(f"{collected.url}{path}")
            weights = {one.url: len(one.body()) for one in answers if not one.url.endswith("/events")}
            assert len(weights) == 3
            assert sum(weights.values()) < HEAVIEST, json.dumps(weights)

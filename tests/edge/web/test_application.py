import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from paxline.edge.web.application import ACTS, LARGEST_FORM, RETRY, application, news
from paxline.edge.web.guard import COOKIE, new_token
from paxline.errors import StoreError, UsageError

TOKEN = "t" * 43
HOME = "http://127.0.0.1:8321"
OURS = {"origin": HOME, "cookie": f"{COOKIE}={TOKEN}", "content-type": "application/x-www-form-urlencoded"}


class Pages:
    """A site of one page, which remembers what it was asked to do."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.broken = ""

    def page(self, path: str) -> str | None:
        return "<p>week</p>" if path == "/" else None

    def file(self, name: str) -> tuple[str, str] | None:
        return ("a{}", "text/css") if name == "app.css" else None

    def figures(self) -> str:
        return "paxline_value 1\n"

    def stamp(self) -> str:
        if self.broken:
            raise StoreError(self.broken)
        return "s1"

    def act(self, path: str, form: Mapping[str, str]) -> str:
        if form.get("effect") == "nonsense":
            raise UsageError("not a share")
        if self.broken:
            raise StoreError(self.broken)
        self.asked.append((path, form))
        return "/after"

    def notice(self, heading: str, text: str) -> str:
        return f"<h1>{heading}</h1><p>{text}</p>"

    def closing(self) -> bool:
        return True


def ask(site: Pages, method: str, path: str, **options: Any) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(application(site, port=8321, token=TOKEN))
        async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
            return await client.request(method, path, **options)

    return asyncio.run(asked())


def test_pages_and_files_are_served_and_others_are_not_there() -> None:
    assert ask(Pages(), "GET", "/").text == "<p>week</p>"
    assert ask(Pages(), "GET", "/static/app.css").headers["content-type"].startswith("text/css")
    for path in ("/nowhere", "/static/other", "/static/../guard.py"):
        assert ask(Pages(), "GET", path).status_code == 404


def test_the_token_is_taken_once_and_kept_where_no_script_reads_it() -> None:
    taken = ask(Pages(), "GET", "/enter", params={"token": TOKEN})
    assert taken.status_code == 303
    assert taken.headers["location"] == "/"
    cookie = taken.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    refused = ask(Pages(), "GET", "/enter", params={"token": "ü"})
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers


def test_a_form_needs_the_token_and_its_own_page() -> None:
    site = Pages()
    assert ask(site, "POST", "/model/declare", content="effect=-20%25", headers=OURS).status_code == 303
    assert site.asked == [("/model/declare", {"effect": "-20%"})]
    assert ask(site, "POST", "/control/resume", headers=OURS).headers["location"] == "/after"
    for missing in ("origin", "cookie"):
        headers = {name: value for name, value in OURS.items() if name != missing}
        assert ask(site, "POST", "/model/withdraw", content="number=1", headers=headers).status_code == 403
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("method", "path", "headers", "said"),
    [
        ("POST", "/control/halt", {"origin": HOME}, "open the address that the terminal printed"),
        ("GET", "/enter?token=wrong", {}, "This is not the token that the terminal shows"),
        ("GET", "/nowhere", {}, "the links at the top lead to every page"),
        ("POST", "/model/declare", OURS, "This was not taken: not a share."),
    ],
)
def test_a_browser_is_turned_away_with_a_page_and_a_program_with_a_line(
    method: str, path: str, headers: dict[str, str], said: str
) -> None:
    form = "effect=nonsense" if method == "POST" else None
    shown = ask(Pages(), method, path, content=form, headers={**headers, "accept": "text/html,*/*;q=0.8"})
    told = ask(Pages(), method, path, content=form, headers=headers)
    assert shown.status_code == told.status_code >= 400
    assert shown.headers["content-type"].startswith("text/html")
    assert told.headers["content-type"].startswith("text/plain")
    assert said in shown.text
    assert said in told.text
    assert "<" not in told.text


@pytest.mark.parametrize(
    "headers", [{"host": "evil.example:8321"}, {"origin": "http://evil.example", "cookie": OURS["cookie"]}]
)
def test_a_stranger_is_never_shown_a_page(headers: dict[str, str]) -> None:
    answer = ask(Pages(), "POST", "/control/halt", headers={**headers, "accept": "text/html"})
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("path", ACTS)
def test_no_act_is_done_by_reading_its_address(path: str) -> None:
    site = Pages()
    for method in ("GET", "HEAD"):
        assert ask(site, method, path, headers=OURS).status_code == 404
    assert site.asked == []


def test_what_cannot_be_done_is_told_as_a_fault_of_ours() -> None:
    site = Pages()
    site.broken = "the disk is full"
    answer = ask(site, "POST", "/control/halt", headers=OURS)
    assert answer.status_code == 503
    assert "the disk is full" in answer.text


def test_what_cannot_be_meant_is_told_and_nothing_is_done() -> None:
    site = Pages()
    refused = ask(site, "POST", "/model/declare", content="effect=nonsense", headers=OURS)
    assert refused.status_code == 400
    assert "not a share" in refused.text
    for body in (b"x" * (LARGEST_FORM + 1), b"\xff\xfe", b"&".join([b"a=1"] * 50)):
        assert ask(site, "POST", "/model/declare", content=body, headers=OURS).status_code == 413
    assert site.asked == []


def test_a_monitor_hears_whether_the_store_can_be_used() -> None:
    site = Pages()
    assert ask(site, "GET", "/healthz").text == "ok\n"
    assert ask(site, "GET", "/metrics").text == "paxline_value 1\n"
    assert ask(site, "GET", "/readyz").json() == {"ready": True, "stored": "s1"}
    site.broken = "it is gone"
    assert ask(site, "GET", "/readyz").status_code == 503


def test_news_are_told_once_and_a_store_that_cannot_be_read_is_news_too() -> None:
    stamps, going_on = iter(["a", "a", "", "", "b"]), [False, True, True, True, True]

    def stamp() -> str:
        found = next(stamps)
        if not found:
            raise StoreError("it is gone")
        return found

    async def at_once() -> bool:
        return going_on.pop()

    async def heard() -> list[str]:
        return [event.encode().decode() async for event in news(stamp, wait=at_once)]

    told = [f"event: news\ndata: {data}\nretry: {RETRY}\n\n" for data in ("a", "unreadable", "b")]
    assert asyncio.run(heard()) == told


def test_a_stream_ends_when_the_server_is_about_to_stop() -> None:
    answer = ask(Pages(), "GET", "/events")
    assert answer.text == f"event: news\ndata: s1\nretry: {RETRY}\n\n"


def test_the_stream_is_no_page_to_a_program_that_asks_for_its_head_alone() -> None:
    answer = ask(Pages(), "HEAD", "/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"


def test_a_token_is_long_and_never_the_same() -> None:
    assert len({new_token() for _ in range(10)}) == 10
    assert len(new_token()) == 64

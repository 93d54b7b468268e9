import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from paxline.edge.web.guard import COOKIE, HEADERS, Guard

TOKEN = "t" * 43
HOME = "http://127.0.0.1:8321"
STRANGER = PlainTextResponse("open the address from the terminal", 403)
OURS = {"origin": HOME, "cookie": f"{COOKIE}={TOKEN}"}


def answer(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.method)


class Browser:
    """Asks an application without a socket."""

    def request(self, method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        app = Starlette(routes=[Route("/", answer, methods=["GET", "HEAD", "POST", "PUT", "DELETE"])])
        raw = httpx.Headers([(name.encode(), value.encode()) for name, value in (headers or {}).items()])

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(Guard(app, port=8321, token=TOKEN, stranger=STRANGER))
            async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
                return await client.request(method, path, headers=raw)

        return asyncio.run(asked())

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self.request("GET", path, headers)

    def post(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self.request("POST", path, headers)


@pytest.fixture
def client() -> Browser:
    return Browser()


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost:8321", "[::1]:8321"])
def test_this_machine_may_read(client: Browser, host: str) -> None:
    assert client.get("/", headers={"host": host}).text == "GET"


@pytest.mark.parametrize(
    "host", ["evil.example:8321", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8321", "0.0.0.0:8321", ""]
)
def test_another_name_for_this_machine_is_turned_away(client: Browser, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421
    assert client.post("/", headers={**OURS, "host": host}).status_code == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_change_needs_both_the_page_and_the_token(client: Browser, method: str) -> None:
    for missing in OURS:
        headers = {name: value for name, value in OURS.items() if name != missing}
        assert client.request(method, "/", headers=headers).status_code == 403
    assert client.request(method, "/", headers=OURS).status_code == (405 if method == "PATCH" else 200)


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "https://127.0.0.1:8321", "http://localhost:8321"])
def test_a_change_from_another_page_is_turned_away(client: Browser, origin: str) -> None:
    assert client.post("/", headers={**OURS, "origin": origin}).status_code == 403


@pytest.mark.parametrize("cookie", ["", "x", f"{COOKIE}={'t' * 42}", f"{COOKIE}=ü", f"other={TOKEN}", "=;;;\x01"])
def test_another_token_is_none(client: Browser, cookie: str) -> None:
    turned_away = client.post("/", headers={"origin": HOME, "cookie": cookie})
    assert (turned_away.status_code, turned_away.text) == (403, "open the address from the terminal")


def test_a_program_may_bring_the_token_as_a_bearer(client: Browser) -> None:
    assert client.post("/", headers={"origin": HOME, "authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert client.post("/", headers={"origin": HOME, "authorization": "Bearer "}).status_code == 403


def test_every_answer_tells_the_browser_what_it_may_not(client: Browser) -> None:
    for response in (client.get("/"), client.post("/"), client.get("/nowhere"), client.get("/", headers={"host": "x"})):
        assert all(response.headers[name] == value for name, value in HEADERS)


def test_a_token_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="guessed"):
        Guard(Starlette(), port=1, token="short", stranger=STRANGER)  # noqa: S106 - the point of the test

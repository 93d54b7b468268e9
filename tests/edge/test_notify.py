import json
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from paxline.edge.notify import channels, ping
from paxline.errors import UsageError
from paxline.run.alerts import Kind, Message

MESSAGE = Message((1,), Kind.HALTED, "Halted", "The exchange holds 5 contracts that we do not know.")
SECRET = "hush-0123456789"  # noqa: S105 - made up, to see that it is not shown


class Listener:
    """A server on loopback that keeps what it was sent."""

    def __init__(self) -> None:
        self.heard: list[dict[str, object]] = []
        self.status = 200
        listener = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append(json.loads(body))
                self.send_response(listener.status)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.port = self.server.server_address[1]


@contextmanager
def listening() -> Generator[Listener]:
    found = Listener()
    thread = threading.Thread(target=found.server.serve_forever, daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join(5)


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as found:
        yield found


def test_a_message_arrives(listener: Listener) -> None:
    assert channels([f"json://127.0.0.1:{listener.port}/"]).send(MESSAGE) == ""
    (heard,) = listener.heard
    assert (heard["title"], heard["message"]) == (MESSAGE.title, MESSAGE.text)


def test_one_channel_that_takes_it_is_enough_and_the_other_is_named(listener: Listener) -> None:
    both = channels([f"json://127.0.0.1:{listener.port}/", f"json://u:{SECRET}@127.0.0.1:1/"])
    assert both.missed(MESSAGE) == ("JSON (2)",)
    assert both.send(MESSAGE) == ""


def test_no_secret_is_told_when_nobody_takes_it(listener: Listener, capfd: pytest.CaptureFixture[str]) -> None:
    listener.status = 500
    made = channels([f"json://u:{SECRET}@127.0.0.1:{listener.port}/"])
    said = made.send(MESSAGE) + repr(made) + repr(made.names) + "".join(capfd.readouterr())
    assert "JSON (1) did not take it" in said
    assert SECRET not in said


def test_a_url_that_is_none_is_named_by_its_place_alone() -> None:
    with pytest.raises(UsageError, match="alert channel 1 is no URL that apprise knows") as refused:
        channels([f"bogus://{SECRET}"])
    assert SECRET not in str(refused.value)


def test_without_channels_nothing_is_delivered() -> None:
    assert channels([]).send(MESSAGE) == "no channel is set"


@pytest.mark.parametrize(
    ("status", "said"), [(200, ""), (503, "the dead-man's switch answered 503")], ids=["heard", "refused"]
)
def test_a_ping_is_heard_or_its_failure_told(status: int, said: str) -> None:
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status))) as client:
        assert ping(client, f"https://ping.example/{SECRET}") == said


def test_a_ping_without_an_answer_tells_no_address() -> None:
    def drop(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with httpx.Client(transport=httpx.MockTransport(drop)) as client:
        assert ping(client, f"https://ping.example/{SECRET}") == "the dead-man's switch did not answer: ConnectError"

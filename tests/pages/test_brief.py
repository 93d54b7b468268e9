import re
from email import message_from_bytes
from email.policy import default

import pytest
from markupsafe import escape

from paxline.pages.brief import PAPER, WIDTH, Brief, as_mail, brief, one_file
from paxline.pages.drawing import PROPERTIES
from paxline.pages.html import dashboard_style, whole
from paxline.pages.week import WeekPage
from paxline.run.health import bad, ok

PNG = b"\x89PNG\r\n"
FINDINGS = (
    ok("disk", "enough"),
    bad("counts", "<script>alert('x')</script> " + "long " * 60, remedy="`paxline ingest`"),
)


@pytest.fixture(scope="module")
def made(doubtful: WeekPage) -> Brief:
    return brief(doubtful, decision=None, books=None, findings=FINDINGS, state="halted: <b>why</b>")


def test_the_text_alone_tells_everything_and_fits_a_mail(made: Brief) -> None:
    for words in (
        "WHAT WILL THE WEEK AVERAGE?",
        "Day by day:",
        "Rungs that are open:",
        "bad: counts",
        "`paxline ingest`",
    ):
        assert words in made.text
    assert max(map(len, made.text.splitlines())) <= WIDTH
    assert all(line == line.rstrip() or line == "-- " for line in made.text.splitlines())


def test_the_html_is_safe_in_a_mail(made: Brief) -> None:
    assert "<script" not in made.html
    assert "<style" not in made.html
    assert "<link" not in made.html
    assert "<b>why" not in made.html
    assert "&lt;script&gt;" in made.html
    assert re.findall(r'src="([^"]*)"', made.html) == [f"cid:{picture.cid}" for picture in made.pictures]
    assert "://" not in made.html
    assert all(escape(whole(picture.alt)) in made.html for picture in made.pictures)


def test_the_picture_has_the_stylesheets_light_colours(made: Brief) -> None:
    assert made.pictures[0].png.startswith(PNG)
    assert len(made.pictures[0].png) < 250_000
    light = dashboard_style().partition("prefers-color-scheme: dark")[0]
    for placeholder, colour in PAPER.items():
        name = PROPERTIES[placeholder].removeprefix("var(").removesuffix(")")
        assert f"{name}: {colour};" in light


def test_one_file_holds_its_picture(made: Brief) -> None:
    html = one_file(made)
    assert "cid:" not in html
    assert 'src="data:image/png;base64,iVBOR' in html


def test_the_mail_has_text_first_then_html_with_its_picture_and_is_the_same_every_time(made: Brief) -> None:
    raw = as_mail(made, sender="a@example.org", to="b@example.org").as_bytes()
    assert raw == as_mail(made, sender="a@example.org", to="b@example.org").as_bytes()
    mail = message_from_bytes(raw, policy=default)
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    assert mail["Subject"] == made.subject
    picture = list(mail.walk())[-1]
    assert picture["Content-ID"] == f"<{made.pictures[0].cid}>"
    assert picture.get_content() == made.pictures[0].png

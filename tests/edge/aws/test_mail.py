from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from paxline.edge.aws.mail import Mail
from paxline.edge.aws.session import Names, client
from paxline.run.alerts import Kind, Message, Picture

BRIEF = Message((1,), Kind.BRIEF, "Good morning", "Two contracts rest.", "<p>Two contracts rest.</p>")


def test_a_brief_is_sent_once_the_address_is_verified(names: Names) -> None:
    ses = client("ses", names)
    mail = Mail(ses, names.mail)
    assert "AWS does not do sending mail" in mail.send(BRIEF)
    ses.verify_email_identity(EmailAddress=names.mail)
    assert mail.send(BRIEF) == ""
    assert float(ses.get_send_quota()["SentLast24Hours"]) == 1


def test_the_mail_reads_as_text_and_shows_its_picture_where_the_html_refers_to_it(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    ses, sent = client("ses", names), list[bytes]()
    monkeypatch.setattr(ses, "send_raw_email", lambda **said: sent.append(said["RawMessage"]["Data"]))
    shown = replace(BRIEF, title="Week to 26\u202fApril", pictures=(Picture("chart", b"\x89PNG"),))
    assert Mail(ses, names.mail).send(shown) == ""
    mail = message_from_bytes(sent[0], policy=default)
    assert mail["Subject"] == "Week to 26\u202fApril"
    text = mail.get_body(("plain",))
    assert text is not None
    assert text.get_content().strip() == BRIEF.text
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert (picture["Content-ID"], picture.get_content()) == ("<chart>", b"\x89PNG")


def test_a_title_of_several_lines_is_no_header_of_its_own(names: Names) -> None:
    ses = client("ses", names)
    ses.verify_email_identity(EmailAddress=names.mail)
    assert Mail(ses, names.mail).send(replace(BRIEF, title="Hello\nBcc: other@example.com")) == ""

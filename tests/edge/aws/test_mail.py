from paxline.edge.aws.mail import Mail
from paxline.edge.aws.session import Names, client
from paxline.run.alerts import Kind, Message

BRIEF = Message((1,), Kind.BRIEF, "Good morning", "Two contracts rest.", "<p>Two contracts rest.</p>")


def test_a_brief_is_sent_once_the_address_is_verified(names: Names) -> None:
    ses = client("ses", names)
    mail = Mail(ses, names.mail)
    assert "AWS does not do sending mail" in mail.send(BRIEF)
    ses.verify_email_identity(EmailAddress=names.mail)
    assert mail.send(BRIEF) == ""
    assert float(ses.get_send_quota()["SentLast24Hours"]) == 1

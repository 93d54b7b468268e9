"""Mail through SES, by the machine's own role: no password anywhere."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from paxline.edge.aws.session import asking
from paxline.errors import MissingData, SourceError
from paxline.run.alerts import Message


@dataclass(frozen=True, slots=True)
class Mail:
    """A channel of the owner's; sender and recipient are the one verified address.

    Attributes:
        ses: Sends.
        address: The owner's.
    """

    ses: Any
    address: str

    def send(self, message: Message) -> str:
        """Send it, once; answers why it was not taken, or an empty string."""
        try:
            with asking("sending mail"):
                self.ses.send_raw_email(Source=self.address, RawMessage={"Data": self._mail(message).as_bytes()})
        except (MissingData, SourceError) as error:
            return str(error)
        return ""

    def _mail(self, message: Message) -> EmailMessage:
        """Plain text, and the same as HTML with its pictures where it refers to them."""
        mail = EmailMessage()
        mail["From"] = mail["To"] = self.address
        mail["Subject"] = " ".join(message.title.splitlines())
        mail.set_content(message.text or message.title)
        if message.html:
            mail.add_alternative(message.html, subtype="html")
            (_, rich) = mail.iter_parts()
            for picture in message.pictures:
                rich.add_related(picture.png, "image", "png", cid=f"<{picture.cid}>", disposition="inline")
        return mail

"""Mail through SES, by the machine's own role: no password anywhere."""

from dataclasses import dataclass
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
        body = {"Text": {"Data": message.text or message.title, "Charset": "UTF-8"}}
        if message.html:
            body["Html"] = {"Data": message.html, "Charset": "UTF-8"}
        subject = {"Data": message.title, "Charset": "UTF-8"}
        try:
            with asking("sending mail"):
                self.ses.send_email(
                    Source=self.address,
                    Destination={"ToAddresses": [self.address]},
                    Message={"Subject": subject, "Body": body},
                )
        except (MissingData, SourceError) as error:
            return str(error)
        return ""

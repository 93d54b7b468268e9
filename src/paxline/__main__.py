"""``python -m paxline``: the command line where no script of that name is installed."""

from paxline.cli import main

main()

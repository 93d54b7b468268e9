from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paxline.desk.policy import Policy
from paxline.edge.settings import SECTIONS, Alerts, Page, Settings, parse_settings, read_settings
from paxline.errors import UsageError
from paxline.units import Count, Price, Usd

SECRET = "hush-0123456789"  # noqa: S105 - made up, to see that it is not shown

FULL = """
[desk]
capital = "2500.50"
kelly = 0.2
lot = 20
taking_for = "90 minutes"
lowest = "0.05"

[limits]
worst_state = 0.01
order_rate = 30
quote_age = "5 minutes"

[widths]
fresh = 0.05

[alerts]
channels = ["ntfy://hush-0123456789"]
brief = 08:15:00

[page]
port = 9000
"""


def refused(text: str) -> str:
    with pytest.raises(UsageError) as error:
        parse_settings(text)
    return str(error.value)


def test_nothing_written_is_the_defaults(tmp_path: Path) -> None:
    assert parse_settings("") == Settings(Policy(), Alerts(), Page())
    assert read_settings(tmp_path / "paxline.toml") == Settings()


def test_everything_written_counts(tmp_path: Path) -> None:
    (tmp_path / "paxline.toml").write_text(FULL, encoding="utf-8")
    found = read_settings(tmp_path / "paxline.toml")
    policy = found.policy
    assert (policy.capital, policy.kelly, policy.lot) == (Usd.parse("2500.50"), 0.2, Count.whole(20))
    assert (policy.taking_for, policy.lowest) == (timedelta(minutes=90), Price.cents(5))
    assert (policy.limits.worst_state, policy.limits.order_rate) == (0.01, 30)
    assert (policy.limits.quote_age, policy.widths.fresh) == (timedelta(minutes=5), 0.05)
    assert (found.alerts.channels, found.alerts.brief, found.page.port) == ((f"ntfy://{SECRET}",), time(8, 15), 9000)


def test_what_is_misspelt_is_refused_with_its_line_and_what_was_meant() -> None:
    assert "line 3: [limits] has no worst_sate; was worst_state meant?" in refused("\n[limits]\nworst_sate = 0.01")
    assert "line 1: there is no section [limit]; was limits meant?" in refused("[limit]")
    assert "line 1: there is no section [page2]; was page meant?" in refused("[page2]")
    assert "line 1: capital stands in no section; write it under one, such as [desk]" in refused("capital = 5")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kelly = true", "kelly: a number, such as 0.25, not True"),
        ('kelly = "0.2"', "kelly: a number, such as 0.25, not '0.2'"),
        ("lot = 2.5", "lot: a whole number, not 2.5"),
        ("capital = 1.5", "capital: dollars, such as 1000"),
        ('capital = "much"', "capital: dollars, such as 1000 or \"1000.50\", not 'much'"),
        ("lowest = 3", "lowest: a price in dollars"),
        ('lowest = "3.00"', "lowest: a price lies between 0 and 1 dollar"),
        ('taking_for = "soon"', "taking_for: a stretch of time"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_its_line(line: str, said: str) -> None:
    assert f"line 2: {said}" in refused(f"[desk]\n{line}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[limits]\nworst_state = 0", "line 1: [limits]: the worst state's share lies above 0"),
        ("[limits]\ndrawdown = 0.9", "line 1: [limits]: the drawdown lies above 0 and at most at 0.5"),
        ("[limits]\nrung = 10\n[desk]\nlot = 20", "line 3: [desk]: a quote offers something, and no more than a rung"),
        ("[page]\nport = 80", "line 1: [page]: a port lies between"),
        ("[alerts]\nchannels = 'x'", "line 2: channels: a list of texts"),
        ("[alerts]\nchannels = [5]", "line 2: channels: a text in quotes, not 5"),
        ("[alerts]\nbrief = 5", "line 2: brief: a time of day"),
        ("[alerts]\nbrief = 'late'", "line 2: brief: a time of day, such as 09:30:00, not 'late'"),
        ("[alerts]\nping = 'ftp://x'", "line 1: [alerts]: ping is an https address"),
        ("[live]\narmed_for = '90 days'", "line 1: [live]: an arming lasts an hour to 30 days"),
        ("[live]\npaper_weeks = 0", "line 1: [live]: paper_weeks is 4 or more, not 0"),
        ("[live]\nwithout_record = 'because'", "line 1: [live]: without_record is a reason in a sentence"),
        ("[live]\narmed = 'true'", "line 2: [live] has no armed; was armed_for meant?"),
    ],
)
def test_what_contradicts_itself_is_refused(text: str, said: str) -> None:
    assert said in refused(text)


def test_everything_wrong_is_told_at_once_in_the_order_of_lines() -> None:
    said = refused("[desk]\nkely = 1\nlot = 'x'\n[page]\nport = 80")
    assert [line.strip().split(":")[0] for line in said.splitlines()[1:]] == ["line 2", "line 3", "line 4"]


def test_no_limit_can_be_switched_off() -> None:
    for line in ("worst_state = 1", "day = 1", "drawdown = 1", "order_rate = 0", "order_rate = 1000", "rung = 100000"):
        refused(f"[limits]\n{line}")
    refused('[limits]\nquote_age = "100 hours"')


def test_no_secret_is_shown() -> None:
    assert SECRET not in repr(parse_settings(FULL))
    assert SECRET not in refused(FULL + "\n[nonsense]\n")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "paxline.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot be read"):
        read_settings(tmp_path / "paxline.toml")


def test_what_is_no_toml_is_refused_with_its_line_and_key_but_not_its_value() -> None:
    said = refused("[desk]\ncapital = hunter2\n")
    assert 'line 2: the value of `capital` cannot be read (invalid value); write it as capital = "1000.50"' in said
    assert "hunter2" not in said
    assert "hunter2" not in refused("[alerts]\nhunter2://x?y=1")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[desk",
            "line 1: this cannot be read (expected ']' at the end of a table declaration); write a section as [desk]",
        ),
        (
            "[desk]\ncapital",
            "line 2: this cannot be read (expected '=' after a key in a key/value pair); write a section",
        ),
        (
            '[alerts]\nping = "x\n',
            'line 2: the value of `ping` cannot be read (a quote is not closed); write it as ping = "',
        ),
        ("[alerts]\nbrief = 9:30", "write it as brief = 09:30:00"),
        ("[limits]\nquote_age = 5 minutes", 'write it as quote_age = "10 minutes"'),
        ("[desk]\nkapital = x", 'write a section as [desk], a key as capital = "500"'),
        ("[desk]\nkelly = 0.1\nkelly = 0.2", "line 3: `kelly` stands twice; keep one of them"),
        ("[desk]\n[desk]", "line 2: [desk] stands twice; keep one of them"),
    ],
)
def test_what_is_no_toml_is_told_with_how_it_is_written(text: str, said: str) -> None:
    assert said in refused(text)


@given(st.text(max_size=60))
def test_any_text_gives_settings_or_one_error(text: str) -> None:
    for section in SECTIONS:
        try:
            parse_settings(f"[{section}]\n{text}")
        except UsageError:
            continue

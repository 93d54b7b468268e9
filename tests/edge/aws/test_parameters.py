import pytest

from paxline.edge.aws.parameters import MOST_SETTINGS, Parameters
from paxline.edge.aws.session import Names, client
from paxline.errors import MissingData, UsageError
from paxline.run.arming import World


def test_a_switch_that_is_not_there_is_not_taken_for_go(names: Names) -> None:
    with pytest.raises(MissingData, match="/paxline/halt"):
        Parameters(client("ssm", names)).halted()


def test_a_halt_stands_with_its_reason_until_it_is_lifted(names: Names) -> None:
    made = Parameters(client("ssm", names))
    made.resume()
    assert made.halted() == ""
    made.halt("the storm")
    assert made.halted() == "the storm"
    made.resume()
    assert made.halted() == ""


@pytest.mark.parametrize("why", ["", "  ", "no"])
def test_a_halt_without_words_is_refused(names: Names, why: str) -> None:
    with pytest.raises(UsageError, match="say why"):
        Parameters(client("ssm", names)).halt(why)


def test_the_key_and_the_settings_are_kept_encrypted(names: Names) -> None:
    ssm = client("ssm", names)
    made = Parameters(ssm)
    made.put_key(World.DEMO, key_id="id", pem="text")
    made.put_settings("[desk]\n")
    assert made.settings() == "[desk]\n"
    kinds = {one["Name"]: one["Type"] for one in ssm.describe_parameters()["Parameters"]}
    assert kinds == dict.fromkeys(
        ("/paxline/kalshi/demo/key-id", "/paxline/kalshi/demo/key-pem", "/paxline/settings"), "SecureString"
    )


def test_settings_that_do_not_fit_are_refused_and_missing_ones_are_empty(names: Names) -> None:
    made = Parameters(client("ssm", names))
    assert made.settings() == ""
    with pytest.raises(UsageError, match="4097 bytes"):
        made.put_settings("x" * (MOST_SETTINGS + 1))


def test_a_rehearsal_has_no_key() -> None:
    with pytest.raises(UsageError, match="demo and production"):
        Parameters(None).put_key(World.REHEARSAL, key_id="id", pem="text")

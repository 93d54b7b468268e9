from dataclasses import replace

from tests.pages.proven import lost, proof

from paxline.pages.findings import findings, headline
from paxline.pages.html import whole
from paxline.pages.proof import miss_cells, proof_page, signed


def test_the_page_needs_nobody_else_and_says_what_it_found() -> None:
    page = proof_page(proof()).replace("&#39;", "'")
    assert "://" not in page.replace("http://www.w3.org", "")
    assert "<script" not in page
    assert whole(headline(proof())) in page
    assert all(whole(finding) in page for finding in findings(proof()))
    assert page.count("<svg") == 10


def test_every_worst_week_and_every_model_has_a_line() -> None:
    page = proof_page(proof())
    assert all(miss_cells(miss)["week"] in page for miss in proof().worst)
    assert all(f">{model}</th>" in page for model in ("ours", "vague", "far"))


def test_what_comes_from_outside_is_escaped() -> None:
    odd = replace(proof(), worst=(replace(proof().worst[0], note="<b>storm</b>"),))
    assert "<b>storm" not in proof_page(odd)


def test_a_page_of_one_window_can_be_made() -> None:
    assert "Every forecaster on window C" in proof_page(lost())


def test_a_week_that_nothing_is_known_of_says_so() -> None:
    miss = replace(proof().worst[0], note="", stands_in=True)
    assert miss_cells(miss)["note"] == "nothing known (outcome restated)"


def test_errors_have_a_sign() -> None:
    assert signed(-1234.4) == "−1,234"
    assert signed(1234.4) == "+1,234"

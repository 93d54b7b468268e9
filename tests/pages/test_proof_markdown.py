from tests.pages.proven import lost, proof

from paxline.pages.proof_markdown import COMMAND, INTRODUCTION, proof_markdown, table


def test_the_page_names_its_command_its_counts_and_its_protocol() -> None:
    page = proof_markdown(proof())
    assert COMMAND in page
    assert "from counts to 2026-04-26" in page
    assert INTRODUCTION in page
    assert page.endswith("|\n")
    assert "nan" not in page


def test_every_table_has_as_many_cells_in_each_row_as_in_its_head() -> None:
    for page in (proof_markdown(proof()), proof_markdown(lost())):
        for block in page.split("\n\n"):
            rows = [line for line in block.splitlines() if line.startswith("|")]
            assert len({line.count("|") for line in rows}) <= 1


def test_the_figures_are_the_proofs() -> None:
    page = proof_markdown(proof())
    part = proof().part("B", "ours")
    assert part is not None
    first = part.summaries[0]
    assert f"| 0 | {first.n} | {first.mae:,.0f} | {first.rmse:,.0f} |" in page
    assert "### Window B, 58 weeks" in page
    assert "### Window all" not in page


def test_where_prints_fell_is_told_by_days_known() -> None:
    page = proof_markdown(proof())
    _, _, told = page.partition("The same by days known, all weeks together.")
    for each in proof().pits_by_known:
        assert f"| {each.known} | {each.pits.shares[0]:.2f} |" in told


def test_the_same_proof_gives_the_same_text() -> None:
    assert proof_markdown(proof()) == proof_markdown(proof())


def test_a_table_is_markdown() -> None:
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"

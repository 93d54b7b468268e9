from paxline.edge.store.news import News, take


def test_the_first_state_and_every_change_are_news_and_repetition_is_not() -> None:
    timeline: list[tuple[str, int]] = []
    told = [take(timeline, at, state) for at, state in [("1", 5), ("2", 5), ("3", 6), ("4", 5), ("4", 5)]]
    assert told == [News.FIRST, News.NOTHING, News.CHANGE, News.CHANGE, News.NOTHING]
    assert timeline == [("1", 5), ("3", 6), ("4", 5)]


def test_older_knowledge_that_arrives_late_finds_its_place() -> None:
    timeline = [("2", 5)]
    assert take(timeline, "1", 4) is News.FIRST
    assert timeline == [("1", 4), ("2", 5)]


def test_two_states_of_one_instant_are_both_kept_once() -> None:
    timeline = [("1", 4)]
    assert [take(timeline, "2", state) for state in (4, 5, 6)] == [News.NOTHING, News.CHANGE, News.CHANGE]
    assert [take(timeline, "2", state) for state in (4, 5, 6)] == [News.NOTHING] * 3
    assert timeline == [("1", 4), ("2", 5), ("2", 6)]

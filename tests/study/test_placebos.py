from tests.study.told import noise, weekly

from paxline.study.placebos import shuffled, wandered


def test_an_ignorant_series_keeps_the_instants_and_loses_the_figures() -> None:
    series = weekly(noise(40, seed=3))
    for make in (shuffled, wandered):
        ignorant = make(series, seed=4)
        assert [o.known_at for o in ignorant.observations] == [o.known_at for o in series.observations]
        assert ignorant != series
        assert ignorant == make(series, seed=4)
        assert ignorant != make(series, seed=5)
    assert sorted(o.value for o in shuffled(series, seed=4).observations) == sorted(
        o.value for o in series.observations
    )

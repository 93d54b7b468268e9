import re

from paxline.edge.supplements.hubs import HUBS, hubs_within


def test_every_hub_has_a_county() -> None:
    assert len(HUBS) == 31
    assert all(re.fullmatch(r"[A-Z]{3}", hub) and re.fullmatch(r"\d{5}", county) for hub, county in HUBS.items())


def test_a_warned_county_warns_its_hubs() -> None:
    assert hubs_within(frozenset({"036081", "017031", "099999"})) == {"JFK", "LGA", "ORD", "MDW"}
    assert hubs_within(frozenset()) == frozenset()

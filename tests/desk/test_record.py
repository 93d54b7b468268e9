from tests.desk.scenes import snapshot

from paxline.desk.again import record_of
from paxline.desk.decide import decide
from paxline.desk.packing import snapshot_of
from paxline.desk.policy import Policy


def test_a_record_holds_the_whole_snapshot_and_the_policy_that_rebuilds_itself() -> None:
    scene, policy = snapshot(), Policy()
    record = record_of(decide(scene, policy), policy)
    assert snapshot_of(record.snapshot) == scene
    assert record.policy == repr(policy)
    assert (record.as_of, record.week) == (scene.as_of, scene.week)

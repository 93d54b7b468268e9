from dataclasses import replace

import pytest
from tests.desk.scenes import snapshot

from paxline.desk.again import decided_again, record_of
from paxline.desk.decide import decide
from paxline.desk.policy import Policy


def test_a_kept_decision_can_be_made_again_and_another_policy_or_snapshot_is_noticed() -> None:
    scene, policy = snapshot(), Policy()
    made = decide(scene, policy)
    record = record_of(made, policy)
    assert decided_again(record, policy) == made
    with pytest.raises(ValueError, match="another policy, or is not what was kept"):
        decided_again(record, replace(policy, kelly=0.2))
    with pytest.raises(ValueError, match="is not what was kept"):
        decided_again(replace(record, snapshot=record.snapshot.replace("made for a test", "made up")), policy)

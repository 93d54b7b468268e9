"""What the template promises, and what two linters say of it. No account is asked."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Template = dict[str, Any]

SILENT = {"paxline-hardware", "paxline-missed-errand"}
"""Alarms for which missing data are no news; each says why in ``watch.py``."""

WILD = {
    "KeepsObjects",
    "Measures",
    "IsReachedByItsOwner",
    "TakesItItself",
}
"""Statements with a wildcard among their resources; each says why in ``rights.py``."""


def of(template: Template, kind: str) -> list[Template]:
    found = [one for one in template["Resources"].values() if one["Type"] == kind]
    assert found, f"there is no {kind}"
    return found


def props(template: Template, kind: str) -> list[Template]:
    return [one["Properties"] for one in of(template, kind)]


def statements(template: Template) -> Iterator[Template]:
    for policy in props(template, "AWS::IAM::Policy"):
        yield from policy["PolicyDocument"]["Statement"]


def listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_every_schedule_keeps_eastern_time(template: Template) -> None:
    schedules = props(template, "AWS::Scheduler::Schedule")
    assert {one["ScheduleExpressionTimezone"] for one in schedules} == {"America/New_York"}
    assert all(one["ScheduleExpression"].startswith("cron(") for one in schedules)


def test_the_machine_wakes_is_watched_copied_and_put_to_sleep_in_this_order(template: Template) -> None:
    at = {
        one["Target"]["Arn"]["Fn::Join"][1][-1].rpartition(":")[2]: one["ScheduleExpression"]
        for one in props(template, "AWS::Scheduler::Schedule")
    }
    assert at == {
        "startInstances": "cron(0 8 * * ? *)",
        "enableAlarmActions": "cron(30 8 * * ? *)",
        "setAlarmState": "cron(35 8 * * ? *)",
        "disableAlarmActions": "cron(40 18 * * ? *)",
        "sendCommand": "cron(40 18 * * ? *)",
        "stopInstances": "cron(0 19 * * ? *)",
    }


def test_every_alarm_that_was_off_is_set_anew_so_that_it_rings_when_still_amiss(template: Template) -> None:
    schedules = props(template, "AWS::Scheduler::Schedule")
    said = [json.dumps(one["Target"]["Input"]) for one in schedules]
    for alarm in props(template, "AWS::CloudWatch::Alarm"):
        name = alarm["AlarmName"]
        assert sum(name in text for text in said) == (0 if name in SILENT else 3), name


def test_a_call_that_fails_is_tried_for_an_hour_and_then_kept_and_told(template: Template) -> None:
    for one in props(template, "AWS::Scheduler::Schedule"):
        assert one["Target"]["DeadLetterConfig"]["Arn"]
        assert one["Target"]["RetryPolicy"]["MaximumEventAgeInSeconds"] == 3600
    assert all(queue["SqsManagedSseEnabled"] for queue in props(template, "AWS::SQS::Queue"))
    assert any(a["AlarmName"] == "paxline-missed-errand" for a in props(template, "AWS::CloudWatch::Alarm"))


def test_silence_rings(template: Template) -> None:
    treated = {one["AlarmName"]: one["TreatMissingData"] for one in props(template, "AWS::CloudWatch::Alarm")}
    assert {name for name, how in treated.items() if how != "breaching"} == SILENT
    assert set(treated) - SILENT == {
        f"paxline-{what}" for what in ("heartbeat", "stale", "difference", "drawdown", "halted", "disk")
    }


def test_every_alarm_reaches_the_owner_and_none_costs_extra(template: Template) -> None:
    alarms = props(template, "AWS::CloudWatch::Alarm")
    (topic,) = [name for name, one in template["Resources"].items() if one["Type"] == "AWS::SNS::Topic"]
    assert all({"Ref": topic} in one["AlarmActions"] for one in alarms)
    assert props(template, "AWS::SNS::Subscription")[0]["Protocol"] == "email"
    assert len(alarms) <= 10


def test_failing_hardware_is_left(template: Template) -> None:
    (alarm,) = [a for a in props(template, "AWS::CloudWatch::Alarm") if a["AlarmName"] == "paxline-hardware"]
    assert "ec2:recover" in json.dumps(alarm["AlarmActions"])


def test_no_action_is_a_wildcard(template: Template) -> None:
    actions = [action for one in statements(template) for action in listed(one["Action"])]
    assert [action for action in actions if "*" in action] == []


def test_no_resource_is_a_wildcard_but_where_it_is_explained(template: Template) -> None:
    wild = {one.get("Sid", "?") for one in statements(template) if "*" in json.dumps(one["Resource"])}
    assert wild == WILD


def test_a_right_over_every_machine_or_metric_has_a_condition(template: Template) -> None:
    found = {one["Sid"]: one for one in statements(template) if one.get("Sid") in {"Measures", "TakesItItself"}}
    assert found["Measures"]["Condition"] == {"StringEquals": {"cloudwatch:namespace": "paxline"}}
    assert found["TakesItItself"]["Condition"] == {"StringEquals": {"aws:ResourceTag/paxline": "machine"}}


def test_nothing_may_be_deleted_and_no_policy_of_others_is_taken(template: Template) -> None:
    actions = [action for one in statements(template) for action in listed(one["Action"])]
    assert [a for a in actions if "Delete" in a and a != "ec2messages:DeleteMessage"] == []
    assert all("ManagedPolicyArns" not in role for role in props(template, "AWS::IAM::Role"))


def test_the_bucket_is_private_encrypted_versioned_and_stays(template: Template) -> None:
    (bucket,) = of(template, "AWS::S3::Bucket")
    said = bucket["Properties"]
    assert set(said["PublicAccessBlockConfiguration"].values()) == {True}
    assert said["BucketEncryption"]
    assert said["VersioningConfiguration"] == {"Status": "Enabled"}
    assert len(said["LifecycleConfiguration"]["Rules"]) == 2
    assert bucket["DeletionPolicy"] == bucket["UpdateReplacePolicy"] == "Retain"
    denied = [s for p in props(template, "AWS::S3::BucketPolicy") for s in p["PolicyDocument"]["Statement"]]
    assert all(one["Effect"] == "Deny" for one in denied)


def test_no_door_leads_in(template: Template) -> None:
    groups = props(template, "AWS::EC2::SecurityGroup")
    assert all(not group.get("SecurityGroupIngress") for group in groups)
    assert not [one for one in template["Resources"].values() if one["Type"] == "AWS::EC2::SecurityGroupIngress"]
    assert [(rule["FromPort"], rule["ToPort"]) for group in groups for rule in group["SecurityGroupEgress"]] == [
        (443, 443)
    ]
    (machine,) = props(template, "AWS::EC2::Instance")
    assert "KeyName" not in machine


def test_disks_are_encrypted_and_the_home_outlives_the_machine(template: Template) -> None:
    (machine,) = props(template, "AWS::EC2::Instance")
    assert [one["Ebs"]["Encrypted"] for one in machine["BlockDeviceMappings"]] == [True]
    (volume,) = of(template, "AWS::EC2::Volume")
    assert volume["Properties"]["Encrypted"] is True
    assert volume["DeletionPolicy"] == "Retain"


def test_the_machine_answers_for_itself_with_a_token_only(template: Template) -> None:
    assert "HttpTokens" in json.dumps(template)
    for launch in props(template, "AWS::EC2::LaunchTemplate"):
        assert launch["LaunchTemplateData"]["MetadataOptions"]["HttpTokens"] == "required"


def test_the_machine_is_arm_and_its_first_start_installs(template: Template) -> None:
    (machine,) = props(template, "AWS::EC2::Instance")
    assert machine["InstanceType"] == "t4g.micro"
    assert "arm64" in json.dumps(machine["ImageId"]) + json.dumps(template["Parameters"])
    assert "install.sh" in json.dumps(machine["UserData"])


def test_a_budget_tells_before_it_is_spent(template: Template) -> None:
    (budget,) = props(template, "AWS::Budgets::Budget")
    kinds = {one["Notification"]["NotificationType"] for one in budget["NotificationsWithSubscribers"]}
    assert kinds == {"ACTUAL", "FORECASTED"}


def test_no_secret_is_in_the_template(template: Template) -> None:
    assert [p["Name"] for p in props(template, "AWS::SSM::Parameter")] == ["/paxline/halt"]
    assert "PRIVATE KEY" not in json.dumps(template)


def test_the_machine_gets_the_program_and_its_own_files_and_nothing_else(template_file: Path) -> None:
    assets = json.loads((template_file.parent / "paxline.assets.json").read_text(encoding="utf-8"))["files"]
    (code,) = [one for one in assets.values() if one["source"]["packaging"] == "zip"]
    folder = template_file.parent / code["source"]["path"]
    top = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {"infra/machine/install.sh", "src/paxline/__init__.py", "requirements-hosted.lock"} <= top
    assert [
        one for one in top if not one.startswith(("src/paxline/", "infra/machine/", "requirements-h", "LICENSE"))
    ] == []


def test_cfn_lint_finds_nothing(template_file: Path) -> None:
    tool = Path(sys.executable).parent / "cfn-lint"
    said = subprocess.run([tool, template_file], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, "")


def test_checkov_finds_nothing_but_what_is_explained(template_file: Path) -> None:
    tool = Path(sys.executable).parent / "checkov"
    command = [tool, "-f", template_file, "--framework", "cloudformation", "--skip-download", "--compact", "-o", "json"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(said.stdout)["results"]
    assert [(one["check_id"], one["resource"]) for one in found["failed_checks"]] == []
    assert {one["check_id"] for one in found["skipped_checks"]} == {
        "CKV_AWS_18",
        "CKV_AWS_26",
        "CKV_AWS_27",
        "CKV_AWS_88",
        "CKV_AWS_111",
        "CKV_AWS_158",
    }
    assert len(found["passed_checks"]) > 40

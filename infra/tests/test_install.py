"""The installer, run whole in a fresh root: what AWS and the system would do is written down, all else is done."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RELEASE = "bookworm"
"""A system whose Python is 3.11, as on the machine."""

SYSTEM = ("amazon-cloudwatch-agent-ctl", "aws", "blkid", "dnf", "mkfs.xfs", "mkswap", "mount", "swapon", "systemctl")
"""What belongs to the machine or to AWS: each call is written down and succeeds."""

NAMES = """\
AWS_DEFAULT_REGION=us-east-1
AWS_ACCESS_KEY_ID=made-up
AWS_SECRET_ACCESS_KEY=made-up
AWS_ENDPOINT_URL=http://127.0.0.1:9
PAXLINE_AWS_BUCKET=kept
PAXLINE_AWS_VOLUME=vol-0123
"""
"""Nothing listens on the port of discarded words: whatever asks AWS is refused at once."""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tool = shutil.which("debootstrap", path=f"{os.environ['PATH']}:/usr/sbin")
    if os.geteuid() or tool is None:
        pytest.skip("a fresh root needs debootstrap and the rights of root")
    root = tmp_path_factory.mktemp("roots") / RELEASE
    command = [tool, "--variant=minbase", "--include=python3,python3-venv", RELEASE, str(root)]
    made = subprocess.run(command, capture_output=True, text=True, check=False, timeout=400)
    if made.returncode:
        pytest.skip(f"debootstrap did not come to its end: {made.stdout.strip().splitlines()[-1]}")
    return root


@pytest.fixture(scope="module")
def wheels(bare: Path, template_file: Path) -> Path:
    """The locked wheels and the shipped code inside the root, so that the root needs no network."""
    assets = json.loads((template_file.parent / "paxline.assets.json").read_text(encoding="utf-8"))["files"]
    (code,) = [one for one in assets.values() if one["source"]["packaging"] == "zip"]
    shutil.copytree(template_file.parent / code["source"]["path"], bare / "opt/paxline/code")
    pip = Path(sys.executable).parents[2] / ".venv" / "bin" / "pip"
    lock = bare / "opt/paxline/code/requirements-hosted.lock"
    command = [pip, "download", "--quiet", "--require-hashes", "--only-binary", ":all:", "--python-version", "3.11"]
    subprocess.run([*command, "-r", lock, "-d", bare / "wheels"], check=True, timeout=400)
    return bare / "wheels"


@pytest.fixture
def root(bare: Path, wheels: Path) -> Path:
    for name in SYSTEM:
        tool = bare / "usr/local/sbin" / name
        tool.write_text(f'#!/bin/sh\necho {name} "$@" >>/calls\n', encoding="utf-8")
        tool.chmod(0o755)
    for name, says in (("curl", "echo i-0123"), ("mountpoint", "exit 1"), ("fallocate", 'touch "$3"')):
        (bare / "usr/local/sbin" / name).write_text(f"#!/bin/sh\n{says}\n", encoding="utf-8")
        (bare / "usr/local/sbin" / name).chmod(0o755)
    agent = bare / "opt/aws/amazon-cloudwatch-agent/bin"
    agent.mkdir(parents=True, exist_ok=True)
    shutil.copy(bare / "usr/local/sbin/amazon-cloudwatch-agent-ctl", agent)
    (bare / "dev/disk/by-id").mkdir(parents=True, exist_ok=True)
    (bare / "dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0123").touch()
    (bare / "etc/paxline").mkdir(exist_ok=True)
    (bare / "etc/paxline/machine.env").write_text(NAMES, encoding="utf-8")
    (bare / "calls").write_text("", encoding="utf-8")
    shutil.rmtree(bare / "var/lib/paxline", ignore_errors=True)
    return bare


def inside(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "PYTHONUTF8": "1"}
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/wheels", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    said = ["chroot", str(root), *command]
    return subprocess.run(said, env=environment | offline, capture_output=True, text=True, check=False, timeout=400)


def test_a_volume_with_a_home_is_taken_and_everything_is_started(root: Path) -> None:
    (root / "var/lib/paxline").mkdir()
    (root / "var/lib/paxline/paxline.sqlite").touch()
    for _ in range(2):
        said = inside(root, "bash", "/opt/paxline/code/infra/machine/install.sh")
        assert (said.returncode, said.stderr) == (0, ""), "once, and once more as after an update"
    calls = (root / "calls").read_text(encoding="utf-8").splitlines()
    assert calls[-1].startswith("systemctl enable --now paxline.service")
    assert sum("LABEL=paxline-home" in line for line in (root / "etc/fstab").read_text().splitlines()) == 1
    assert (root / "var/lib/paxline").stat().st_mode & 0o777 == 0o700
    told = inside(root, "runuser", "-u", "paxline", "--", "/usr/local/bin/paxline", "--version")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("paxline ")


def test_where_the_copies_cannot_be_asked_for_nothing_is_started(root: Path) -> None:
    said = inside(root, "bash", "/opt/paxline/code/infra/machine/install.sh")
    assert said.returncode == 1
    assert "AWS cannot be asked for the list of copies" in said.stderr
    assert "paxline is not started" in said.stderr
    assert "systemctl enable" not in (root / "calls").read_text(encoding="utf-8")

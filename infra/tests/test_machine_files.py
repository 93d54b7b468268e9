"""The files of the machine: the installer lays out every unit, and systemd and shellcheck read them where they are."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MACHINE = Path(__file__).parents[1] / "machine"
HOSTING = MACHINE.parents[1] / "hosting"
TOOLS = Path(sys.executable).parent
UNITS = Path("/usr/lib/systemd/system")


@pytest.fixture
def laid_out(tmp_path: Path) -> Path:
    command = ["bash", str(MACHINE / "install.sh")]
    subprocess.run(command, env={"PATH": "/usr/bin:/bin", "ROOT": str(tmp_path)}, check=True)
    return tmp_path


def test_the_installer_lays_out_what_every_unit_calls(laid_out: Path) -> None:
    for unit in (laid_out / "etc/systemd/system").glob("*.service"):
        calls = [
            line.partition("=")[2].lstrip("-").split()[0]
            for line in unit.read_text().splitlines()
            if line.startswith("Exec")
        ]
        assert calls
        for call in calls:
            assert call == "/usr/bin/systemctl" or (laid_out / call[1:]).stat().st_mode & 0o111


@pytest.mark.skipif(not shutil.which("systemd-analyze") or not UNITS.is_dir(), reason="systemd is not here")
def test_systemd_reads_every_unit(laid_out: Path) -> None:
    shutil.copytree(UNITS, laid_out / "usr/lib/systemd/system", symlinks=True, ignore_dangling_symlinks=True)
    (laid_out / "usr/bin").mkdir()
    shutil.copy("/bin/true", laid_out / "usr/bin/systemctl")
    units = sorted(path.name for path in (laid_out / "etc/systemd/system").glob("paxline*"))
    command = ["systemd-analyze", "verify", "--man=no", f"--root={laid_out}", *units]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in said.stderr.splitlines() if "paxline" in line]
    assert ours == []


def test_shellcheck_finds_nothing() -> None:
    command = [str(TOOLS / "shellcheck"), *map(str, sorted(MACHINE.glob("*.sh")))]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, "")


def test_hadolint_finds_nothing() -> None:
    command = [str(TOOLS / "hadolint"), "--failure-threshold", "style", str(HOSTING / "Dockerfile")]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, "")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_reads_the_unit_for_a_user(tmp_path: Path) -> None:
    unit = (HOSTING / "paxline.service").read_text(encoding="utf-8")
    (tmp_path / "paxline.service").write_text(unit.replace("%h/paxline/.venv/bin/paxline", "/bin/true"))
    command = ["systemd-analyze", "verify", "--user", "--man=no", str(tmp_path / "paxline.service")]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert [line for line in said.stderr.splitlines() if "paxline.service" in line] == []

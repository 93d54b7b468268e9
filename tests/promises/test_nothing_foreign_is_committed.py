"""What is committed works on every machine: no path of one machine, no address of one registry, nothing huge, and
nothing copied from the collection of data beside the repository."""

import hashlib
import re
import subprocess
from pathlib import Path
from typing import Final

import pytest
from tests.promises.source import ROOT

SHARED: Final = ROOT.parent / "shared"
MOST_BYTES: Final = 500_000

MACHINE_PATH: Final = re.compile(r"(?<![\w.~-])/(?:home|root|Users)/\w|\b[A-Z]:\\Users\\")
REGISTRY: Final = re.compile(
    r"pypi\.(?:org|python\.org)|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com|crates\.io|rubygems\.org|anaconda\.org"
    r"|\bartifactory\b|proxy\.golang\.org",
    re.IGNORECASE,
)
PINNED: Final = re.compile(r"[A-Za-z0-9._-]+(?:\[[\w,-]+\])?==[\w.!+-]+(?: ; [^\\]+)? \\")
HASHED: Final = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def foreign(text: str) -> list[str]:
    """Every path of a machine and every host of a registry in ``text``."""
    return [found.group() for pattern in (MACHINE_PATH, REGISTRY) for found in pattern.finditer(text)]


def unpinned(lock: str) -> list[str]:
    """Every line of a lock that is neither a pinned version, nor its hash, nor a comment without an address."""
    lines = lock.splitlines()
    bad = [
        line
        for line in lines
        if not (
            PINNED.fullmatch(line) or HASHED.fullmatch(line) or (line.lstrip().startswith("#") and "//" not in line)
        )
    ]
    followed = zip(lines, [*lines[1:], ""], strict=True)
    return bad + [line for line, after in followed if PINNED.fullmatch(line) and not HASHED.fullmatch(after)]


def tracked() -> list[Path]:
    """The files that git knows, relative to the repository; without git there are none to ask for."""
    listing = ["git", "-C", str(ROOT), "ls-files", "-z"]
    try:
        answer = subprocess.run(listing, capture_output=True, check=True, text=True)  # noqa: S603 - fixed words
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy of the source is not a git checkout")
    names = [Path(name) for name in answer.stdout.split("\0") if name]
    return [name for name in names if (ROOT / name).is_file()]


def test_no_committed_file_names_a_machine_or_a_registry() -> None:
    found = {str(name): foreign((ROOT / name).read_text(encoding="utf-8", errors="replace")) for name in tracked()}
    assert {name: places for name, places in found.items() if places} == {}


def test_no_committed_file_is_huge() -> None:
    sizes = {str(name): (ROOT / name).stat().st_size for name in tracked()}
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


def test_the_lock_holds_versions_and_hashes_only() -> None:
    assert unpinned((ROOT / "requirements.lock").read_text(encoding="utf-8")) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collected data are not beside this repository")
def test_no_committed_file_is_a_copy_of_the_collected_data() -> None:
    collected = {_digest(path): path.name for path in SHARED.rglob("*") if path.is_file() and path.stat().st_size}
    copies = {str(name): collected.get(_digest(ROOT / name)) for name in tracked()}
    assert {name: copy for name, copy in copies.items() if copy} == {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("where", [("home", "me"), ("root", "x"), ("Users", "me")])
def test_the_check_sees_a_planted_path(where: tuple[str, str]) -> None:
    assert foreign('open("/' + "/".join(where) + '/data.csv")')
    assert foreign("file:///" + "/".join(where))


@pytest.mark.parametrize("host", [("pypi", "org"), ("files.pythonhosted", "org"), ("registry.npmjs", "org")])
def test_the_check_sees_a_planted_registry(host: tuple[str, str]) -> None:
    assert foreign(f"index = https://{'.'.join(host)}/simple")


def test_the_check_lets_routes_and_homes_by_name_pass() -> None:
    assert foreign("GET /v2/home/page ~/.config $HOME/x https://www.tsa.gov/travel/passenger-volumes") == []


def test_the_check_sees_a_planted_address_or_a_missing_hash_in_a_lock() -> None:
    good = "a==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:" + "0" * 64 + "\n    # via b\n"
    assert unpinned(good) == []
    assert unpinned("--index-url https://example.org/simple\n" + good) == ["--index-url https://example.org/simple"]
    assert unpinned("# https://example.org\n" + good) == ["# https://example.org"]
    assert unpinned("a==1.0\n") == ["a==1.0"]
    assert unpinned("a==1.0 \\\n    # via b\n") == ["a==1.0 \\"]

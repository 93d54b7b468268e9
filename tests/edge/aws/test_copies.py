from pathlib import Path
from typing import Any

import pytest

from paxline.edge.aws.copies import MANIFEST, Shelf
from paxline.edge.aws.session import Names, client
from paxline.errors import MissingData, SourceError, StoreError

NAME = "20260423T120000Z"


@pytest.fixture
def s3(names: Names) -> Any:
    made = client("s3", names)
    made.create_bucket(Bucket=names.bucket)
    return made


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "here" / NAME
    folder.mkdir(parents=True)
    (folder / "paxline.sqlite").write_bytes(b"facts")
    (folder / "journal-paper.sqlite.gz").write_bytes(b"orders")
    return folder


def test_a_copy_comes_back_as_it_went(s3: Any, copy: Path, tmp_path: Path) -> None:
    shelf = Shelf(s3, "kept")
    assert shelf.put(copy) == NAME
    assert shelf.names() == (NAME,)
    back = shelf.get(NAME, tmp_path / "there")
    assert {file.name: file.read_bytes() for file in back.iterdir()} == {
        "paxline.sqlite": b"facts",
        "journal-paper.sqlite.gz": b"orders",
    }


def test_a_copy_that_was_cut_short_is_none(s3: Any, copy: Path, tmp_path: Path) -> None:
    shelf = Shelf(s3, "kept")
    shelf.put(copy)
    s3.delete_object(Bucket="kept", Key=f"backups/{NAME}/{MANIFEST}")
    assert shelf.names() == ()
    with pytest.raises(MissingData, match="no whole copy"):
        shelf.get(NAME, tmp_path / "there")


def test_a_copy_that_was_changed_is_refused_and_nothing_is_left_of_it(s3: Any, copy: Path, tmp_path: Path) -> None:
    shelf = Shelf(s3, "kept")
    shelf.put(copy)
    s3.put_object(Bucket="kept", Key=f"backups/{NAME}/paxline.sqlite", Body=b"other")
    with pytest.raises(StoreError, match="came back damaged"):
        shelf.get(NAME, tmp_path / "there")
    assert list((tmp_path / "there").iterdir()) == []


@pytest.mark.parametrize("manifest", [b"{", b"[]", b"{}", b'{"../paxline.sqlite": "0"}'])
def test_a_list_of_files_that_cannot_be_meant_is_refused(s3: Any, copy: Path, tmp_path: Path, manifest: bytes) -> None:
    shelf = Shelf(s3, "kept")
    shelf.put(copy)
    s3.put_object(Bucket="kept", Key=f"backups/{NAME}/{MANIFEST}", Body=manifest)
    with pytest.raises(SourceError, match=MANIFEST):
        shelf.get(NAME, tmp_path / "there")


def test_an_object_that_is_gone_and_a_bucket_that_is_gone_are_told(s3: Any, copy: Path, tmp_path: Path) -> None:
    shelf = Shelf(s3, "kept")
    shelf.put(copy)
    s3.delete_object(Bucket="kept", Key=f"backups/{NAME}/paxline.sqlite")
    with pytest.raises(MissingData, match=r"paxline\.sqlite"):
        shelf.get(NAME, tmp_path / "there")
    with pytest.raises(MissingData, match="keeping"):
        Shelf(s3, "another").put(copy)


def test_an_empty_folder_is_no_copy(s3: Any, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no database"):
        Shelf(s3, "kept").put(tmp_path)

"""Pictures by the hash of their bytes: whole or not there, whoever asks for what."""

import errno
from hashlib import sha256
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest

from inference.errors import DiskFull, JobNotFound
from inference.storage import Storage

PNG = b"\x89PNG\r\n\x1a\n and so on"
SVG = b"<svg/>"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "pictures")


def files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def test_a_picture_lies_under_its_hash(storage: Storage, tmp_path: Path) -> None:
    name = storage.keep(PNG)

    assert name == sha256(PNG).hexdigest()
    assert storage.read(name) == PNG
    assert files(tmp_path) == [Path("pictures", name[:2], f"{name}.png")]


def test_what_is_no_png_does_not_claim_to_be_one(storage: Storage, tmp_path: Path) -> None:
    name = storage.keep(SVG)

    assert storage.read(name) == SVG
    assert files(tmp_path) == [Path("pictures", name[:2], f"{name}.bin")]
    assert storage.names() == [name]
    storage.let_go(name)
    assert storage.remove(name)
    assert storage.names() == []


def test_keeping_twice_is_keeping_once(storage: Storage, tmp_path: Path) -> None:
    assert storage.keep(PNG) == storage.keep(PNG)
    assert len(files(tmp_path)) == 1


def test_nobody_removes_what_somebody_holds(storage: Storage) -> None:
    name = storage.keep(PNG)
    storage.keep(PNG)
    storage.let_go(name)

    assert not storage.remove(name)
    assert storage.read(name) == PNG
    storage.let_go(name)
    assert storage.remove(name)
    assert storage.names() == []


def test_what_could_not_be_stored_is_not_held(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskFull):
        storage.keep(PNG)
    monkeypatch.undo()
    name = storage.keep(PNG)
    storage.let_go(name)

    assert storage.remove(name)


def test_keeping_and_removing_side_by_side_loses_nothing_held(storage: Storage) -> None:
    def remove() -> None:
        while not over.is_set():
            storage.remove(name)

    name, over = sha256(PNG).hexdigest(), Event()
    remover = Thread(target=remove)
    remover.start()
    found = []
    for _ in range(200):
        storage.keep(PNG)
        found.append(storage.path(name).exists())
        storage.let_go(name)
    over.set()
    remover.join()

    assert all(found)


def test_only_our_pictures_have_names(storage: Storage, tmp_path: Path) -> None:
    name, folder = storage.keep(PNG), tmp_path / "pictures"
    for path in (
        "notes.txt",
        "ab/notes.txt",
        f"ab/{name}.png",
        f"{name[:2]}/{name}.jpg",
        "x/y.png",
    ):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(PNG)
    (folder / "ab" / f"{'ab' * 32}.png").mkdir()

    assert storage.names() == [name]


def test_many_threads_may_keep_the_same_picture(storage: Storage, tmp_path: Path) -> None:
    together = Barrier(8)

    def keep() -> None:
        together.wait()
        names.append(storage.keep(PNG * 100_000))

    names: list[str] = []
    threads = [Thread(target=keep) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(names) == 8
    assert len(set(names)) == len(files(tmp_path)) == 1


def test_a_missing_file_is_told_in_a_sentence(storage: Storage) -> None:
    name = storage.keep(PNG)
    storage.let_go(name)
    storage.remove(name)
    storage.remove(name)

    with pytest.raises(JobNotFound, match=r"^The picture's file is gone\.$"):
        storage.read(name)


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "..", "g" * 64, "٣" * 64]
)
def test_only_a_hash_names_a_picture(storage: Storage, name: str) -> None:
    for call in (storage.path, storage.read, storage.remove):
        with pytest.raises(JobNotFound, match=r"^There is no such picture\.$"):
            call(name)


def test_half_written_files_are_tidied_away_at_start(storage: Storage, tmp_path: Path) -> None:
    name = storage.keep(PNG)
    (tmp_path / "pictures" / "new" / "tmp1234").write_bytes(b"\x89PN")

    again = Storage(tmp_path / "pictures")

    assert again.read(name) == PNG
    assert files(tmp_path) == [Path("pictures", name[:2], f"{name}.png")]

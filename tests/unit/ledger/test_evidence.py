from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hfcheck.errors import LedgerBroken, LedgerError
from hfcheck.ledger import Evidence


@pytest.fixture
def store(tmp_path: Path) -> Evidence:
    return Evidence(tmp_path)


def files(store: Evidence) -> list[str]:
    return sorted(str(path.relative_to(store.root)) for path in store.root.rglob("*") if path.is_file())


def test_evidence_is_named_by_its_content(store: Evidence) -> None:
    digest = store.put(b"output")
    assert digest == sha256(b"output").hexdigest()
    assert files(store) == [f"{digest[:2]}/{digest}.gz"]
    assert store.get(digest) == b"output"
    assert store.flaw(digest) == ""


def test_the_same_again_leaves_the_file_alone(store: Evidence) -> None:
    digest = store.put(b"output")
    before = store.path(digest).stat()
    assert store.put(b"output") == digest
    after = store.path(digest).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_file_depends_on_the_content_alone(store: Evidence, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Evidence(tmp_path_factory.mktemp("other"))
    digest = store.put(b"output" * 100)
    other.put(b"output" * 100)
    assert store.path(digest).read_bytes() == other.path(digest).read_bytes()
    assert store.path(digest).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "damage", [b"", b"\x1f\x8b", b"rubbish", gzip.compress(b"another"), gzip.compress(b"output")[:-4]]
)
def test_damage_is_named_and_mended_by_the_next_put(store: Evidence, damage: bytes) -> None:
    digest = store.put(b"output")
    store.path(digest).write_bytes(damage)
    with pytest.raises(LedgerBroken, match=str(store.path(digest))):
        store.get(digest)
    assert store.put(b"output") == digest
    assert store.get(digest) == b"output"


def test_a_flipped_bit_anywhere_is_noticed_or_harmless(store: Evidence) -> None:
    digest = store.put(b"output of a command")
    whole = store.path(digest).read_bytes()
    noticed = 0
    for place in range(len(whole)):
        store.path(digest).write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            assert store.get(digest) == b"output of a command"
        except LedgerBroken:
            noticed += 1
    assert noticed >= len(whole) - 10  # time, flags and system of the gzip header say nothing about the content


def test_missing_evidence_and_a_name_that_is_none_are_refused(store: Evidence) -> None:
    with pytest.raises(LedgerBroken, match="found no file"):
        store.get("ab" * 32)
    for name in ("", "../../etc/passwd", "AB" * 32, "ab" * 31):
        with pytest.raises(LedgerBroken, match="64 hex digits"):
            store.get(name)


def test_an_orphan_of_a_killed_writer_is_harmless(store: Evidence) -> None:
    digest = store.put(b"output")
    store.path(digest).with_name(".new-torn").write_bytes(b"half")
    assert store.put(b"output") == digest
    assert store.get(digest) == b"output"


def test_many_writers_of_the_same_and_of_others(store: Evidence) -> None:
    pieces = [f"output {number % 7}".encode() for number in range(70)]
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(store.put, pieces))
    assert [store.get(name) for name in names] == pieces
    assert len(files(store)) == 7


def test_a_store_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="could not make"):
        Evidence(tmp_path / "none").put(b"output")


@given(st.binary())
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    store = Evidence(tmp_path_factory.getbasetemp())
    assert store.get(store.put(data)) == data


@pytest.mark.parametrize("data", [b"", b"output of a command\n" * 40, bytes(range(256))])
def test_no_bit_of_a_file_can_be_turned_unseen(tmp_path: Path, data: bytes) -> None:
    store = Evidence(tmp_path)
    digest = store.put(data)
    path = store.path(digest)
    whole = path.read_bytes()
    for number in range(len(whole) * 8):
        turned = bytearray(whole)
        turned[number // 8] ^= 1 << number % 8
        path.write_bytes(turned)
        assert store.flaw(digest), number
    path.write_bytes(whole)
    assert not store.flaw(digest)


@pytest.mark.parametrize("system", [3, 255])
def test_evidence_that_another_python_packed_is_sound(tmp_path: Path, system: int) -> None:
    store = Evidence(tmp_path)
    digest = store.put(b"output")
    path = store.path(digest)
    packed = bytearray(path.read_bytes())
    packed[9] = system
    path.write_bytes(packed)
    assert not store.flaw(digest)


def test_evidence_packed_another_way_is_sound(tmp_path: Path) -> None:
    store = Evidence(tmp_path)
    digest = store.put(b"output of a command\n" * 40)
    store.path(digest).write_bytes(gzip.compress(b"output of a command\n" * 40, compresslevel=1, mtime=7))
    assert not store.flaw(digest)

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from hfcheck.errors import InputError
from hfcheck.model import SHANGHAI
from hfcheck.receiving.inbox import Inbox, Letter, read_letter

HEARD = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
LETTER = Letter("alertmanager", "watch01", HEARD, '{"磁盘": 1}'.encode())


def test_a_letter_comes_back_as_it_was(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "inbox")
    path = inbox.put(LETTER)
    assert read_letter(path) == LETTER
    assert path.stat().st_mode & 0o777 == 0o600
    assert inbox.waiting() == [path]
    inbox.done(path)
    inbox.done(path)
    assert inbox.waiting() == []


def test_letters_of_one_instant_keep_their_order_and_a_new_process_overwrites_none(tmp_path: Path) -> None:
    first, second = Inbox(tmp_path / "inbox"), Inbox(tmp_path / "inbox")
    paths = [first.put(LETTER), first.put(LETTER), second.put(LETTER)]
    assert first.waiting() == sorted(paths)
    assert len(set(paths)) == 3


def test_what_was_half_written_by_a_kill_is_no_letter(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "inbox")
    (inbox.path / ".new-abc.json").write_bytes(b"{")
    assert inbox.waiting() == []


def test_what_is_put_aside_stands_in_nobody_s_way(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "inbox")
    inbox.put_aside(inbox.put(LETTER))
    assert (inbox.waiting(), inbox.put_aside_number()) == ([], 1)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": 1}', '{"kind":"a","source":"b","heard":"x","body":""}'])
def test_a_file_that_is_no_letter_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "1.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"expected a letter in 1\.json"):
        read_letter(path)


def test_a_letter_needs_an_aware_instant(tmp_path: Path) -> None:
    path = tmp_path / "1.json"
    path.write_text('{"kind":"a","source":"b","heard":"2026-11-23T09:00:00","body":""}')
    with pytest.raises(InputError, match="an aware instant"):
        read_letter(path)


def test_one_process_owns_the_inbox(tmp_path: Path) -> None:
    first, second = Inbox(tmp_path / "inbox"), Inbox(tmp_path / "inbox")
    with first.owned(), pytest.raises(InputError, match="found another one running"), second.owned():
        pass
    with second.owned():
        pass

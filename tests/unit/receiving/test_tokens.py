from __future__ import annotations

from pathlib import Path

import pytest

from hfcheck.errors import InputError
from hfcheck.receiving.tokens import Sources, read_secret

TOKEN = "k" * 40


def write(directory: Path, name: str, text: str, mode: int = 0o600) -> Path:
    path = directory / name
    path.write_text(text)
    path.chmod(mode)
    return path


def test_a_token_names_its_source_and_nothing_else_does(tmp_path: Path) -> None:
    write(tmp_path, "alertmanager", TOKEN + "\n")
    write(tmp_path, "lb01", "q" * 40)
    write(tmp_path, ".hidden", "short")
    sources = Sources.read(tmp_path)
    assert sources.known(f"Bearer {TOKEN}".encode()) == "alertmanager"
    assert sources.known(b"bearer " + b"q" * 40) == "lb01"
    for wrong in (b"", b"Bearer ", b"Bearer", TOKEN.encode(), b"Basic " + TOKEN.encode(), b"Bearer " + b"k" * 39):
        assert sources.known(wrong) is None


def test_the_secret_is_not_kept_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, "alertmanager", TOKEN)
    assert TOKEN not in repr(Sources.read(tmp_path))


@pytest.mark.parametrize(
    ("name", "text", "mode", "words"),
    [
        ("a", TOKEN, 0o640, "its owner alone can read (0600)"),
        ("a", "k" * 23, 0o600, "at least 24 characters"),
        ("a", f"{'k' * 30} {'k' * 30}", 0o600, "without blanks"),
        ("a", "密" * 40, 0o600, "ASCII"),
        ("a", "k" * 5000, 0o600, "at most 4096"),
        ("A b", TOKEN, 0o600, "a file named for a source"),
    ],
)
def test_what_is_no_private_token_is_refused_without_showing_it(
    tmp_path: Path, name: str, text: str, mode: int, words: str
) -> None:
    write(tmp_path, name, text, mode)
    with pytest.raises(InputError, match=words.replace("(", r"\(").replace(")", r"\)")) as refused:
        Sources.read(tmp_path)
    assert "kkk" not in str(refused.value)


def test_without_a_source_or_with_one_token_for_two_nobody_is_known(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found none"):
        Sources.read(tmp_path)
    with pytest.raises(InputError, match="found nothing"):
        Sources.read(tmp_path / "nowhere")
    write(tmp_path, "a", TOKEN)
    write(tmp_path, "b", TOKEN)
    with pytest.raises(InputError, match="found one of two sources"):
        Sources.read(tmp_path)


def test_a_secret_is_a_plain_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="0600"):
        read_secret(tmp_path)

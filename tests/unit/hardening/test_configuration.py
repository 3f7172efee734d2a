"""What an entry of a list of configuration files says, and what is shown of a server's answer."""

import json
from typing import Any

import pytest

from hfcheck.errors import ChangeRefused, CollectError, ContentError
from hfcheck.hardening.configuration import File, Laid, difference, files, read

ENTRY = {"src": "a.j2", "dest": "/etc/a", "mode": "0640", "group": "adm"}


def test_an_entry_has_what_it_says_and_belongs_to_root() -> None:
    told = {**ENTRY, "validate": "visudo -cf %s", "family": "Debian"}
    assert files([told], "x") == (File("a.j2", "/etc/a", "0640", "adm", validate="visudo -cf %s", item=told),)
    assert files([{**ENTRY, "owner": "postgres"}], "x")[0].owner == "postgres"
    assert files([], "x") == ()


def test_an_entry_may_bring_its_content_also_an_empty_one() -> None:
    told = {"content": "", "dest": "/etc/a", "mode": "640", "group": "adm"}
    assert files([told], "x") == (File("", "/etc/a", "640", "adm", content="", item=told),)


def test_it_is_laid_as_plain_texts() -> None:
    assert files([{**ENTRY, "validate": "nft -c -f %s"}], "x")[0].laid("茶".encode()) == {
        "dest": "/etc/a",
        "content": "6Iy2",
        "mode": "0640",
        "owner": "root",
        "group": "adm",
        "validate": "nft -c -f %s",
    }


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        (None, "expected a list, found None"),
        ("/etc/a", "expected a list, found '/etc/a'"),
        (ENTRY, "expected a list, found {"),
        (["a.j2"], "expected src, dest, mode and group as texts, found 'a.j2'"),
        ([{**ENTRY, "mode": 420}], "expected src, dest, mode and group as texts, found {"),
        ([{**ENTRY, "owner": None}], "expected src, dest, mode and group as texts, found {"),
        ([{**ENTRY, "src": ""}], "expected src, dest, mode and group as texts, found {"),
        ([{**ENTRY, "content": 5}], "expected content, dest, mode and group as texts, found {"),
        ([{**ENTRY, "dest": "etc/a"}], "expected a whole path without . and .., found 'etc/a'"),
        ([{**ENTRY, "dest": "/etc/../a"}], "expected a whole path without . and .., found '/etc/../a'"),
        ([{**ENTRY, "mode": "u=rw"}], "/etc/a: expected a mode as 0644, found 'u=rw'"),
        ([{**ENTRY, "mode": "0999"}], "/etc/a: expected a mode as 0644, found '0999'"),
        ([{**ENTRY, "validate": "visudo"}], "/etc/a: expected %s in the command that validates it, found 'visudo'"),
        ([ENTRY, {**ENTRY, "src": "b.j2"}], "expected each path once, found twice: /etc/a"),
    ],
)
def test_an_entry_that_cannot_be_laid_is_refused(declared: Any, told: str) -> None:
    with pytest.raises(ContentError) as caught:
        files(declared, "sudo_policy: files")
    assert str(caught.value).startswith(f"sudo_policy: files: {told}")


def test_a_refusal_holds_no_content() -> None:
    with pytest.raises(ContentError) as caught:
        files([{"content": "a secret", "dest": "/etc/a"}], "x")
    assert "a secret" not in str(caught.value)


def answer(problem: str | None = None, **fields: Any) -> str:
    one = {"dest": "/etc/a", "changed": True, "was": "", "before": None, **fields}
    return json.dumps({"problem": problem, "files": [one]})


def test_an_answer_is_read() -> None:
    assert read(answer(was="0600 root:root")) == (Laid("/etc/a", True, "0600 root:root", None),)


def test_a_problem_is_a_refusal_and_bounded() -> None:
    with pytest.raises(ChangeRefused, match=r"^/etc/a: expected visudo to accept it, found code 1$"):
        read(answer("/etc/a: expected visudo to accept it, found code 1"))
    with pytest.raises(ChangeRefused) as caught:
        read(answer("x" * 9999))
    assert len(str(caught.value)) == 2000


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"files": [{}]}', '{"problem": null, "files": [5]}', "{}"])
def test_what_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(CollectError, match="expected what became of the files as JSON, found "):
        read(text)


def shown(was: str, before: dict[str, Any] | None, content: bytes = b"new\n", limit: int = 100) -> list[dict[str, Any]]:
    (file,) = files([ENTRY], "x")
    return list(difference(Laid("/etc/a", True, was, before), file, content, limit))


def test_content_is_shown_between_its_headers() -> None:
    assert shown("0640 root:adm", {"text": "old\x1b[2J\n"}, "new\u202e\n".encode()) == [
        {"before_header": "/etc/a", "before": "old[2J\n", "after_header": "/etc/a", "after": "new\n"}
    ]


@pytest.mark.parametrize(
    ("before", "content", "told"),
    [
        ({"binary": True}, b"new", {"dst_binary": 1}),
        ({"larger": True}, b"new", {"dst_larger": 100}),
        ({"text": ""}, b"\0", {"src_binary": 1}),
        ({"text": ""}, b"x" * 101, {"src_larger": 100}),
    ],
)
def test_what_is_no_text_or_too_long_is_named_instead(
    before: dict[str, Any], content: bytes, told: dict[str, Any]
) -> None:
    assert shown("0640 root:adm", before, content) == [told]


def test_mode_and_owner_are_shown_where_they_change() -> None:
    assert shown("0600 root:root", None) == [{"prepared": "/etc/a: 0600 root:root -> 0640 root:adm\n"}]
    assert shown("", {"text": ""})[1] == {"prepared": "/etc/a: absent -> 0640 root:adm\n"}
    assert shown("0640 root:adm", None) == []

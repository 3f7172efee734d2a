"""The pages of the runbooks: one beside each, and the index by symptom. They are made, never edited by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from hfcheck.runbooks.shape import AREAS, DIRECTORY, HOSTS, Question, Runbook, load_all
from hfcheck.station import PROJECT

ROLES = PROJECT / "roles"
NOTE = "<!-- 由 python -m hfcheck.runbooks 生成，请勿手工修改 -->"
INDEX = "README.md"
Served = Mapping[str, Sequence[tuple[str, str]]]


def served(roles: Path = ROLES) -> dict[str, list[tuple[str, str]]]:
    """Runbook → the checks that name it, as (id, title)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(roles.glob("*/vars/main/checks.yml")):
        for stanza in yaml.safe_load(path.read_text(encoding="utf-8"))[f"{path.parents[2].name}_checks"]:
            found.setdefault(stanza["runbook"], []).append((stanza["id"], stanza["title"]))
    return found


def pages(directory: Path = DIRECTORY, roles: Path = ROLES) -> dict[str, str]:
    """File name → text of every page and of the index."""
    books, checks = load_all(directory), served(roles)
    return {INDEX: index(books, checks)} | {f"{book.name}.md": page(book, checks) for book in books.values()}


def write(directory: Path = DIRECTORY) -> None:
    """Write all pages anew; a page without a runbook goes."""
    wanted = pages(directory)
    for path in directory.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (directory / name).write_text(text, encoding="utf-8")


def page(book: Runbook, checks: Served) -> str:
    """The page of one runbook."""
    return "\n".join([f"# {book.title}", NOTE, *_about(book), *_stages(book), *_checks(checks.get(book.name, ())), ""])


def _about(book: Runbook) -> Iterator[str]:
    yield f"\n`{book.name}` · {book.area} · {HOSTS[book.hosts]}"
    yield f"\n## 含义\n{book.meaning}\n\n## 影响\n{book.impact}\n\n## 现象"
    yield from (f"- {symptom}" for symptom in book.symptoms)
    yield "\n## 怎样运行\n```"
    yield f"hfcheck runbook run {book.name} 主机 --check    # 演练：只看不改"
    yield f"hfcheck runbook run {book.name} 主机 --incident fault/编号"
    yield "```"
    yield "中断后用同一条命令再次运行，从中断的步骤继续。"


def _stages(book: Runbook) -> Iterator[str]:
    for stage, names in book.stages.items():
        yield f"\n## {stage}"
        yield from (f"{number}. {name}" for number, name in enumerate(names, 1))
        if stage == "决定" and book.questions:
            yield "\n无人值守时用变量回答："
            yield from (f"- {_variable(question)}" for question in book.questions)
    yield f"\n## 没有排除时\n{book.otherwise}"


def _variable(question: Question) -> str:
    if question.confirms:
        wanted = f"须完整给出确认词{_phrase(question.phrase)}，否则拒绝执行"
        return f"`--set {question.variable}=…`：{question.title}；{wanted}"
    choices = "、".join(f"`{value}` {word}" for value, word in question.choices.items())
    return f"`--set {question.variable}=…`：{question.title}{f'（{choices}）' if choices else ''}"


def _phrase(phrase: str) -> str:
    return "（主机名）" if phrase == "{{ inventory_hostname }}" else f"“{phrase}”"


def _checks(checks: Sequence[tuple[str, str]]) -> Iterator[str]:
    if checks:
        yield "\n## 相关检查项"
        yield from (f"- {title}（`{name}`）" for name, title in sorted(checks))


def index(books: Mapping[str, Runbook], checks: Served) -> str:
    """The index: by area and symptom, then by check."""
    about = "\n先按现象查；巡检发现的异常按检查项查。"
    return "\n".join(["# 处置手册", NOTE, about, *_symptoms(books), *_by_check(books, checks), ""])


def _symptoms(books: Mapping[str, Runbook]) -> Iterator[str]:
    for area in AREAS:
        found = [book for book in books.values() if book.area == area]
        if found:
            yield f"\n## {area}\n| 现象 | 处置手册 |\n|---|---|"
            yield from (f"| {symptom} | {_link(book, book.name)} |" for book in found for symptom in book.symptoms)


def _by_check(books: Mapping[str, Runbook], checks: Served) -> Iterator[str]:
    yield "\n## 按检查项\n| 检查项 | 处置手册 |\n|---|---|"
    rows = sorted((*check, runbook) for runbook, found in checks.items() for check in found)
    yield from (f"| `{name}` {title} | {_link(books.get(runbook), runbook)} |" for name, title, runbook in rows)


def _link(book: Runbook | None, name: str) -> str:
    return f"[{book.title}]({name}.md)" if book else f"`{name}`"

"""Policies with one thing wrong: a condition dropped or turned round, a word missing from a list, a rule gone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TURNED = {"==": "!=", "!=": "==", "<=": "<", ">=": ">", "<": "<=", ">": ">="}
_COMPARISON = re.compile(r" (==|!=|<=|>=|<|>) ")
_WORD = re.compile(r'"[^"{}]+"')
_MESSAGE = re.compile(r'"(policy|path|message|fix)":|^package|^import|^#')


@dataclass(frozen=True)
class Mutant:
    file: str
    line: int
    what: str
    text: str


def mutants(file: str, text: str) -> Iterator[Mutant]:
    """Every mutant of one file. Words in messages are left alone: tests compare them, nobody is let in by them."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if _MESSAGE.search(line.strip()) or not line.strip():
            continue
        for what, changed in (*_dropped(lines, number), *_altered(line)):
            yield Mutant(
                file,
                number + 1,
                f"{what}: {line.strip()}",
                "\n".join([*lines[:number], *changed, *lines[number + 1 :]]),
            )
    yield from _without_rules(file, lines)


def _dropped(lines: list[str], number: int) -> Iterator[tuple[str, list[str]]]:
    line = lines[number]
    inside = line.startswith("\t") and not line.rstrip().endswith(("{", "[", "(", ",")) and line.strip()[0] not in "})]"
    if inside and not line.strip().startswith(("some ", "every ")) and ":=" not in line:
        yield "dropped", []


def _altered(line: str) -> Iterator[tuple[str, list[str]]]:
    for found in _COMPARISON.finditer(line):
        yield "turned", [line[: found.start(1)] + _TURNED[found[1]] + line[found.end(1) :]]
    if re.search(r"\bnot ", line):
        yield "negated", [re.sub(r"\bnot ", "", line, count=1)]
    if " if " in line and not line.rstrip().endswith("{"):
        yield "unconditional", [re.sub(r" if .*", " if true", line)]
    if ('"' in line and " in [" in line) or re.search(r":= .*\[\"|\{\"\w+\", ", line):
        for found in _WORD.finditer(line):
            yield "renamed", [line[: found.start()] + '"mutant"' + line[found.end() :]]
    for word, other in (("true", "false"), ("false", "true")):
        if re.search(rf"== {word}$", line):
            yield "turned", [line.replace(f"== {word}", f"== {other}")]


def _without_rules(file: str, lines: list[str]) -> Iterator[Mutant]:
    starts = [
        n for n, line in enumerate(lines) if re.match(r"[a-z_]", line) and not re.match(r"(package|import) ", line)
    ]
    for start in starts:
        end = next((n for n in range(start + 1, len(lines)) if not lines[n].strip()), len(lines))
        yield Mutant(file, start + 1, f"removed: {lines[start]}", "\n".join([*lines[:start], *lines[end:]]))

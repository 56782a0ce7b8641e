"""Searches a text for a pattern by walking all states at once (Thompson 1968): no text makes it slow."""

from dataclasses import dataclass, field

from governance.contracts.regex.nodes import Anchor, Choice, Letter, Node, Repeat, Sequence

__all__ = ["matches"]

_MOST_STATES = 5_000
_MOST_STEPS = 20_000


@dataclass
class _Program:
    """States 0…n: each accepts a letter, waits for an anchor, or jumps; `follow` are the states behind it."""

    actions: list[Letter | Anchor | None] = field(default_factory=list)
    follow: list[list[int]] = field(default_factory=list)
    unknown: bool = False

    def state(self, action: Letter | Anchor | None = None) -> int:
        self.actions.append(action)
        self.follow.append([])
        self.unknown |= isinstance(action, Letter) and action.accepts is None
        if len(self.actions) > _MOST_STATES:
            raise OverflowError
        return len(self.actions) - 1

    def add(self, node: Node, start: int) -> int:
        """Append `node` behind the state `start` and return the state that follows it."""
        match node:
            case Sequence(parts):
                for part in parts:
                    start = self.add(part, start)
                return start
            case Choice(branches):
                end = self.state()
                for branch in branches:
                    self._jump(self.add(branch, self._next(start)), end)
                return end
            case Repeat():
                return self._repeat(node, start)
            case _:
                return self._next(start, node)

    def _next(self, start: int, action: Letter | Anchor | None = None) -> int:
        new = self.state(action)
        self._jump(start, new)
        return new

    def _jump(self, start: int, end: int) -> None:
        self.follow[start].append(end)

    def _repeat(self, node: Repeat, start: int) -> int:
        for _ in range(node.least):
            start = self.add(node.part, start)
        if node.most is None:
            loop = self._next(start)
            self._jump(self.add(node.part, loop), loop)
            return self._next(loop)
        end = self.state()
        self._jump(start, end)
        for _ in range(node.most - node.least):
            start = self.add(node.part, start)
            self._jump(start, end)
        return end


def matches(tree: Node, text: str) -> bool | None:
    """Tell whether the pattern is found anywhere in `text`; None when that is not known here or would take long."""
    program = _Program()
    try:
        final = program.add(tree, program.state())
    except OverflowError:
        return None
    if program.unknown or len(program.actions) * (len(text) + 1) > _MOST_STEPS:
        return None
    current: set[int] = set()
    for at in range(len(text) + 1):
        reached = _closure(program, current | {0}, text, at)
        if final in reached:
            return True
        current = _step(program, reached, text[at : at + 1])
    return False


def _closure(program: _Program, states: set[int], text: str, at: int) -> set[int]:
    """Return the states that can be reached from `states` without reading a letter."""
    reached: set[int] = set()
    waiting = list(states)
    while waiting:
        state = waiting.pop()
        if state in reached:
            continue
        reached.add(state)
        waiting.extend(following for following in program.follow[state] if _opens(program.actions[following], text, at))
    return reached


def _opens(action: Letter | Anchor | None, text: str, at: int) -> bool:
    if action is None:
        return True
    if isinstance(action, Letter):
        return False
    before, after = text[at - 1 : at] if at else "", text[at : at + 1]
    match action.kind:
        case "^":
            return not before or (action.lines and before == "\n")
        case "$":
            return not after or (action.lines and after == "\n")
        case _:
            return (_is_word(before) is not _is_word(after)) is (action.kind == "b")


def _is_word(letter: str) -> bool:
    return letter.isascii() and (letter.isalnum() or letter == "_") and letter != ""


def _step(program: _Program, states: set[int], letter: str) -> set[int]:
    following = {state for reached in states for state in program.follow[reached]}
    return {state for state in following if letter and _accepts(program.actions[state], letter)}


def _accepts(action: Letter | Anchor | None, letter: str) -> bool:
    return isinstance(action, Letter) and action.accepts is not None and action.accepts(letter)

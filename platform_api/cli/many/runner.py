"""Several products run in order: one after the other in this process, or side by side in a process each."""

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from governance.errors import TrellisError
from platform_api.cli import failures
from platform_api.cli.failures import CRASH, INTERRUPTED, REFUSED, SIGN_IN
from platform_api.cli.many.outcome import Outcome, outcome_of_report
from platform_api.cli.many.plan import Plan

__all__ = ["Runner", "interrupt", "program", "run_here", "run_in_process"]

Tell = Callable[[str], None]
RunsOne = Callable[[str], Outcome]


@dataclass
class Runner:
    """Runs a plan with `one`, at most `threads` products at a time; what was made of a failed product is skipped.

    `stop` is called when somebody interrupts, and has to end all that is under way.
    """

    plan: Plan
    one: RunsOne
    tell: Tell
    threads: int = 1
    fail_fast: bool = False
    stop: Callable[[], None] = lambda: None
    outcomes: list[Outcome] = field(default_factory=list)

    def run(self) -> list[Outcome]:
        """Run everything and return what came of each, in the order of their ends."""
        ended: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        waiting: list[str] = []
        under_way: set[str] = set()
        interrupted = False
        while True:
            try:
                waiting += self._ready(stopping=interrupted or self._is_failing())
                while waiting and len(under_way) < self.threads and not interrupted:
                    name = waiting.pop(0)
                    under_way.add(name)
                    self._begin(name, ended)
                if not under_way:
                    break
                outcome = ended.get()
                under_way.discard(outcome.product)
                self._end(outcome)
            except KeyboardInterrupt:
                interrupted = True
                self.stop()
                waiting = self._leave(waiting, "interrupted")
            if self._is_failing():
                waiting = self._leave(waiting, "skipped")
        return self.outcomes

    def _begin(self, name: str, ended: "queue.SimpleQueue[Outcome]") -> None:
        if self.threads == 1:
            ended.put(self.one(name))
            return
        threading.Thread(target=lambda: ended.put(self.one(name)), name=name, daemon=True).start()

    def _ready(self, *, stopping: bool) -> list[str]:
        """Return what can be begun now; what cannot is ended here, and so on with what was to come after it."""
        found: list[str] = []
        while not self.plan.is_over and (ready := self.plan.ready()):
            for name in ready:
                because = self.plan.blocked_by(name)
                if because:
                    self._skip(name, f"`{because}` did not get through", because)
                elif stopping:
                    self._skip(name, "an earlier product failed", name)
                else:
                    found.append(name)
        return found

    def _leave(self, waiting: list[str], state: str) -> list[str]:
        for name in waiting:
            code = INTERRUPTED if state == "interrupted" else 0
            self.outcomes.append(Outcome(product=name, state=state, code=code, problem="it was not begun"))
            self.plan.done(name, because=name)
        return []

    def _skip(self, name: str, problem: str, because: str) -> None:
        self.tell(f"SKIP {name}: {problem}")
        self.outcomes.append(Outcome(product=name, state="skipped", problem=problem))
        self.plan.done(name, because=because)

    def _end(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.plan.done(outcome.product, because="" if outcome.state == "published" else outcome.product)

    def _is_failing(self) -> bool:
        is_bad = any(one.state not in {"published", "skipped"} for one in self.outcomes)
        return is_bad and (self.fail_fast or any(one.state == "interrupted" for one in self.outcomes))


def run_here(work: Callable[[str], dict[str, Any]], name: str, *, tell: Tell) -> Outcome:
    """Run one product in this process; whatever it fails with is told and returned, Ctrl-C as well."""
    began = time.monotonic()
    tell(f"RUN {name}")
    try:
        report = work(name)
    except KeyboardInterrupt:
        return _interrupted(name, began)
    except TrellisError as error:
        failures.tell(error)
        return _failed(name, failures.exit_code_of(error), error.message, began, error.context.get("attempt"))
    except Exception as error:  # noqa: BLE001 - a crash of one run is no reason to leave out the others
        tell(f"error: Trellis has crashed: {type(error).__name__}: {error}")
        return _failed(name, CRASH, f"Trellis has crashed: {type(error).__name__}", began)
    return outcome_of_report(name, report, seconds=time.monotonic() - began)


def run_in_process(
    command: Sequence[str], name: str, *, tell: Tell, children: dict[str, "subprocess.Popen[str]"]
) -> Outcome:
    """Run one product in a process of its own, pass on what it says under its name, and return what came of it.

    `children` holds the process while it runs; each has a session of its own, so that Ctrl-C reaches it once, from here.
    """
    began = time.monotonic()
    tell(f"RUN {name}")
    with subprocess.Popen(  # noqa: S603 - the program is this one
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as child:
        children[name] = child
        printed: list[str] = []
        out = child.stdout
        reading = threading.Thread(target=lambda: printed.append(out.read() if out else ""), daemon=True)
        reading.start()
        problem, attempt = _pass_on(child, name, tell)
        reading.join()
        code = child.wait()
    children.pop(name, None)
    if code == 0:
        return outcome_of_report(name, json.loads(printed[0]), seconds=time.monotonic() - began)
    if code in {INTERRUPTED, -signal.SIGINT}:
        return _interrupted(name, began)
    return _failed(name, code if code > 0 else CRASH, problem or f"its process ended with {code}", began, attempt)


def interrupt(children: dict[str, "subprocess.Popen[str]"]) -> None:
    """Tell every process to stop; each gives its lease back first."""
    for child in list(children.values()):
        if child.poll() is None:
            child.send_signal(signal.SIGINT)


def _pass_on(child: "subprocess.Popen[str]", name: str, tell: Tell) -> tuple[str, int | None]:
    """Tell each line under the product's name; return the failure that the last of them is, and of which attempt."""
    problem, attempt = "", None
    for line in child.stderr or ():
        text = line.rstrip("\n")
        if text.startswith('{"error":'):
            found = json.loads(text)["error"]
            problem, attempt = found["message"], found.get("attempt")
            text = f"error: {problem}" + (f" (hint: {found['hint']})" if found.get("hint") else "")
        tell(f"{name}: {text}")
    return problem, attempt


def _failed(name: str, code: int, problem: str, began: float, attempts: int | None = None) -> Outcome:
    state = "refused" if code in {REFUSED, SIGN_IN} else "failed"
    seconds = time.monotonic() - began
    return Outcome(product=name, state=state, code=code, problem=problem, seconds=seconds, attempts=attempts)


def _interrupted(name: str, began: float) -> Outcome:
    problem = "it was interrupted, and gave its lease back"
    return Outcome(
        product=name, state="interrupted", code=INTERRUPTED, seconds=time.monotonic() - began, problem=problem
    )


def program() -> list[str]:
    """Return the words that start this program once more."""
    return [sys.executable, "-P", "-m", "platform_api.cli"]

"""`python -m tests.security.parity --cases 100000` asks every engine the same and keeps what differs in `parity.json`.

Every case is asked of the compiled policies and of OPA's own evaluator in this process; the first `--served` of them also
of a real OPA server. A failure is an answer too: where one engine fails and another does not, they differ. The same
decision in other words is counted apart: where a question holds a list in the place of a text, a denial that quotes it
spells unprintable characters as the engine does.
"""

import argparse
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from governance.digests import canonical_json
from governance.errors import TrellisError
from governance.policy import OpaEngine, PolicyEngine, RegoEngine, WasmEngine
from governance.policy.bundle import load_bundle
from tests.oracles import hostile

__all__ = ["Difference", "differences", "main", "ordered"]

RESULT = Path(__file__).with_name("parity.json")
Case = tuple[str, dict[str, Any]]
_CHUNK = 500


@dataclass(frozen=True)
class Difference:
    """A case, by its seed, on which engines differ, and what each of them said."""

    seed: int
    entrypoint: str
    in_words_only: bool
    answers: dict[str, str]


def ordered(value: Any) -> Any:
    """An answer with its sets, which JSON gives as lists in any order, put in order, and its numbers as numbers."""
    if isinstance(value, dict):
        return {key: ordered(held) for key, held in value.items()}
    return sorted(map(ordered, value), key=canonical_json) if isinstance(value, list) else value


def answer(engine: PolicyEngine, case: Case) -> Any:
    try:
        return ordered(engine.evaluate(*case))
    except TrellisError as failure:
        return {"failed": type(failure).__name__}


def decision(value: Any) -> Any:
    """What an answer decides: all of it, but of a denial only which policy it comes from."""
    if isinstance(value, dict):
        if set(value) == {"policy", "path", "message", "fix"}:
            return value["policy"]
        return {key: decision(held) for key, held in value.items()}
    return [decision(held) for held in value] if isinstance(value, list) else value


def differences(
    engines: dict[str, PolicyEngine], seeds: Iterable[int], case_of: Callable[[int], Case] = hostile.asked
) -> Iterator[Difference]:
    """Yield every seed whose case is not answered alike by all engines."""
    for seed in seeds:
        case = case_of(seed)
        answers = {name: answer(engine, case) for name, engine in engines.items()}
        first, *others = answers.values()
        if any(other != first for other in others):
            decided = [ordered(decision(said)) for said in answers.values()]
            in_words = all(other == decided[0] for other in decided)
            told = {name: canonical_json(said)[:2000] for name, said in answers.items()}
            yield Difference(seed, case[0], in_words, told)


_ENGINES: dict[str, PolicyEngine] = {}


def _differing(seeds: range, url: str) -> list[Difference]:
    if not _ENGINES:
        _ENGINES.update(wasm=WasmEngine(), rego=RegoEngine())
    engines = dict(_ENGINES)
    if url:
        engines["server"] = _ENGINES.setdefault("server", OpaEngine(url, revision=load_bundle().revision, timeout=10))
    return list(differences({name: engines[name] for name in ("wasm", "rego", *(["server"] if url else []))}, seeds))


def _campaign(asked: argparse.Namespace, url: str) -> list[Difference]:
    first, end = asked.seed, asked.seed + asked.cases
    chunks = [range(at, min(at + _CHUNK, end)) for at in range(first, end, _CHUNK)]
    served = [url if chunk[0] < first + asked.served else "" for chunk in chunks]
    found: list[Difference] = []
    with ProcessPoolExecutor(asked.processes, mp_context=get_context("spawn")) as pool:
        for number, differing in enumerate(pool.map(_differing, chunks, served), start=1):
            found += differing
            for one in differing:
                sys.stderr.write(f"\nseed {one.seed}, {one.entrypoint}: {one.answers}\n")
            sys.stderr.write(f"\r{min(number * _CHUNK, asked.cases):,} cases, {len(found)} differ")
    sys.stderr.write("\n")
    return found


def main(arguments: list[str]) -> int:
    """Run the campaign and write its figures; 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.security.parity", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--served", type=int, default=20_000, help="how many of them the OPA server answers too")
    parser.add_argument("--seed", type=int, default=0, help="the first case")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--output", type=Path, default=RESULT)
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        url = ""
        if asked.served:
            from tests.services.opa import opa_server

            url = stack.enter_context(opa_server(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        found = _campaign(asked, url)
    result = written(asked, found, seconds=round(time.monotonic() - began))
    sys.stdout.write(f"{asked.cases:,} cases, {result['differences']} differences, {result['seconds']} s\n")
    return int(bool(result["differences"]))


def written(asked: argparse.Namespace, found: list[Difference], *, seconds: int) -> dict[str, Any]:
    """Return the figures of a campaign, which are kept."""
    result = {
        "cases": asked.cases,
        "cases_of_the_server": min(asked.served, asked.cases),
        "differences": sum(not one.in_words_only for one in found),
        "in_words_only": [{"seed": one.seed, "entrypoint": one.entrypoint} for one in found if one.in_words_only],
        "differing": [vars(one) for one in found if not one.in_words_only][:20],
        "engines": ["wasm", "rego", "server"] if asked.served else ["wasm", "rego"],
        "entrypoints": sorted(load_bundle().entrypoints),
        "revision": load_bundle().revision,
        "seconds": seconds,
        "seed": asked.seed,
    }
    asked.output.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

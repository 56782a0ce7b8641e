"""A home with something in force, and commands that must not change it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.factories.evidence import faults, in_force
from tests.factories.orders import orders, write_csv
from tests.factories.prompt import Prompt, Said

__all__ = ["Desk"]


@dataclass
class Desk:
    """Someone with sales/orders in force at a home; `draft` is a copy of it that they spoil."""

    root: Path
    drafts: int = 0

    @property
    def prompt(self) -> Prompt:
        """The home's owner."""
        return Prompt(self.root / "home")

    @property
    def orders(self) -> Path:
        """The folder of what is in force."""
        return self.root / "orders"

    def open(self) -> None:
        """Put sales/orders in force, run it, and keep a copy of the home."""
        self.prompt.must("publish", orders(self.orders))
        self.prompt.must("run", "sales/orders")
        shutil.copytree(self.prompt.home, self.root / "copy")

    def again(self) -> None:
        """Put everything back to where it was: Iceberg's metadata names files by their whole path, so to the same place."""
        shutil.rmtree(self.prompt.home)
        shutil.copytree(self.root / "copy", self.prompt.home)
        shutil.rmtree(self.orders / "data")
        write_csv(self.orders)

    def draft(self, **answers: Any) -> Path:
        """Render another product of the same team into a folder of its own."""
        self.drafts += 1
        name = f"draft{self.drafts}"
        folder = orders(self.root / name, product=name, **answers)
        for example in (folder / "tests").iterdir():  # they are of what the template made
            example.unlink()
        return folder

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """Check that what is in force is the same after the block, and that nothing is left over."""
        before = in_force(self.prompt.home)
        yield
        after = in_force(self.prompt.home)
        changed = [name for name in before if before[name] != after[name]]
        assert not changed, changed
        left = faults(self.prompt.home)
        assert not left, left

    def refused(self, *words: Any) -> Said:
        """Type a command that must be refused with a hint, changing nothing."""
        with self.untouched():
            said = self.prompt(*words)
        assert said.code in {1, 3}, said.err
        assert said.hint, said.err
        return said

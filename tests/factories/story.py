"""A home in which a story happens once; every scene is a command, kept under a name with what it said."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.factories.prompt import Prompt, Said

__all__ = ["Story"]


@dataclass
class Story:
    """Who types what, in order; `story["run"]` is what the command of that scene said."""

    folder: Path
    scenes: dict[str, Said] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def by(self, user: str = "") -> Prompt:
        """Somebody at the home: its owner, unless named."""
        return Prompt(self.home, user)

    def scene(self, name: str, user: str, *words: Any) -> Said:
        """Let somebody type a command, and keep what it said."""
        assert name not in self.scenes
        self.scenes[name] = self.by(user)(*words)
        return self.scenes[name]

    def paste(self, name: str, user: str, refused: str) -> Said:
        """Let somebody paste the command that a refusal's hint shows."""
        return self.scene(name, user, *self.scenes[refused].pasted())

    def __getitem__(self, name: str) -> Said:
        return self.scenes[name]

"""What the reader raises inside itself when a text cannot go on being read."""

from typing import TYPE_CHECKING

from governance.findings import Finding, severity_of

if TYPE_CHECKING:
    from ruamel.yaml.error import StreamMark

__all__ = ["Refusal"]


class Refusal(Exception):
    """One thing that is wrong, and where: `mark` is the scanner's place, counted from 0."""

    def __init__(self, code: str, message: str, *, fix: str = "", mark: "StreamMark | None" = None) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix
        self.line, self.column = (mark.line + 1, mark.column + 1) if mark else (1, 1)

    def finding(self, file: str) -> Finding:
        return Finding(
            code=self.code,
            message=self.message,
            fix=self.fix,
            severity=severity_of(self.code),
            file=file,
            line=self.line,
            column=self.column,
        )

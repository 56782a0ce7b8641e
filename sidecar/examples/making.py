"""The transform on the rows of an example: a table of what it makes, or why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from governance.checks import CheckPlan, judge_columns
from governance.descriptors import ProductFolder
from governance.errors import TrellisError
from governance.findings import Finding, severity_of
from sidecar.backends.duck import Connection, columns_of
from sidecar.examples.failures import culprit, fault, line_naming
from sidecar.examples.read import MOST_ROWS
from sidecar.examples.run import hold, made_of
from sidecar.run.transform import transform_file

__all__ = ["Making"]


@dataclass(frozen=True, kw_only=True)
class Making:
    """Makes one table of a product from inputs that are `given` as relations by name; `example` is what messages call it."""

    connection: Connection
    product: ProductFolder
    plan: CheckPlan
    table: str
    given: Mapping[str, str]
    example: str

    @property
    def _path(self) -> str:
        return transform_file(self.product.files, self.table)

    def into(self, table: str) -> list[Finding]:
        """Put the rows into a new `table`; what is returned says why there are none that can be judged."""
        try:
            made = made_of(self.connection, self.product, self.table, self.given)
            columns = columns_of(self.connection, made.relation)
        except TrellisError as error:
            return [fault(self.product, self._path, error, given=self.example)]
        if misshapen := self._misshapen(columns):
            return misshapen
        try:
            rows = hold(self.connection, made, table)
        except TrellisError as error:
            again = self._path.endswith(".sql")  # what Python returned may have been a stream
            column = culprit(self.connection, made.relation, list(columns)) if again else ""
            return [fault(self.product, self._path, error, given=self.example, column=column)]
        return self._too_many() if rows > MOST_ROWS else []

    def _misshapen(self, columns: Mapping[str, str]) -> list[Finding]:
        """A run is refused before it looks at a row when the columns are not the contract's."""
        found = []
        for outcome in judge_columns(self.plan, columns):
            names: Sequence[str] = outcome.context["columns"]
            if outcome.refuses:
                line, column = line_naming(self.product.files[self._path], names[0])
                fix = f"return exactly the columns of the contract of `{self.table}`, or change the contract"
                found.append(replace(self._finding("TRL707", outcome.message, fix), line=line, column=column))
        return found

    def _too_many(self) -> list[Finding]:
        message = (
            f"The transform makes more than {MOST_ROWS:,} rows of `{self.table}`, given the rows of `{self.example}`"
        )
        return [self._finding("TRL706", message, "give it fewer rows")]

    def _finding(self, code: str, message: str, fix: str) -> Finding:
        file = self.product.name(self._path)
        return Finding(code=code, message=message, fix=fix, severity=severity_of(code), file=file)

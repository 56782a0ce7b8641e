"""SQL rules: what `rule_sql` finds wrong with them, at their `query`."""

from collections.abc import Iterator

from governance.contracts.lint.check import of_contract
from governance.contracts.lint.subject import Complaint, Subject
from governance.contracts.rule_sql import faults_in_rule

__all__ = ["SQL"]


@of_contract("TRL261", "TRL262", "TRL263", "TRL264", "TRL265", "TRL266")
def a_query_measures_its_table(subject: Subject) -> Iterator[Complaint]:
    columns = frozenset(name.lower() for name in subject.names)
    for rule in subject.rules:
        query = rule.data.get("query")
        if rule.kind == "sql" and isinstance(query, str):
            column = rule.field.label if rule.field else ""
            for fault in faults_in_rule(query, columns=columns, column=column):
                yield Complaint(fault.message, (*rule.path, "query"), fault.fix, code=fault.code)


SQL = (a_query_measures_its_table,)

# METADATA
# title: A row filter names a column of its port
# description: >-
#   A filter on a column that is not there could not be applied, and every read would be refused. Only columns at the
#   top level can be filtered on.
# custom:
#   slug: row-filters-name-columns
#   severity: error
#   fix: Name a column of the schema, and the attribute that readers have.
package registration.row_filter

import data.text

deny contains {
	"policy": "row-filters-name-columns",
	"path": $"contracts[{i}].schema[0].customProperties",
	"message": $"A row filter of `{contract.id}` does not name a column of its schema and an attribute",
	"fix": $"name one of {text.listed(_columns(contract))} and the attribute that readers have",
} if {
	some i, contract in input.contracts
	some filter in contract.row_filters
	not _applies(filter, contract)
}

_columns(contract) := [column.name | some column in contract.columns; column.name == column.column]

_applies(filter, contract) if {
	filter.column in _columns(contract)
	text.word(filter.attribute)
}

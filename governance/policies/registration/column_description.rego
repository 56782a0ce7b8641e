# METADATA
# title: Columns say what they mean
# description: >-
#   A column whose meaning has to be guessed will be guessed wrongly. This is a warning.
# custom:
#   slug: columns-are-described
#   severity: warning
#   fix: Write one sentence into the column's `description`.
package registration.column_description

warn contains {
	"policy": "columns-are-described",
	"path": $"contracts[{i}].{column.path}.description",
	"message": $"Column `{column.name}` of `{contract.id}` is not described",
	"fix": "write one sentence into its `description`",
} if {
	some i, contract in input.contracts
	some column in contract.columns
	not _said(column)
}

_said(column) if trim_space(column.description) != ""

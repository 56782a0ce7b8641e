# METADATA
# title: A nested column is no more secret than the column it is in
# description: >-
#   Masks hide whole columns, so a secret inside an open column would be shown to everyone who may read the column.
# custom:
#   slug: nested-is-no-more-secret
#   severity: error
#   fix: Raise the classification of the outer column, or move the nested one out of it.
package registration.nesting

_rank := {"public": 0, "internal": 1, "confidential": 2, "restricted": 3}

deny contains {
	"policy": "nested-is-no-more-secret",
	"path": $"contracts[{i}].{column.path}.classification",
	"message": $"`{column.name}` of `{contract.id}` is {column.classification}, but `{column.column}` is {column.within}",
	"fix": $"classify `{column.column}` as {column.classification} too, or move `{column.name}` out of it",
} if {
	some i, contract in input.contracts
	some column in contract.columns
	_rank[column.classification]
	not _contained(column)
}

_contained(column) if _rank[column.classification] <= _rank[column.within]

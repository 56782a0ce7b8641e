# METADATA
# title: Every column says how secret it is
# description: >-
#   Masks and grants follow the classification, so a column without one, nested ones included, would be guessed about at
#   every read.
# custom:
#   slug: columns-are-classified
#   severity: error
#   fix: Give the column a `classification` of public, internal, confidential or restricted.
package registration.classification

deny contains {
	"policy": "columns-are-classified",
	"path": $"contracts[{i}].{column.path}.classification",
	"message": $"Column `{column.name}` of `{contract.id}` has no classification that policies know",
	"fix": "add `classification: public`, `internal`, `confidential` or `restricted`",
} if {
	some i, contract in input.contracts
	some column in contract.columns
	not _classified(column)
}

_classified(column) if column.classification in ["public", "internal", "confidential", "restricted"]

# METADATA
# title: A mask fits the type of its column
# description: >-
#   Readers who see a mask still see the type that the contract promises: `year` is for dates and times, `hash` and
#   `last4` are for strings. `redact` and `null` fit every type.
# custom:
#   slug: masks-fit-types
#   severity: error
#   fix: Choose `redact` or `null`, which fit every type.
package registration.mask

_fitting := {
	"hash": ["string"],
	"last4": ["string"],
	"null": null,
	"redact": null,
	"year": ["date", "timestamp"],
}

deny contains {
	"policy": "masks-fit-types",
	"path": $"contracts[{i}].{column.path}.customProperties",
	"message": $"The mask `{column.mask}` does not fit column `{column.name}` of `{contract.id}`, a {column.type}",
	"fix": "choose `redact` or `null`, which fit every type",
} if {
	some i, contract in input.contracts
	some column in contract.columns
	not _fits(column)
}

_fits(column) if _fitting[column.mask] == null

_fits(column) if column.type in _fitting[column.mask]

# METADATA
# title: A port with restricted columns lists its purposes
# description: >-
#   Restricted columns are read in clear only for purposes that the contract names, so a contract that names none keeps
#   them masked for everyone but the owners. This is a warning.
# custom:
#   slug: restricted-lists-purposes
#   severity: warning
#   fix: Add the custom property `purposes` (vendor trellis) to the contract.
package registration.restricted

import data.text

warn contains {
	"policy": "restricted-lists-purposes",
	"path": $"contracts[{i}].customProperties",
	"message": $"Nobody but the owners of `{contract.id}` will read {text.listed(secret)} in clear: it lists no purposes",
	"fix": "add the custom property `purposes` (vendor `trellis`), or leave it so if that is meant",
} if {
	some i, contract in input.contracts
	count(contract.purposes) == 0
	secret := [column.name | some column in contract.columns; column.classification == "restricted"]
	count(secret) > 0
}

# METADATA
# title: A contract's id is its own in the mesh
# description: >-
#   Consumers refer to a contract by its id, so one id means one port, for ever. A new major version of the same port
#   keeps the id.
# custom:
#   slug: contract-ids-are-unique
#   severity: error
#   fix: Choose an id that no other port has; `<domain>.<port>` is one.
package registration.contract_id

deny contains {
	"policy": "contract-ids-are-unique",
	"path": $"contracts[{i}].id",
	"message": $"The contract id `{contract.id}` belongs to the port `{taken}`",
	"fix": $"choose another id; `{contract.port}` would do",
} if {
	some i, contract in input.contracts
	taken := input.known.ids[contract.id]
	taken != contract.port
}

deny contains {
	"policy": "contract-ids-are-unique",
	"path": $"contracts[{i}].id",
	"message": $"Two contracts of this product have the id `{contract.id}` and the same major version",
	"fix": "give each contract its own id, or the later one its next major version",
} if {
	some i, contract in input.contracts
	some j, other in input.contracts
	i != j
	contract.id == other.id
	_major(contract) == _major(other)
}

_major(contract) := split(contract.version, ".")[0]

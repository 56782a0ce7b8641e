# METADATA
# title: Every port promises a service level
# description: >-
#   Consumers build on how fresh or how available the data is, so the contract says it: freshness, latency, frequency or
#   availability.
# custom:
#   slug: ports-promise-a-level
#   severity: error
#   fix: Add `slaProperties` with a freshness, latency, frequency or availability to the contract.
package registration.service_level

deny contains {
	"policy": "ports-promise-a-level",
	"path": $"contracts[{i}].slaProperties",
	"message": $"`{contract.id}` promises no service level",
	"fix": "add `slaProperties: [{property: freshness, value: 1, unit: d}]`, or latency, frequency or availability",
} if {
	some i, contract in input.contracts
	not _promised(contract)
}

_promised(contract) if {
	some level in contract.service_levels
	level.property in ["freshness", "latency", "frequency", "availability"]
	level.value != null
}

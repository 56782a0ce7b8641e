# METADATA
# title: A product reads what is published
# description: >-
#   Every input port names the contract of a port in the mesh, or a source of its own. Nothing is read that nobody
#   promised.
# custom:
#   slug: inputs-are-published
#   severity: error
#   fix: Name the contract id of a published port; `trellis search` finds it.
package registration.input

deny contains {
	"policy": "inputs-are-published",
	"path": $"product.inputPorts[{i}].contractId",
	"message": $"Nobody publishes `{entry.contract_id}`, which input port `{entry.name}` reads",
	"fix": "name the contract of a published port; `trellis search` finds it",
} if {
	some i, entry in input.product.inputs
	not _found(entry)
}

_found(entry) if entry.source == true

_found(entry) if input.known.ids[entry.contract_id]

_found(entry) if {
	some output in input.product.outputs
	output.contract_id == entry.contract_id
}

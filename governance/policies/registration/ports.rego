# METADATA
# title: Every output port has its contract
# description: >-
#   A port without a contract promises nothing, and a contract that no port serves binds nobody.
# custom:
#   slug: ports-have-contracts
#   severity: error
#   fix: Give every output port in `product.odps.yaml` a contract with the same id in `contracts/`.
package registration.ports

deny contains {
	"policy": "ports-have-contracts",
	"path": $"product.outputPorts[{i}]",
	"message": $"Output port `{output.name}` has no contract `{output.contract_id}`",
	"fix": $"add `contracts/{output.name}.odcs.yaml` with the id `{output.contract_id}`",
} if {
	some i, output in input.product.outputs
	not _contracted(output)
}

deny contains {
	"policy": "ports-have-contracts",
	"path": $"contracts[{i}].id",
	"message": $"No output port serves the contract `{contract.id}`",
	"fix": "name its id as the `contractId` of an output port, or remove it",
} if {
	some i, contract in input.contracts
	not _served(contract)
}

deny contains {
	"policy": "ports-have-contracts",
	"path": "product.outputPorts",
	"message": $"`{input.product.name}` has no output port",
	"fix": "add what it serves to `outputPorts`",
} if {
	count(input.product.outputs) == 0
}

_contracted(output) if {
	some contract in input.contracts
	contract.id == output.contract_id
}

_served(contract) if {
	some output in input.product.outputs
	output.contract_id == contract.id
}

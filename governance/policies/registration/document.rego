# METADATA
# title: A product is published with its contracts
# description: >-
#   The descriptor, the contract of every output port, and what the mesh already knows are all there and of the right
#   type. A port without a contract promises nothing, and a contract without a port binds nobody.
# custom:
#   slug: publication-is-whole
#   severity: error
#   fix: Give every output port in `product.odps.yaml` a contract with the same id in `contracts/`.
package registration.document

import data.access.question
import data.text

faults := {"action", "now", "product", "contracts", "known"} - _sound

_sound contains "action" if input.action == "register"

_sound contains "now" if question.moment(input.now)

_sound contains "product" if _product_sound(input.product)

_sound contains "contracts" if {
	is_array(input.contracts)
	every contract in input.contracts { _contract_sound(contract) }
}

_sound contains "known" if _known_sound(input.known)

_product_sound(product) if {
	every key in ["name", "domain", "version", "team"] { text.word(product[key]) }
	every key in ["status", "kind", "purpose", "contact", "description"] { is_string(product[key]) }
	is_array(product.owners)
	is_array(product.inputs)
	is_array(product.outputs)
}

_contract_sound(contract) if {
	every key in ["id", "version"] { text.word(contract[key]) }
	every key in ["port", "description"] { is_string(contract[key]) }
	text.words(contract.purposes)
	is_array(contract.service_levels)
	is_array(contract.row_filters)
	is_array(contract.columns)
	count(contract.columns) > 0
	every column in contract.columns { text.word(column.name) }
}

_known_sound(known) if {
	is_object(known.domains)
	is_array(known.teams)
	is_object(known.ids)
}

deny contains {
	"policy": "publication-is-whole",
	"path": path,
	"message": $"`{path}` is missing from the publication or of the wrong type",
	"fix": "publish through `trellis publish` or the API, which send every part",
} if {
	some path in faults
}

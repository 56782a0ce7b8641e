# METADATA
# title: Products and ports say what they are for
# description: >-
#   People find data by what it says about itself. The descriptor and each contract have a description in words.
# custom:
#   slug: ports-are-described
#   severity: error
#   fix: Write one sentence into `description.purpose`.
package registration.description

deny contains {
	"policy": "ports-are-described",
	"path": "product.description.purpose",
	"message": $"`{input.product.name}` does not say what it is for",
	"fix": "write one sentence into `description.purpose` of `product.odps.yaml`",
} if {
	not _product_said
}

deny contains {
	"policy": "ports-are-described",
	"path": $"contracts[{i}].description.purpose",
	"message": $"`{contract.id}` does not say what it is for",
	"fix": "write one sentence into its `description.purpose`",
} if {
	some i, contract in input.contracts
	not _said(contract)
}

_said(document) if trim_space(document.description) != ""

_product_said if _said(input.product)

# METADATA
# title: A product that reads others says what for
# description: >-
#   Grants are given for a purpose, so a product that reads ports of the mesh names the one it reads them for, in one
#   word.
# custom:
#   slug: readers-have-a-purpose
#   severity: error
#   fix: Add the custom property `purpose` (one word, vendor trellis) to `product.odps.yaml`.
package registration.purpose

_letters := "abcdefghijklmnopqrstuvwxyz0123456789_"

deny contains {
	"policy": "readers-have-a-purpose",
	"path": "product.customProperties",
	"message": $"`{input.product.name}` reads other products and does not say, in one word, what for",
	"fix": "add the custom property `purpose` (vendor `trellis`) in snake_case, such as `planning`",
} if {
	some entry in input.product.inputs
	not _own(entry)
	not _named
}

_own(entry) if entry.source == true

_named if {
	input.product.purpose != ""
	trim(input.product.purpose, _letters) == ""
}

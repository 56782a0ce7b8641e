# METADATA
# title: Every product has an owner who can be reached
# description: >-
#   A product without an owner cannot be asked, fixed or retired. The descriptor names at least one team member with the
#   role owner, and a contact that people can write to: an address, a link or a channel.
# custom:
#   slug: product-has-owner
#   severity: error
#   fix: Name an owner under `team.members` and a contact under `support` in `product.odps.yaml`.
package registration.owner

import data.text

deny contains {
	"policy": "product-has-owner",
	"path": "product.team.members",
	"message": $"`{input.product.name}` has no owner",
	"fix": "give a member of `team.members` the role `owner`",
} if {
	not _owned
}

deny contains {
	"policy": "product-has-owner",
	"path": "product.support",
	"message": $"`{input.product.name}` has no contact that people can reach",
	"fix": "put an address, an `https://` link or a `#channel` under `support`",
} if {
	not _reachable
}

_owned if {
	text.words(input.product.owners)
	count(input.product.owners) > 0
}

_reachable if {
	some prefix in ["https://", "#"]
	startswith(input.product.contact, prefix)
	input.product.contact != prefix
}

_reachable if {
	[before, after] := split(input.product.contact, "@")
	before != ""
	after != ""
}

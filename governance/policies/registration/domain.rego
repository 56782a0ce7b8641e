# METADATA
# title: A product lives in a domain of its team
# description: >-
#   The domain exists, the team exists, and the team is the one that the domain belongs to. So every product has exactly
#   one place in the mesh and one team that answers for it.
# custom:
#   slug: domain-is-owned
#   severity: error
#   fix: Publish into a domain of your team, or ask a platform administrator for one.
package registration.domain

import data.text

_owner := input.known.domains[input.product.domain]

_domain_known if _owner

deny contains {
	"policy": "domain-is-owned",
	"path": "product.domain",
	"message": $"There is no domain `{input.product.domain}`",
	"fix": $"use one of {text.listed(object.keys(input.known.domains))}, or ask a platform administrator to create it",
} if {
	not _domain_known
}

deny contains {
	"policy": "domain-is-owned",
	"path": "product.team",
	"message": $"There is no team `{input.product.team}`",
	"fix": $"use one of {text.listed(input.known.teams)}, or ask a platform administrator to create it",
} if {
	not _team_known
}

_team_known if input.product.team in input.known.teams

deny contains {
	"policy": "domain-is-owned",
	"path": "product.team",
	"message": $"The domain `{input.product.domain}` belongs to `{_owner}`, not to `{input.product.team}`",
	"fix": $"publish it for `{_owner}`, or into a domain of `{input.product.team}`",
} if {
	input.product.team != _owner
}

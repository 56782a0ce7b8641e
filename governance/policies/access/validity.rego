# METADATA
# title: A grant counts from its start until it expires or is revoked
# description: >-
#   Time is judged at every decision, so a grant that has run out stops working by itself: it counts from the second it
#   starts up to, and without, the second it expires.
# custom:
#   slug: grants-expire
#   severity: error
#   fix: Ask for a new grant.
package access.validity

import data.access.ask
import data.access.grants

valid(grant) if {
	grant.revoked == false
	grant.starts <= input.now
	input.now < grant.expires
}

reason(grant) := "was revoked" if {
	grant.revoked
} else := "has not started" if {
	input.now < grant.starts
} else := "has expired" if {
	input.now >= grant.expires
}

deny contains {
	"policy": "grants-expire",
	"path": $"grants[{i}]",
	"message": $"Grant `{grant.id}` to read `{input.port.name}` {reason(grant)}",
	"fix": ask.grant,
} if {
	some i, grant in input.grants
	grants.meant[i]
}

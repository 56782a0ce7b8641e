# METADATA
# title: Data is read for a purpose that was agreed
# description: >-
#   Whoever needs a grant says what for. The contract may list what a port can be used for, and a grant lists what it was
#   given for; a purpose outside either opens nothing.
# custom:
#   slug: purpose-is-agreed
#   severity: error
#   fix: State a purpose that the port and the grant allow with `--purpose`.
package access.purpose

import data.access.ask
import data.access.grant
import data.access.grants
import data.text

# The contract names this very purpose.
explicit if {
	input.purpose != ""
	input.purpose in input.port.purposes
}

agreed if explicit

agreed if {
	input.purpose != ""
	count(input.port.purposes) == 0
}

deny contains object.union(
	{"policy": "purpose-is-agreed", "path": "purpose", "message": "No purpose was stated"},
	{"fix": "say what the data is for with `--purpose`"},
) if {
	input.purpose == ""
}

deny contains {
	"policy": "purpose-is-agreed",
	"path": "port.purposes",
	"message": $"`{input.port.name}` may be used for {text.listed(input.port.purposes)}, not for `{input.purpose}`",
	"fix": $"read it for one of these, or ask {ask.contact} to add `{input.purpose}` to the contract's purposes",
} if {
	input.purpose != ""
	not agreed
}

deny contains {
	"policy": "purpose-is-agreed",
	"path": $"grants[{i}].purposes",
	"message": $"Grant `{other.id}` is for {text.listed(other.purposes)}, not for `{input.purpose}`",
	"fix": ask.grant,
} if {
	agreed
	count(grants.meant) == 0
	some i, other in input.grants
	grant.addressed(other)
	grant.sound(other)
	not _given_for_it(other)
}

_given_for_it(other) if input.purpose in other.purposes

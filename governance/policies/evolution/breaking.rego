# METADATA
# title: A breaking change needs a new major version
# description: >-
#   Readers of a port may rely on everything its contract promises, so what breaks a promise is published as a new major
#   beside the old one; below 1.0.0, and between candidates of one release, nothing is promised yet. The refusal names the
#   consumers that would break and the columns that they read.
# custom:
#   slug: breaking-needs-major
#   severity: error
#   fix: Publish it as the next major version, which lives beside this one.
package evolution.breaking

import data.evolution.impact
import data.evolution.versions

_enough if versions.core(input.to)[0] > versions.core(input.from)[0]

_enough if versions.unsettled(input.from, input.to)

_fix := $"publish it as {versions.next_breaking(input.from)}" if {
	versions.core(input.from)[0] == 0
} else := $"publish it as {versions.next_breaking(input.from)}, which lives beside {input.from} until nobody reads that"

deny contains {
	"policy": "breaking-needs-major",
	"path": change.path,
	"message": $"{change.message} (breaking; {impact.words(change)})",
	"fix": _fix,
} if {
	not _enough
	some change in input.changes
	change.grade == "breaking"
}

deny contains {
	"policy": "breaking-needs-major",
	"path": "version",
	"message": $"`{input.port}` changes so much that {input.to} is not enough after {input.from}",
	"fix": _fix,
} if {
	not _enough
	input.required_bump == "major"
}

# METADATA
# title: A change moves the version as far as it must
# description: >-
#   What adds to a promise moves the minor version, what only words it better the patch version, so that consumers can
#   tell from the number whether to look.
# custom:
#   slug: change-moves-version
#   severity: error
#   fix: Raise the contract's `version`.
package evolution.bump

import data.evolution.versions

deny contains {
	"policy": "change-moves-version",
	"path": "version",
	"message": $"`{input.port}` gains something that {input.to} does not say after {input.from}",
	"fix": $"publish it as {versions.next_minor(input.from)}",
} if {
	input.required_bump == "minor"
	not _moved
}

_moved if array.slice(versions.core(input.to), 0, 2) > array.slice(versions.core(input.from), 0, 2)

_moved if versions.unsettled(input.from, input.to)

deny contains {
	"policy": "change-moves-version",
	"path": "version",
	"message": $"`{input.port}` has changed, and {input.from} is already published",
	"fix": $"publish it as {versions.next_patch(input.from)}",
} if {
	input.required_bump != "minor"
	_changed
	input.to == input.from
}

_changed if count(input.changes) > 0

_changed if input.required_bump != "none"

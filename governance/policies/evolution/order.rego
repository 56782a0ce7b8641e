# METADATA
# title: Versions go forward
# description: >-
#   A version that has been published stands for ever, and what follows it has a higher number.
# custom:
#   slug: versions-go-forward
#   severity: error
#   fix: Choose a version after the one in force.
package evolution.order

import data.evolution.versions

deny contains {
	"policy": "versions-go-forward",
	"path": "version",
	"message": $"{input.to} comes before {input.from}, the version of `{input.port}` in force",
	"fix": $"publish it as {versions.next_patch(input.from)} or later",
} if {
	input.to != input.from
	not _forward
}

_forward if versions.later(input.from, input.to)

# METADATA
# title: Consumers hear of what may surprise them
# description: >-
#   A change that breaks no promise but may still surprise is published with a warning that names who reads the column.
# custom:
#   slug: consumers-are-told
#   severity: warning
#   fix: Tell the consumers, or keep what was.
package evolution.notice

import data.evolution.impact

warn contains {
	"policy": "consumers-are-told",
	"path": change.path,
	"message": $"{change.message} ({impact.words(change)})",
	"fix": "tell the consumers, or keep what was",
} if {
	some change in input.changes
	change.grade == "warning"
}

warn contains {
	"policy": "consumers-are-told",
	"path": change.path,
	"message": $"{change.message} (breaking; {impact.words(change)})",
	"fix": $"move the consumers to {input.to} before {input.from} is retired",
} if {
	some change in input.changes
	change.grade == "breaking"
}

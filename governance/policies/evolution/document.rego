# METADATA
# title: A proposed change is described in full
# description: >-
#   Every change has a kind, a place, a grade and words; the versions can be read; and the consumers are listed with the
#   columns that they read, even when there are none.
# custom:
#   slug: change-is-whole
#   severity: error
#   fix: Publish through `trellis publish`, which compares the contracts.
package evolution.document

import data.evolution.versions
import data.text

faults := {"action", "port", "changes", "consumers", "required_bump", "from", "to"} - _sound

_sound contains "action" if input.action == "evolve"

_sound contains "port" if text.word(input.port)

_sound contains "changes" if _changes_sound(input.changes)

_sound contains "consumers" if _consumers_sound(input.consumers)

_sound contains "required_bump" if input.required_bump in ["none", "patch", "minor", "major"]

_sound contains "from" if versions.core(input.from)

_sound contains "to" if versions.core(input.to)

_changes_sound(changes) if {
	is_array(changes)
	every change in changes {
		change.grade in ["safe", "warning", "breaking"]
		every key in ["kind", "path", "column", "message"] { is_string(change[key]) }
	}
}

_consumers_sound(consumers) if {
	is_array(consumers)
	every consumer in consumers {
		text.word(consumer.product)
		text.words(consumer.columns)
	}
}

deny contains {
	"policy": "change-is-whole",
	"path": path,
	"message": $"`{path}` is missing from the change or of the wrong type",
	"fix": "publish through `trellis publish`, which compares the contracts",
} if {
	some path in faults
}

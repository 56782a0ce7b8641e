# METADATA
# title: A question is asked in full
# description: >-
#   The action, the purpose, the time and the list of grants are there and of the right type. What is missing cannot be
#   guessed, so the answer to half a question is no.
# custom:
#   slug: question-is-whole
#   severity: error
#   fix: Ask through `trellis query` or the API, which send every part.
package access.question

# What is not shown to be sound is a fault: `not` over something missing would be silent.
faults := {"action", "purpose", "now", "grants", "waivers"} - _sound

_sound contains "action" if input.action == "read"

_sound contains "purpose" if is_string(input.purpose)

_sound contains "now" if moment(input.now)

_sound contains "grants" if is_array(input.grants)

_sound contains "waivers" if is_array(input.waivers)

# Whole seconds from 1970 to the end of 9999, where every engine counts alike; what is no number has no floor.
moment(time) if {
	time >= 0
	time < 253402300800
	floor(time) == time
}

deny contains {
	"policy": "question-is-whole",
	"path": path,
	"message": $"`{path}` is missing from the question or of the wrong type",
	"fix": "ask through `trellis query` or the API, which send every part",
} if {
	some path in faults
}

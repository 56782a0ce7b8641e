# METADATA
# title: A request to act is made in full
# description: >-
#   What is to be done, to what, who owns that, and when: all there and of the right type. The answer to half a request is
#   no.
# custom:
#   slug: request-is-whole
#   severity: error
#   fix: Act through `trellis` or the API, which send every part.
package access.request

import data.access.question
import data.text

faults := {"action", "now", "resource"} - _sound

_sound contains "action" if text.word(input.action)

_sound contains "now" if question.moment(input.now)

_sound contains "resource" if _resource_sound(input.resource)

_resource_sound(resource) if {
	resource.kind in ["product", "port", "domain", "team", "mesh", "subject"]
	text.word(resource.name)
	is_string(resource.domain)
	is_string(resource.team)
	text.words(resource.owners)
}

deny contains {
	"policy": "request-is-whole",
	"path": path,
	"message": $"`{path}` is missing from the request or of the wrong type",
	"fix": "act through `trellis` or the API, which send every part",
} if {
	some path in faults
}

# METADATA
# title: A retired port is not read
# description: >-
#   A port is read while it is proposed, draft, active or deprecated. Once retired nobody reads it, its owners included;
#   a state that nobody knows counts as retired.
# custom:
#   slug: port-is-in-service
#   severity: error
#   fix: Read the port that replaced it.
package access.status

import data.access.ask

deny contains {
	"policy": "port-is-in-service",
	"path": "port.status",
	"message": $"`{input.port.name}` is {input.port.status}, not in service",
	"fix": $"ask {ask.contact} what replaces it; `trellis show {input.port.product}`",
} if {
	not _in_service
}

_in_service if input.port.status in ["proposed", "draft", "active", "deprecated"]

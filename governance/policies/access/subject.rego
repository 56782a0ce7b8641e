# METADATA
# title: A subject is somebody
# description: >-
#   Whoever asks has an id, a kind, and lists of teams and roles, even when those are empty. A subject that is not
#   described in full could be anybody.
# custom:
#   slug: subject-is-somebody
#   severity: error
#   fix: Sign in again with `trellis login`.
package access.subject

import data.text

sound if {
	text.word(input.subject.id)
	input.subject.kind in ["user", "product", "service"]
	text.words(input.subject.teams)
	text.words(input.subject.roles)
	is_object(input.subject.attributes)
}

deny contains {
	"policy": "subject-is-somebody",
	"path": "subject",
	"message": "The subject is not described in full: id, kind, teams, roles and attributes are needed",
	"fix": "sign in again with `trellis login`",
} if {
	not sound
}

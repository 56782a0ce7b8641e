# METADATA
# title: Nobody reads without being entitled to
# description: >-
#   Reading is refused unless the subject owns the port, the port is public, or a grant that counts says so. The refusal
#   gives the nearest reason: the purpose, the time, or that there is no grant at all.
# custom:
#   slug: reading-is-entitled
#   severity: error
#   fix: Ask the owners to run `trellis grant <port> --to <subject> --purpose <purpose> --expires 30d`.
package access.entitlement

import data.access.ask
import data.access.grants
import data.access.ownership
import data.access.public
import data.access.purpose
import data.access.validity

entitled if ownership.owner

entitled if public.open

entitled if count(grants.live) > 0

_reasons := purpose.deny | validity.deny

deny contains reason if {
	not entitled
	some reason in _reasons
}

deny contains {
	"policy": "reading-is-entitled",
	"path": "grants",
	"message": $"`{input.subject.id}` has no grant to read `{input.port.name}` for `{input.purpose}`",
	"fix": ask.grant,
} if {
	not entitled
	count(_reasons) == 0
}

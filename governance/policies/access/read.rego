package access

import data.access.columns
import data.access.entitlement
import data.access.grants
import data.access.ownership
import data.access.port
import data.access.question
import data.access.status
import data.access.subject
import data.privacy.confidential
import data.privacy.restricted
import data.privacy.rows

_doubts := (subject.deny | question.deny) | port.deny

_denials := _doubts if {
	count(_doubts) > 0
} else := status.deny if {
	count(status.deny) > 0
} else := entitlement.deny | rows.deny

_used := set() if {
	ownership.owner
} else := {given.id | some given in grants.live}

# METADATA
# title: May this subject read this port, for this purpose, now?
# description: >-
#   The answer to a read: no, with every reason; or yes, with the columns, the masks and the row filters that apply, and
#   the grants that allowed it. Doubts about the question come first, because the rest would be guessing.
# entrypoint: true
read := {"allow": false, "columns": [], "denials": _denials, "masks": [], "filters": [], "grants": []} if {
	count(_denials) > 0
} else := {
	"allow": true,
	"columns": [column.name | some column in columns.readable],
	"denials": [],
	"masks": array.concat(confidential.masks, restricted.masks),
	"filters": rows.filters,
	"grants": _used,
}

package access

import data.access.authority
import data.access.request
import data.access.subject as somebody

_unclear := somebody.deny | request.deny

_refused := _unclear if {
	count(_unclear) > 0
} else := authority.deny

# METADATA
# title: May this subject do this to this resource?
# description: >-
#   The answer for everything but reading data: publishing, running, granting, looking at quarantine, shaping domains and
#   teams. Nothing denied means yes.
# entrypoint: true
administer := {"deny": _refused, "warn": []}

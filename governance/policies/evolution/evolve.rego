package evolution

import data.evolution.breaking
import data.evolution.bump
import data.evolution.document
import data.evolution.notice
import data.evolution.order

_refused := document.deny if {
	count(document.deny) > 0
} else := (breaking.deny | bump.deny) | order.deny

_noted := set() if {
	count(document.deny) > 0
} else := notice.warn

# METADATA
# title: May this contract follow the one in force?
# description: >-
#   The answer to a change of a contract: what breaks whom, and which version it would take. Nothing denied means yes.
# entrypoint: true
evolve := {"deny": _refused, "warn": _noted}

# METADATA
# title: A grant covers the columns it lists and no more
# description: >-
#   Readers see the union of the columns of their grants, in the port's order; `*` in a grant stands for every column.
#   Owners, and readers of a public port, see them all.
# custom:
#   slug: grants-cover-columns
#   severity: info
#   fix: Ask for a grant that lists the column with `--columns`.
package access.columns

import data.access.grant
import data.access.grants
import data.access.ownership
import data.access.public

readable := input.columns if {
	_everything
} else := [column | some column in input.columns; column.name in _granted]

_everything if ownership.owner

_everything if public.open

_everything if {
	some given in grants.live
	grant.all_columns(given)
}

_granted contains name if {
	some given in grants.live
	some name in given.columns
}

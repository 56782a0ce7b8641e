# METADATA
# title: Confidential columns are masked
# description: >-
#   Whoever is not an owner sees a confidential column through the mask that the contract names, unless a grant clears it.
# custom:
#   slug: confidential-is-masked
#   severity: info
#   fix: Ask for a grant that lists the column with `--clear`.
package privacy.confidential

import data.access.columns
import data.access.ownership
import data.privacy.clearance

masks := [{"column": column.name, "kind": column.mask, "policy": "confidential-is-masked"} |
	not ownership.owner
	some column in columns.readable
	column.classification == "confidential"
	not _in_clear(column)
]

_in_clear(column) if column.name in clearance.cleared

# METADATA
# title: Restricted columns are masked unless the contract names the purpose
# description: >-
#   A grant alone does not clear a restricted column: the port's contract must name the purpose too. A contract that names
#   no purposes allows any use, but clears nothing restricted.
# custom:
#   slug: restricted-is-masked
#   severity: info
#   fix: Ask for the purpose to be added to the contract, and for a grant that lists the column with `--clear`.
package privacy.restricted

import data.access.columns
import data.access.ownership
import data.access.purpose
import data.privacy.clearance

masks := [{"column": column.name, "kind": column.mask, "policy": "restricted-is-masked"} |
	not ownership.owner
	some column in columns.readable
	column.classification == "restricted"
	not _in_clear(column)
]

_in_clear(column) if {
	purpose.explicit
	column.name in clearance.cleared
}

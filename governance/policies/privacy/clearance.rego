# METADATA
# title: A column is read in clear by name only
# description: >-
#   A grant shows a secret column in clear only when it covers the column and lists it, by name, in `clear`; `*` in
#   `clear` means nothing.
# custom:
#   slug: clear-by-name
#   severity: info
#   fix: Ask for a grant that lists the column with `--clear`.
package privacy.clearance

import data.access.grant
import data.access.grants

cleared contains name if {
	some given in grants.live
	some name in given.clear
	grant.covers(given, name)
}

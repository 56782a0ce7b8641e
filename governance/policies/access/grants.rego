# METADATA
# title: A grant opens a port to its grantee
# description: >-
#   A grant counts when it names this subject, one of its teams or this product, for the stated purpose, and covers a
#   column of the port. Grants add up; none takes away what another gives.
# custom:
#   slug: grants-open-ports
#   severity: info
#   fix: Ask the owners for a grant.
package access.grants

import data.access.grant
import data.access.purpose
import data.access.validity

# By their place in the question, whatever the time is.
meant[i] := given if {
	purpose.agreed
	some i, given in input.grants
	grant.addressed(given)
	grant.sound(given)
	input.purpose in given.purposes
	_covers_something(given)
}

live := [given | some given in meant; validity.valid(given)]

_covers_something(given) if grant.all_columns(given)

_covers_something(given) if {
	some column in input.columns
	column.name in given.columns
}

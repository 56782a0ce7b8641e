# METADATA
# title: Public data is open to everyone signed in
# description: A port whose columns are all public needs no grant. One column that is not public closes the whole port.
# custom:
#   slug: public-ports-are-open
#   severity: info
#   fix: Classify every column as public, or grant access.
package access.public

open if {
	every column in input.columns { column.classification == "public" }
	count(input.columns) > 0
}

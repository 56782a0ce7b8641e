# METADATA
# title: A grant says everything it gives
# description: >-
#   Who may read, for which purposes, which columns, which of them in clear, all rows or filtered ones, from when until
#   when. A grant that leaves one of these open gives nothing, and takes nothing from the grants beside it.
# custom:
#   slug: grant-is-whole
#   severity: error
#   fix: Issue the grant again with `trellis grant`.
package access.grant

import data.access.question
import data.text

sound(grant) if {
	text.word(grant.id)
	text.words(grant.purposes)
	text.words(grant.columns)
	text.words(grant.clear)
	is_boolean(grant.all_rows)
	is_boolean(grant.revoked)
	question.moment(grant.starts)
	question.moment(grant.expires)
}

# Team grants reach the team's products too; other grants reach one subject of their own kind.
addressed(grant) if {
	grant.grantee == input.subject.id
	grant.grantee_kind == input.subject.kind
}

addressed(grant) if {
	grant.grantee_kind == "team"
	grant.grantee in input.subject.teams
}

all_columns(grant) if "*" in grant.columns

covers(grant, _) if all_columns(grant)

covers(grant, name) if name in grant.columns

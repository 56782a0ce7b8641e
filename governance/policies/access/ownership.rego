# METADATA
# title: A team reads what it owns
# description: >-
#   Members of the team that owns a port, and products of that team, read every column and row of it without a grant.
#   Being a platform administrator is not ownership.
# custom:
#   slug: owners-read-their-own
#   severity: info
#   fix: Ask an owner to add you to the team.
package access.ownership

owner if input.port.team in input.subject.teams

# METADATA
# title: Authority comes from owning, belonging, administering or being
# description: >-
#   A subject stands to a resource as its owner, as a member of its team, as a platform administrator, or as the product
#   itself. A product has no other standing than its own.
# custom:
#   slug: standing-is-known
#   severity: info
#   fix: Ask an owner to add you to the team.
package access.standing

standings contains "owner" if {
	_person
	input.subject.id in input.resource.owners
}

standings contains "member" if {
	_person
	input.resource.team in input.subject.teams
}

standings contains "administrator" if {
	_person
	"platform_admin" in input.subject.roles
}

standings contains "itself" if {
	input.subject.kind == "product"
	input.resource.kind == "product"
	input.subject.id == input.resource.name
}

_person if input.subject.kind in ["user", "service"]

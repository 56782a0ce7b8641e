# METADATA
# title: Each act has its people
# description: >-
#   Owners publish, run and retire their products and decide who reads them; members may look at quarantine and decisions;
#   a product runs itself and reports its lineage; administrators shape the mesh but neither hand out nor read the data
#   of others. An act that is not listed is nobody's.
# custom:
#   slug: acts-have-people
#   severity: error
#   fix: Ask an owner of the resource's team.
package access.authority

import data.access.standing
import data.text

acts := {
	"decision.read": {"on": ["product", "port", "mesh"], "by": ["owner", "member", "administrator"]},
	"domain.create": {"on": ["domain"], "by": ["administrator"]},
	"domain.edit": {"on": ["domain"], "by": ["administrator"]},
	"grant.issue": {"on": ["port"], "by": ["owner"]},
	"grant.read": {"on": ["port"], "by": ["owner", "member", "administrator"]},
	"grant.revoke": {"on": ["port"], "by": ["owner", "administrator"]},
	"lineage.ingest": {"on": ["product"], "by": ["owner", "administrator", "itself"]},
	"product.publish": {"on": ["product"], "by": ["owner", "administrator"]},
	"product.retire": {"on": ["product"], "by": ["owner", "administrator"]},
	"quarantine.read": {"on": ["product", "port"], "by": ["owner", "member"]},
	"run.read": {"on": ["product"], "by": ["owner", "member", "administrator", "itself"]},
	"run.start": {"on": ["product"], "by": ["owner", "administrator", "itself"]},
	"subject.edit": {"on": ["subject"], "by": ["administrator"]},
	"team.create": {"on": ["team"], "by": ["administrator"]},
	"team.edit": {"on": ["team"], "by": ["owner", "administrator"]},
	"token.issue": {"on": ["product", "subject"], "by": ["owner", "administrator"]},
}

_act := acts[input.action]

_fitting if input.resource.kind in _act.on

_permitted if {
	some who in _act.by
	who in standing.standings
}

deny contains {
	"policy": "acts-have-people",
	"path": "action",
	"message": $"Nobody may `{input.action}`, because no policy knows the act",
	"fix": $"use one of {text.listed(object.keys(acts))}",
} if {
	not _act
}

deny contains {
	"policy": "acts-have-people",
	"path": "resource.kind",
	"message": $"`{input.action}` is done to a {concat(" or ", _act.on)}, not to a {input.resource.kind}",
	"fix": $"name a {concat(" or ", _act.on)}",
} if {
	_act
	not _fitting
}

deny contains {
	"policy": "acts-have-people",
	"path": "subject",
	"message": $"`{input.subject.id}` may not `{input.action}` on `{input.resource.name}`: that takes {_takers}",
	"fix": _fix,
} if {
	_fitting
	not _permitted
}

_takers := concat(" or ", [_named[who] | some who in _act.by])

_named := {
	"administrator": "a platform administrator",
	"itself": "the product itself",
	"member": "a member of its team",
	"owner": "an owner",
}

_fix := $"ask an owner ({concat(", ", input.resource.owners)})" if {
	"owner" in _act.by
	count(input.resource.owners) > 0
} else := "ask a platform administrator"

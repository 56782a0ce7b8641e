# One question that is answered with yes, and ways to make it another.
package access.sample

question := {
	"action": "read",
	"subject": {"id": "ana", "kind": "user", "teams": ["planning_team"], "roles": [], "attributes": {}},
	"purpose": "planning",
	"now": 1790000000,
	"port": {
		"name": "operations.flights",
		"domain": "operations",
		"product": "operations/flights",
		"version": "1.0.0",
		"status": "active",
		"team": "flight_ops",
		"contact": "ops@example.org",
		"purposes": ["planning"],
		"row_filters": [],
	},
	"columns": [
		{"name": "day", "classification": "public", "mask": "redact"},
		{"name": "carrier", "classification": "internal", "mask": "redact"},
		{"name": "tailnum", "classification": "confidential", "mask": "hash"},
		{"name": "pilot", "classification": "restricted", "mask": "null"},
	],
	"grants": [grant],
	"waivers": [],
}

grant := {
	"id": "g1",
	"grantee_kind": "user",
	"grantee": "ana",
	"purposes": ["planning"],
	"columns": ["*"],
	"clear": [],
	"all_rows": false,
	"starts": 1789000000,
	"expires": 1791000000,
	"revoked": false,
}

with_subject(changes) := object.union(question, {"subject": changes})

with_port(changes) := object.union(question, {"port": changes})

with_grant(changes) := with_grants([object.union(grant, changes)])

with_grants(grants) := object.union(question, {"grants": grants})

without(path) := json.remove(question, [path])

# The document with something else at a place: every wrong thing that could stand there.
wrong(path, values) := [json.patch(question, [{"op": "replace", "path": path, "value": value}]) | some value in values]

ask := $"ask flight_ops (ops@example.org) to run `{command}`"

command := "trellis grant operations.flights --to ana --purpose planning --expires 30d"

request := {
	"action": "product.publish",
	"subject": {"id": "ana", "kind": "user", "teams": ["flight_ops"], "roles": [], "attributes": {}},
	"resource": {
		"kind": "product",
		"name": "operations/flights",
		"domain": "operations",
		"team": "flight_ops",
		"owners": ["ana"],
	},
	"now": 1790000000,
}

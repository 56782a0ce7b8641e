# One change that nothing speaks against, and ways to make it another.
package evolution.sample

evolution := {
	"action": "evolve",
	"port": "operations.flights",
	"from": "1.2.3",
	"to": "1.3.0",
	"required_bump": "minor",
	"changes": [change],
	"consumers": [
		{"product": "planning/punctuality", "columns": ["carrier", "dep_delay"]},
		{"product": "planning/delays", "columns": ["day"]},
		{"product": "finance/costs", "columns": []},
	],
}

change := {
	"kind": "column-added",
	"path": "schema[0].properties[4]",
	"column": "gate",
	"grade": "safe",
	"message": "`gate` was added",
}

removal := {
	"kind": "column-removed",
	"path": "schema[0].properties[1]",
	"column": "carrier",
	"grade": "breaking",
	"message": "`carrier` was removed",
}

but(changes) := object.union(evolution, changes)

breaking(to) := object.union(evolution, {"changes": [change, removal], "required_bump": "major", "to": to})

without(path) := json.remove(evolution, [path])

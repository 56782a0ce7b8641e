# One publication that nothing speaks against, and ways to make it another.
package registration.sample

publication := {
	"action": "register",
	"subject": {"id": "ana", "kind": "user", "teams": ["flight_ops"], "roles": [], "attributes": {}},
	"product": {
		"name": "operations/flights",
		"domain": "operations",
		"version": "1.0.0",
		"status": "active",
		"kind": "source-aligned",
		"purpose": "",
		"team": "flight_ops",
		"owners": ["ana"],
		"contact": "ops@example.org",
		"description": "Every departure",
		"inputs": [{"name": "flights_csv", "contract_id": "flights_csv", "source": true}],
		"outputs": [{"name": "flights", "version": "1.0.0", "contract_id": "operations.flights"}],
	},
	"contracts": [contract],
	"known": {
		"domains": {"operations": "flight_ops", "weather": "meteo"},
		"teams": ["flight_ops", "meteo"],
		"ids": {"weather.observations": "weather.observations"},
	},
	"now": 1790000000,
}

contract := {
	"id": "operations.flights",
	"version": "1.0.0",
	"status": "active",
	"port": "operations.flights",
	"description": "One row a departure",
	"purposes": ["planning"],
	"service_levels": [{"property": "freshness", "value": 1, "unit": "d"}],
	"row_filters": [{"column": "carrier", "attribute": "carriers"}],
	"columns": [column("carrier"), column("day")],
}

column(name) := {
	"name": name,
	"column": name,
	"within": "internal",
	"path": $"schema[0].properties.{name}",
	"type": "string",
	"classification": "internal",
	"mask": "redact",
	"description": "What it is",
}

with_product(changes) := object.union(publication, {"product": changes})

with_contract(changes) := with_contracts([object.union(contract, changes)])

with_contracts(contracts) := object.union(publication, {"contracts": contracts})

# The second column changed, as a column or a nested one.
with_column(changes) := with_contract({"columns": [column("carrier"), object.union(column("day"), changes)]})

without(path) := json.remove(publication, [path])

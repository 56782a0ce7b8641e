package registration.restricted_test

import data.registration.restricted
import data.registration.sample

secret(purposes) := sample.with_contract({
	"purposes": purposes,
	"columns": [sample.column("day"), object.union(sample.column("pilot"), {"classification": "restricted"})],
})

test_restricted_columns_without_purposes_are_warned_about if {
	restricted.warn == {{
		"policy": "restricted-lists-purposes",
		"path": "contracts[0].customProperties",
		"message": "Nobody but the owners of `operations.flights` will read `pilot` in clear: it lists no purposes",
		"fix": "add the custom property `purposes` (vendor `trellis`), or leave it so if that is meant",
	}} with input as secret([])
}

test_purposes_or_nothing_restricted_are_fine if {
	restricted.warn == set() with input as secret(["planning"])
	restricted.warn == set() with input as sample.with_contract({"purposes": []})
}

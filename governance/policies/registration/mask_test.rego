package registration.mask_test

import data.registration.mask
import data.registration.sample

types := [
	"string", "boolean", "integer", "float", "decimal", "date",
	"timestamp", "time", "object", "array", "map", "vector",
]

fitting(kind) := {type |
	some type in types
	mask.deny == set() with input as sample.with_column({"mask": kind, "type": type})
}

test_redact_and_null_fit_every_type if {
	every kind in ["redact", "null"] { count(fitting(kind)) == count(types) }
}

test_hash_and_last4_fit_strings if {
	every kind in ["hash", "last4"] { fitting(kind) == {"string"} }
}

test_year_fits_dates_and_timestamps if fitting("year") == {"date", "timestamp"}

test_a_mask_that_nobody_knows_fits_nothing if {
	every kind in ["", "blur", null, 1, ["redact"]] { fitting(kind) == set() }
}

test_the_refusal_names_the_column_and_its_type if {
	mask.deny == {{
		"policy": "masks-fit-types",
		"path": "contracts[0].schema[0].properties.day.customProperties",
		"message": "The mask `last4` does not fit column `day` of `operations.flights`, a date",
		"fix": "choose `redact` or `null`, which fit every type",
	}} with input as sample.with_column({"mask": "last4", "type": "date"})
}

test_a_column_without_a_mask_or_type_is_refused if {
	every key in ["mask", "type"] {
		document := json.remove(sample.with_column({"mask": "hash"}), [$"/contracts/0/columns/1/{key}"])
		count(mask.deny) == 1 with input as document
	}
}

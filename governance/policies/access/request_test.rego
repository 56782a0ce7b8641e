package access.request_test

import data.access.request
import data.access.sample

test_a_request_that_is_made_in_full_is_not_doubted if request.faults == set() with input as sample.request

test_a_request_with_a_part_missing_is_doubted if {
	every path in ["/action", "/now", "/resource"] {
		request.faults == {trim_prefix(path, "/")} with input as json.remove(sample.request, [path])
	}
	every key in ["kind", "name", "domain", "team", "owners"] {
		request.faults == {"resource"} with input as json.remove(sample.request, [$"/resource/{key}"])
	}
}

test_a_request_with_a_part_of_the_wrong_type_is_doubted if {
	wrong := {
		"/action": ["", null, 1, ["run.start"]],
		"/now": [null, "now", -1, 0.5],
		"/resource": [null, "operations/flights", []],
		"/resource/kind": ["", "banana", null],
		"/resource/name": ["", null, 1],
		"/resource/domain": [null, 1],
		"/resource/team": [null, ["flight_ops"]],
		"/resource/owners": [null, "ana", {"0": "ana"}, [""], [null]],
	}
	every path, values in wrong {
		every value in values {
			count(request.faults) == 1 with input as json.patch(
				sample.request,
				[{"op": "replace", "path": path, "value": value}],
			)
		}
	}
}

test_every_kind_of_resource_is_known if {
	every kind in ["product", "port", "domain", "team", "mesh", "subject"] {
		request.faults == set() with input as object.union(sample.request, {"resource": {"kind": kind}})
	}
}

test_the_refusal_names_the_part if {
	request.deny == {{
		"policy": "request-is-whole",
		"path": "resource",
		"message": "`resource` is missing from the request or of the wrong type",
		"fix": "act through `trellis` or the API, which send every part",
	}} with input as json.remove(sample.request, ["/resource"])
}

package registration

import data.access.subject
import data.registration.classification
import data.registration.column_description
import data.registration.contract_id
import data.registration.description
import data.registration.document
import data.registration.domain
import data.registration.input as inputs
import data.registration.mask
import data.registration.nesting
import data.registration.owner
import data.registration.ports
import data.registration.purpose
import data.registration.restricted
import data.registration.row_filter
import data.registration.service_level

_doubts := subject.deny | document.deny

_refused := _doubts if {
	count(_doubts) > 0
} else := union({
	classification.deny,
	contract_id.deny,
	description.deny,
	domain.deny,
	inputs.deny,
	mask.deny,
	nesting.deny,
	owner.deny,
	ports.deny,
	purpose.deny,
	row_filter.deny,
	service_level.deny,
})

_noted := set() if {
	count(_doubts) > 0
} else := column_description.warn | restricted.warn

# METADATA
# title: May this product be published?
# description: >-
#   The answer to a publication: every reason against it at once, each with its place in the documents, and what could be
#   better. Nothing denied means yes.
# entrypoint: true
register := {"deny": _refused, "warn": _noted}

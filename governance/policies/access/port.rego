# METADATA
# title: A port is described in full before it is read
# description: >-
#   The port says who owns it, what state it is in, what it may be used for, and how secret each column is. Two columns
#   whose names differ only in case are one column to SQL, so they are refused; `*` is a wildcard, not a column.
# custom:
#   slug: port-is-described
#   severity: error
#   fix: Publish the port's contract again with `trellis publish`.
package access.port

import data.text

faults := {"port", "columns", "port.row_filters"} - _sound

_sound contains "port" if _port_sound(input.port)

_sound contains "columns" if _columns_sound(input.columns)

_sound contains "port.row_filters" if _filters_sound(input.port.row_filters)

_port_sound(port) if {
	every key in ["name", "domain", "product", "version", "status", "team"] { text.word(port[key]) }
	is_string(port.contact)
	text.words(port.purposes)
}

_columns_sound(columns) if {
	is_array(columns)
	count(columns) > 0
	every column in columns { _column_sound(column) }
	count({lower(column.name) | some column in columns}) == count(columns)
}

_column_sound(column) if {
	text.word(column.name)
	column.name != "*"
	column.classification in ["public", "internal", "confidential", "restricted"]
	column.mask in ["redact", "null", "hash", "year", "last4"]
}

_filters_sound(filters) if {
	is_array(filters)
	names := {column.name | some column in input.columns}
	every filter in filters {
		filter.column in names
		text.word(filter.attribute)
	}
}

deny contains {
	"policy": "port-is-described",
	"path": path,
	"message": $"`{path}` does not describe the port: something is missing, repeated or of the wrong type",
	"fix": "publish the port's contract again with `trellis publish`",
} if {
	some path in faults
}

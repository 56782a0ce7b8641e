# Versions as three numbers, which arrays compare in order; a label such as `-rc.1` only says that a release is not final.
package evolution.versions

core(version) := [to_number(part) | some part in parts] if {
	parts := split(split(version, "-")[0], ".")
	count(parts) == 3
	every part in parts {
		count(part) in numbers.range(1, 9)
		trim(part, "0123456789") == ""
	}
}

# Whether `to` comes after `from`; two labels of one release have no order here, so one may follow the other.
later(from, to) if core(to) > core(from)

later(from, to) if {
	core(to) == core(from)
	contains(from, "-")
	to != from
}

# Below 1.0.0 nothing is settled, and between two candidates of a release neither is (semver.org 2.0.0, items 4 and 9).
unsettled(from, to) if {
	core(from)[0] == 0
	array.slice(core(to), 0, 2) > array.slice(core(from), 0, 2)
}

unsettled(from, to) if {
	contains(from, "-")
	contains(to, "-")
	later(from, to)
}

next_breaking(version) := next_minor(version) if {
	core(version)[0] == 0
} else := $"{format_int(core(version)[0] + 1, 10)}.0.0"

next_minor(version) := $"{format_int(core(version)[0], 10)}.{format_int(core(version)[1] + 1, 10)}.0"

next_patch(version) := concat(".", [format_int(core(version)[i] + step, 10) | some i, step in [0, 0, 1]])

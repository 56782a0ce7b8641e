# Words: what counts as one, and how they are written in a message or a command.
package text

_plain := "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./@:+="

word(value) if {
	is_string(value)
	value != ""
}

# A list of words, told apart from objects and strings, which `in` would search just as happily.
words(list) if {
	is_array(list)
	every value in list { word(value) }
}

# `a`, `b` and so on, in order and once each: a set has no order that every engine shares.
listed(names) := concat(", ", [$"`{name}`" | some name in sort({name | some name in names})])

# A word as a POSIX shell takes it: what is pasted is that word and never a second command.
shell(value) := value if {
	value != ""
	trim(value, _plain) == ""
} else := concat("", ["'", replace(value, "'", `'\''`), "'"])

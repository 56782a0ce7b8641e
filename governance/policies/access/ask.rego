# How a reader asks the owners for access: the command that they would run, addressed to the team.
package access.ask

import data.text

command := concat(" ", [
	"trellis grant",
	text.shell(input.port.name),
	"--to",
	text.shell(input.subject.id),
	"--purpose",
	text.shell(input.purpose),
	"--expires 30d",
])

contact := $"{input.port.team} ({input.port.contact})" if {
	input.port.contact != ""
} else := input.port.team

grant := $"ask {contact} to run `{command}`"

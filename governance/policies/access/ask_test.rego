package access.ask_test

import data.access.ask
import data.access.sample

test_the_owners_are_told_what_to_run if ask.grant == sample.ask with input as sample.question

test_a_team_without_a_contact_is_named if {
	ask.contact == "flight_ops" with input as sample.with_port({"contact": ""})
}

test_odd_words_are_quoted_in_the_command if {
	document := object.union(sample.with_subject({"id": "ana; ls"}), {"purpose": "plan it"})
	command := ask.command with input as document
	command == "trellis grant operations.flights --to 'ana; ls' --purpose 'plan it' --expires 30d"
}

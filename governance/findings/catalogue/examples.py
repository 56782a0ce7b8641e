"""TRL701 to TRL707: a product's own tests."""

from governance.findings.rule import Rule

__all__ = ["EXAMPLES"]

EXAMPLES = (
    Rule(
        code="TRL701",
        title="An example publishes other rows than it expects",
        why="Either the transform or the example is wrong, and the next run would publish what the transform says. Rows are "
        "compared in any order; floats may differ by 1e-9 of their size (1e-6 where they have 32 bits).",
        cure="Correct the transform, or the example if its rows were never right.",
        before="expect:\n  flights:\n    - {flight: 1545, dep_delay: 2}  # dep_delay is 3",
        after="expect:\n  flights:\n    - {flight: 1545, dep_delay: 3}",
    ),
    Rule(
        code="TRL702",
        title="An example sets other rows aside, or for other reasons",
        why="A rule that diverts what it should not, or lets through what it should divert, is found here or by the readers.",
        cure="Correct the contract or the transform, or list the row with all of its reasons.",
        before="quarantine:\n  flights:\n    - {row: {flight: 3}, reasons: [carrier.enum]}  # it breaks carrier.required",
        after="quarantine:\n  flights:\n    - {row: {flight: 3}, reasons: [carrier.required]}",
    ),
    Rule(
        code="TRL703",
        title="An example names what the product does not have",
        why="An input, port, column or rule of that name is not there, so the example would prove nothing about it.",
        cure="Correct the name, or declare what it names.",
        before="given: {flight: [{carrier: UA}]}",
        after="given: {flights: [{carrier: UA}]}",
    ),
    Rule(
        code="TRL704",
        title="An example leaves something out",
        why="A transform reads all of its inputs, foreign keys need the keys that they lead to, and an example that expects "
        "nothing cannot fail.",
        cure="Give every input its rows (`[]` for none), every port that is referred to its keys, and expect something.",
        before="given: {flights: [{carrier: UA}]}  # and observations?",
        after="given: {flights: [{carrier: UA}], observations: []}",
    ),
    Rule(
        code="TRL705",
        title="A value of an example is not of its column's type",
        why="It is converted as strictly as a run converts what it reads, so no row of the input or port could hold it.",
        cure="Write a value of that type; moments and long decimals in quotes.",
        before="given: {flights: [{dep_delay: two}]}",
        after="given: {flights: [{dep_delay: 2}]}",
    ),
    Rule(
        code="TRL706",
        title="An example ends with an error",
        why="A run on such rows would end there, and publish nothing.",
        cure="Correct the transform at the line that is named, or give it rows that it is meant for.",
        before="CAST(seats AS INTEGER) AS seats  -- seats is 'two' in the example",
        after="TRY_CAST(seats AS INTEGER) AS seats",
    ),
    Rule(
        code="TRL707",
        title="The transform makes other columns than the contract has",
        why="Every run would be refused before its first row: a port serves the columns that it promises, and no others.",
        cure="Return exactly the contract's columns, or change the contract.",
        before="SELECT * FROM {{ source('flights_csv') }}",
        after="SELECT carrier, flight FROM {{ source('flights_csv') }}",
    ),
)

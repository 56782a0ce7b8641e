"""An engine that gives the answer it was given, to see what is made of answers that no sound policy gives."""

from governance.errors import Unavailable


class Scripted:
    def __init__(self, answer, revision="r1"):
        self.answer, self.revision = answer, revision

    def evaluate(self, entrypoint, document):
        return self.answer


class Silent:
    revision = "r1"

    def evaluate(self, entrypoint, document):
        raise Unavailable("no answer", hint="start it")

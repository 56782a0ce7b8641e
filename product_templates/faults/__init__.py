"""What is wrong with an answer, in one sentence, or nothing: the validators that templates call by name."""

package main

import (
	"errors"
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// complaint is one thing that is wrong, and where; line and column count from 1, 0 when it has no place.
type complaint struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}

func complaints(err error) []complaint {
	var all ast.Errors
	var one *ast.Error
	if !errors.As(err, &all) {
		if !errors.As(err, &one) {
			return nil
		}
		all = ast.Errors{one}
	}
	found := make([]complaint, 0, len(all))
	for _, each := range all {
		said := complaint{Code: each.Code, Message: each.Message}
		if each.Location != nil {
			said.File, said.Line, said.Column = each.Location.File, each.Location.Row, each.Location.Col
		}
		found = append(found, said)
	}
	return found
}

func unknownCommand(name string) error { return fmt.Errorf("there is no command %q", name) }

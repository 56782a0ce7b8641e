package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

var prepared []rego.PreparedEvalQuery

// load compiles policies, with the data beside them, for `evaluate`.
func load(asked request) (any, error) {
	modules, err := parsed(asked.Files)
	if err != nil {
		return nil, err
	}
	data := map[string]any{}
	if len(asked.Data) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(asked.Data))
		decoder.UseNumber()
		if err := decoder.Decode(&data); err != nil {
			return nil, err
		}
	}
	ctx := context.Background()
	store := inmem.NewFromObjectWithOpts(data, inmem.OptRoundTripOnWrite(false), inmem.OptReturnASTValuesOnRead(true))
	txn, err := store.NewTransaction(ctx)
	if err != nil {
		return nil, err
	}
	compiler := newCompiler().WithPathConflictsCheck(storage.NonEmpty(ctx, store, txn))
	compiler.Compile(modules)
	store.Abort(ctx, txn)
	if compiler.Failed() {
		return nil, compiler.Errors
	}
	found := make([]rego.PreparedEvalQuery, 0, len(asked.Entrypoints))
	for _, name := range asked.Entrypoints {
		path, ok := storage.ParsePath("/" + name)
		if !ok {
			return nil, errors.New("no entrypoint: " + name)
		}
		query := ast.NewBody(ast.NewExpr(ast.NewTerm(path.Ref(ast.DefaultRootDocument))))
		ready, err := rego.New(rego.Compiler(compiler), rego.Store(store), rego.ParsedQuery(query)).
			PrepareForEval(ctx)
		if err != nil {
			return nil, err
		}
		found = append(found, ready)
	}
	prepared = found
	return nil, nil
}

type decision struct {
	Result any `json:"result"`
}

// decided returns the value of an entrypoint, nothing when it is undefined.
func decided(entrypoint int, document []byte) (any, error) {
	if entrypoint < 0 || entrypoint >= len(prepared) {
		return nil, errors.New("no such entrypoint is loaded")
	}
	input, err := ast.ValueFromReader(bytes.NewReader(document))
	if err != nil {
		return nil, err
	}
	results, err := prepared[entrypoint].Eval(context.Background(), rego.EvalParsedInput(input))
	if err != nil || len(results) == 0 {
		return nil, err
	}
	return decision{Result: results[0].Expressions[0].Value}, nil
}

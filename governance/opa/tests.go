package main

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
)

const (
	perTest = 5 * time.Second
	printed = 4096 // bytes of what one test prints that are told
)

type outcome struct {
	Package string `json:"package"`
	Name    string `json:"name"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Passed  bool   `json:"passed"`
	Skipped bool   `json:"skipped"`
	Error   string `json:"error"`
	Output  string `json:"output"`
}

type tested struct {
	Outcomes []outcome    `json:"outcomes"`
	Coverage cover.Report `json:"coverage"`
}

// test runs every test of the files, and tells what of them the tests ran.
func test(asked request) (any, error) {
	modules, err := parsed(asked.Files)
	if err != nil {
		return nil, err
	}
	ctx, store := context.Background(), inmem.New()
	txn, err := store.NewTransaction(ctx, storage.WriteParams)
	if err != nil {
		return nil, err
	}
	defer store.Abort(ctx, txn)
	covered := cover.New()
	runner := tester.NewRunner().
		SetCompiler(newCompiler().WithEnablePrintStatements(true)).
		SetStore(store).
		SetModules(modules).
		SetParallel(1).
		SetTimeout(perTest).
		CapturePrintOutput(true).
		SetCoverageQueryTracer(&yielding{Cover: covered})
	results, err := runner.RunTests(ctx, txn)
	if err != nil {
		return nil, err
	}
	found := tested{Outcomes: []outcome{}}
	for result := range results {
		found.Outcomes = append(found.Outcomes, shown(result))
	}
	slices.SortFunc(found.Outcomes, func(a, b outcome) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	found.Coverage = covered.Report(modules)
	return found, nil
}

func shown(result *tester.Result) outcome {
	told := outcome{Package: result.Package, Name: result.Name, Passed: result.Pass(), Skipped: result.Skip}
	if result.Location != nil {
		told.File, told.Line = result.Location.File, result.Location.Row
	}
	if result.Error != nil {
		told.Error = result.Error.Error()
	}
	told.Output = strings.ToValidUTF8(string(result.Output[:min(len(result.Output), printed)]), "")
	return told
}

// yielding lets the timer of a test's timeout run now and then: nothing else interrupts a computation in WebAssembly.
type yielding struct {
	*cover.Cover
	events int
}

func (y *yielding) TraceEvent(event topdown.Event) {
	if y.events++; y.events%1024 == 0 {
		runtime.Gosched()
	}
	y.Cover.TraceEvent(event)
}

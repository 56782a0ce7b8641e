package main

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/compile"
	"github.com/open-policy-agent/opa/v1/format"
)

// parsed reads every file, and complains of all of them at once.
func parsed(files map[string]string) (map[string]*ast.Module, error) {
	options := ast.ParserOptions{RegoVersion: ast.RegoV1, Capabilities: allowed, ProcessAnnotation: true}
	modules := make(map[string]*ast.Module, len(files))
	var wrong ast.Errors
	for _, name := range slices.Sorted(maps.Keys(files)) {
		module, err := ast.ParseModuleWithOpts(name, files[name], options)
		var several ast.Errors
		var one *ast.Error
		switch {
		case errors.As(err, &several):
			wrong = append(wrong, several...)
		case errors.As(err, &one):
			wrong = append(wrong, one)
		case err != nil:
			return nil, err
		case module == nil:
			wrong = append(wrong, ast.NewError(ast.ParseErr, &ast.Location{File: name}, "empty module"))
		default:
			modules[name] = module
		}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return modules, nil
}

func newCompiler() *ast.Compiler {
	return ast.NewCompiler().WithCapabilities(allowed).WithUseTypeCheckAnnotations(true)
}

func check(files map[string]string) error {
	modules, err := parsed(files)
	if err != nil {
		return err
	}
	compiler := newCompiler().WithStrict(true).WithEnablePrintStatements(true)
	if compiler.Compile(modules); compiler.Failed() {
		return compiler.Errors
	}
	return nil
}

// formatted returns the text of every file as `opa fmt` writes it.
func formatted(asked request) (any, error) {
	texts := make(map[string]string, len(asked.Files))
	for _, name := range slices.Sorted(maps.Keys(asked.Files)) {
		text, err := format.Source(name, []byte(asked.Files[name]))
		if err != nil {
			return nil, err
		}
		texts[name] = string(text)
	}
	return texts, nil
}

type built struct {
	Wasm        []byte   `json:"wasm"`
	Entrypoints []string `json:"entrypoints"`
}

// build compiles to WebAssembly, as `opa build --target=wasm` does for a folder that holds these files.
func build(asked request) (any, error) {
	modules, err := parsed(asked.Files)
	if err != nil {
		return nil, err
	}
	source := &bundle.Bundle{Data: map[string]any{}}
	source.SetRegoVersion(ast.RegoV1)
	source.Manifest.Init()
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		file := bundle.ModuleFile{URL: name, Path: name, Parsed: modules[name], Raw: []byte(asked.Files[name])}
		source.Modules = append(source.Modules, file)
	}
	compiler := compile.New().
		WithBundle(source).
		WithCapabilities(allowed).
		WithRegoVersion(ast.RegoV1).
		WithTarget(compile.TargetWasm).
		WithEntrypoints(asked.Entrypoints...).
		WithRegoAnnotationEntrypoints(true)
	if err := compiler.Build(context.Background()); err != nil {
		return nil, err
	}
	done := compiler.Bundle()
	names := make([]string, 0, len(done.Manifest.WasmResolvers))
	for _, resolver := range done.Manifest.WasmResolvers {
		names = append(names, resolver.Entrypoint)
	}
	return built{Wasm: done.WasmModules[0].Raw, Entrypoints: names}, nil
}

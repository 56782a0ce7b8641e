package main

import (
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	opa "github.com/open-policy-agent/opa/v1/version"
)

// What a policy may not call although OPA counts it among the deterministic: both look at the evaluation itself.
var forbidden = []string{"rego.parse_module", "trace"}

var allowed = restricted()

func version() string { return opa.Version }

// restricted is every builtin that depends on nothing but its arguments. One that is not in it does not exist: neither
// called, nor put in the place of another by `with`.
func restricted() *ast.Capabilities {
	known := ast.CapabilitiesForThisVersion()
	known.Builtins = slices.DeleteFunc(slices.Clone(known.Builtins), func(builtin *ast.Builtin) bool {
		return builtin.Nondeterministic || slices.Contains(forbidden, builtin.Name)
	})
	known.AllowNet = []string{}
	return known
}

func capabilityNames() []string {
	names := make([]string, 0, len(allowed.Builtins))
	for _, builtin := range allowed.Builtins {
		names = append(names, builtin.Name)
	}
	slices.Sort(names)
	return names
}

// OPA's own compiler, tester, formatter and evaluator as one WebAssembly module with two doors. It opens no file, reads
// no environment and speaks to nobody: what it works on arrives as JSON in its memory, and so does its answer leave.
package main

import (
	"encoding/json"
	"unsafe"
)

type request struct {
	Do          string            `json:"do"`
	Files       map[string]string `json:"files"`
	Entrypoints []string          `json:"entrypoints"`
	Data        json.RawMessage   `json:"data"`
}

var (
	received []byte
	answered []byte
)

var commands = map[string]func(request) (any, error){
	"build":        build,
	"capabilities": func(request) (any, error) { return capabilityNames(), nil },
	"check":        func(asked request) (any, error) { return nil, check(asked.Files) },
	"fmt":          formatted,
	"load":         load,
	"test":         test,
	"version":      func(request) (any, error) { return version(), nil },
}

// room returns where the host writes the next `size` bytes.
//
//go:wasmexport room
func room(size int32) unsafe.Pointer {
	received = make([]byte, max(size, 1))
	return unsafe.Pointer(&received[0])
}

// answer does what the request of `size` bytes asks for and returns where its answer stands: the address in the upper,
// the length in the lower 32 bits.
//
//go:wasmexport answer
func answer(size int32) int64 {
	var asked request
	if err := json.Unmarshal(received[:size], &asked); err != nil {
		return told(nil, err)
	}
	command, known := commands[asked.Do]
	if !known {
		return told(nil, unknownCommand(asked.Do))
	}
	value, err := command(asked)
	return told(value, err)
}

// evaluate decides the entrypoint of that number, in the order in which they were loaded, for an input of `size` bytes.
//
//go:wasmexport evaluate
func evaluate(entrypoint, size int32) int64 {
	value, err := decided(int(entrypoint), received[:size])
	return told(value, err)
}

type reply struct {
	Value      any         `json:"value"`
	Complaints []complaint `json:"complaints,omitempty"`
	Error      string      `json:"error,omitempty"`
}

func told(value any, err error) int64 {
	said := reply{Value: value}
	if err != nil {
		said = reply{Complaints: complaints(err), Error: err.Error()}
	}
	text, failure := json.Marshal(said)
	if failure != nil {
		text, _ = json.Marshal(reply{Error: failure.Error()})
	}
	received, answered = nil, text
	return int64(uintptr(unsafe.Pointer(&answered[0])))<<32 | int64(len(answered))
}

func main() {}

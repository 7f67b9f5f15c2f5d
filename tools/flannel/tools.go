//go:build tools

// Package tools pins the flannel daemon that the tests' cluster runs.
package tools

import _ "github.com/flannel-io/flannel"

// Package tools pins the CoreDNS that the tests' cluster runs.
package tools

import _ "github.com/coredns/coredns/coremain"

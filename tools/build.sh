#!/usr/bin/env bash
# Builds the programs of the tests' cluster from the Go modules pinned beside this file, once: they are kept in a cache folder that is
# named after the pins, and its name is printed. With an empty Go cache this takes about ten minutes. `--where` only prints the name.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
pins=$(cat "$here"/build.sh "$here"/*/* | sha256sum | cut -c1-16)
target="${NETLINT_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/netlint/tools-$pins}"
if [ "${1:-}" = --where ]; then
  echo "$target"
  exit
fi
mkdir -p "$target"

build() { # module folder, package, name, linker flags, whether it has C parts
  [ -x "$target/$3" ] && return
  echo "building $3" >&2
  (cd "$here/$1" && CGO_ENABLED="${5:-0}" go build -trimpath -ldflags "-s -w $4" -o "$target/.$3" "$2")
  mv "$target/.$3" "$target/$3"
}

version=$(cd "$here/kubernetes" && go list -m -f '{{.Version}}' k8s.io/kubernetes)
stamp="-X k8s.io/component-base/version.gitVersion=$version -X k8s.io/client-go/pkg/version.gitVersion=$version"
for name in kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet kubectl; do
  build kubernetes "k8s.io/kubernetes/cmd/$name" "$name" "$stamp"
done
build flannel github.com/flannel-io/flannel flanneld '' 1 # its udp backend is C
build coredns . coredns ''
build helm helm.sh/helm/v4/cmd/helm helm '' # tests of the chart: about a minute of the ten
echo "$target"

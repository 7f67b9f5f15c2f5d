#!/bin/sh
# The flannel CNI plugin's work (flannel-io/cni-plugin, flannel_linux.go): makes a configuration for `bridge` out of subnet.env, keeps it
# under /var/lib/cni/flannel for the pod's end, and hands over. The plugin itself is not packaged by Debian.
env=/run/flannel/subnet.env
kept=/var/lib/cni/flannel/$CNI_CONTAINERID
mkdir -p /var/lib/cni/flannel
if [ "$CNI_COMMAND" = DEL ]; then
  [ -e "$kept" ] || exit 0
  /opt/cni/bin/bridge <"$kept" || exit
  exec rm "$kept"
fi
if [ ! -e $env ]; then
  printf '{"code": 999, "msg": "loadFlannelSubnetEnv failed: open %s: no such file or directory"}' $env
  exit 1
fi
. $env
range() { printf '[{"subnet":"%s"}]' "$(echo "$1" | sed "s,$2/,$3/,")"; }
ranges=$(range "$FLANNEL_SUBNET" '\.1' .0) routes="{\"dst\":\"$FLANNEL_NETWORK\"}"
if [ -n "${FLANNEL_IPV6_NETWORK:-}" ]; then
  ranges="$ranges,$(range "$FLANNEL_IPV6_SUBNET" '::1' ::)" routes="$routes,{\"dst\":\"$FLANNEL_IPV6_NETWORK\"}"
fi
cat >"$kept" <<END
{"cniVersion":"0.3.1","hairpinMode":true,"ipMasq":false,"ipam":{"ranges":[$ranges],"routes":[$routes],"type":"host-local"},"isDefaultGateway":true,"isGateway":true,"mtu":$FLANNEL_MTU,"name":"cbr0","type":"bridge"}
END
exec /opt/cni/bin/bridge <"$kept"

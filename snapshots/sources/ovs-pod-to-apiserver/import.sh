netlint import --out snapshots/ovs-pod-to-apiserver --force \
  --text k8s-node:ovs-vsctl-show=snapshots/sources/ovs-pod-to-apiserver/k8s-node.ovs-vsctl-show.txt \
  --text k8s-node:ifconfig=snapshots/sources/ovs-pod-to-apiserver/k8s-node.ifconfig.txt \
  --text other-node:ovs-vsctl-show=snapshots/sources/ovs-pod-to-apiserver/other-node.ovs-vsctl-show.txt \
  --cluster snapshots/sources/ovs-pod-to-apiserver/cluster.json \
  --notes snapshots/sources/ovs-pod-to-apiserver/notes.md

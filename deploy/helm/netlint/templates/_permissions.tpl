{{- /* Written by "npm run deploy:parts" from src/collect: change it there. */ -}}
{{- define "netlint.reading.namespaces" -}}
kube-flannel kube-node-lease kube-system
{{- end }}
{{- define "netlint.rules.reading" -}}
# list pods: which addresses are pods and where they run, and how the network daemons are started
# get pods, services, namespaces: one by one, what changed while the nodes were read
# list services: which virtual addresses and node ports the nodes should know
# list namespaces: labels by which network policies choose namespaces
- apiGroups: [""]
  resources: ["namespaces", "pods", "services"]
  verbs: ["get", "list"]
# list endpointslices: which addresses a Service should lead to
# get endpointslices: one by one, what changed while the nodes were read
- apiGroups: ["discovery.k8s.io"]
  resources: ["endpointslices"]
  verbs: ["get", "list"]
# list nodes: addresses, pod networks, flannel's annotations, readiness and versions of the nodes
# list endpoints: whether a list of endpoints was cut off at 1,000 (and all of it on clusters without EndpointSlices)
# list events: what the kubelet and the controllers say about the network
- apiGroups: [""]
  resources: ["endpoints", "events", "nodes"]
  verbs: ["list"]
# list networkpolicies: what policies forbid, as DNS
# get networkpolicies: one by one, what changed while the nodes were read
- apiGroups: ["networking.k8s.io"]
  resources: ["networkpolicies"]
  verbs: ["get", "list"]
# list daemonsets: whether kube-proxy, flannel and the like should run on every node
# list deployments: how many replicas of CoreDNS and others there should be
# list statefulsets: whether a Service without pods was scaled to zero
# list replicasets: which Deployment a pod belongs to
- apiGroups: ["apps"]
  resources: ["daemonsets", "deployments", "replicasets", "statefulsets"]
  verbs: ["list"]
# list ingresses: which Services are published by host and path
# list ingressclasses: which controller serves an Ingress
# list servicecidrs: the range of ClusterIPs (Kubernetes 1.33 and later)
# list ipaddresses: which Service has which ClusterIP (1.33 and later)
- apiGroups: ["networking.k8s.io"]
  resources: ["ingressclasses", "ingresses", "ipaddresses", "servicecidrs"]
  verbs: ["list"]
# list validatingwebhookconfigurations, mutatingwebhookconfigurations: which Services the API server itself must reach
- apiGroups: ["admissionregistration.k8s.io"]
  resources: ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"]
  verbs: ["list"]
# list gatewayclasses: which controller serves a Gateway
# list gateways: listeners and addresses of Gateways
# list httproutes: which Services are published through Gateways
- apiGroups: ["gateway.networking.k8s.io"]
  resources: ["gatewayclasses", "gateways", "httproutes"]
  verbs: ["list"]
# list ippools: Calico's pod networks, and how it encapsulates and translates
# list bgpconfigurations: Calico's mesh between the nodes
# list bgppeers: which routers Calico talks to
- apiGroups: ["crd.projectcalico.org"]
  resources: ["bgpconfigurations", "bgppeers", "ippools"]
  verbs: ["list"]
# list ciliumnodes: the nodes' addresses and pod networks as Cilium sees them
- apiGroups: ["cilium.io"]
  resources: ["ciliumnodes"]
  verbs: ["list"]
# list nics: which bridge port carries a pod, on clusters with such an OVS-based CNI
- apiGroups: ["*"]
  resources: ["nics"]
  verbs: ["list"]
{{- end }}
{{- define "netlint.rules.reading.kube-node-lease" -}}
# list leases: whether a node's kubelet still reports
- apiGroups: ["coordination.k8s.io"]
  resources: ["leases"]
  verbs: ["list"]
{{- end }}
{{- define "netlint.rules.reading.kube-system" -}}
# get configmaps: how kube-proxy, flannel, CoreDNS and the kubelets are configured; only these few names
- apiGroups: [""]
  resources: ["configmaps"]
  resourceNames: ["coredns", "kube-flannel-cfg", "kube-proxy", "kubeadm-config", "kubelet-config"]
  verbs: ["get"]
# get configmaps: how Cilium routes; of this one ConfigMap only known settings are kept
- apiGroups: [""]
  resources: ["configmaps"]
  resourceNames: ["cilium-config"]
  verbs: ["get"]
{{- end }}
{{- define "netlint.rules.reading.kube-flannel" -}}
# get configmaps: how kube-proxy, flannel, CoreDNS and the kubelets are configured; only these few names
- apiGroups: [""]
  resources: ["configmaps"]
  resourceNames: ["kube-flannel-cfg"]
  verbs: ["get"]
{{- end }}
{{- define "netlint.rules.nodes.pods.cluster" -}}
# get nodes: why a pod does not start: the node is not ready
- apiGroups: [""]
  resources: ["nodes"]
  verbs: ["get"]
{{- end }}
{{- define "netlint.rules.nodes.pods" -}}
# create jobs: one short-lived Job on each node runs the probe
# list jobs: to find and take away what a collection made
# delete jobs: to take each Job away when its node was read
# deletecollection jobs: to take all away in one request
- apiGroups: ["batch"]
  resources: ["jobs"]
  verbs: ["create", "delete", "deletecollection", "list"]
# delete pods: to take away the probe's pod on a node whose kubelet is dead
- apiGroups: [""]
  resources: ["pods"]
  verbs: ["delete"]
# get pods/log: the probe prints what it read to its log
- apiGroups: [""]
  resources: ["pods/log"]
  verbs: ["get"]
{{- end }}
{{- define "netlint.rules.nodes.agents.cluster" -}}

{{- end }}
{{- define "netlint.rules.nodes.agents" -}}
# get pods/log: each agent prints what it reads to its log
- apiGroups: [""]
  resources: ["pods/log"]
  verbs: ["get"]
{{- end }}
{{- define "netlint.rules.history" -}}
# get configmaps: what earlier nights have found
# patch configmaps: to add this night
- apiGroups: [""]
  resources: ["configmaps"]
  resourceNames: [{{ include "netlint.historyName" . | quote }}]
  verbs: ["get", "patch"]
{{- end }}

{{- define "netlint.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "netlint.fullname" -}}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "netlint.name" .) .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name (include "netlint.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "netlint.namespace" -}}
{{- .Release.Namespace }}
{{- end }}

{{- define "netlint.selectorLabels" -}}
app.kubernetes.io/name: {{ include "netlint.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "netlint.labels" -}}
{{ include "netlint.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "netlint.image" -}}
{{- with .Values.image -}}
{{- $repository := required "image.repository is needed: netlint publishes no image, build one with its Dockerfile" .repository -}}
{{- if .digest }}{{ $repository }}@{{ .digest }}{{ else }}{{ $repository }}:{{ default $.Chart.AppVersion .tag }}{{ end }}
{{- end }}
{{- end }}

{{- define "netlint.nodeImage" -}}
{{- if .Values.nodes.image }}{{ .Values.nodes.image }}{{ else }}{{ include "netlint.image" . }}{{ end }}
{{- end }}

{{- define "netlint.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}{{ default (include "netlint.fullname" .) .Values.serviceAccount.name }}
{{- else }}{{ required "serviceAccount.name is needed where serviceAccount.create is false" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "netlint.historyName" -}}
{{ include "netlint.fullname" . }}-history
{{- end }}

{{- define "netlint.hasWebhook" -}}
{{- if or .Values.webhook.url .Values.webhook.secretRef.name }}true{{ end }}
{{- end }}

{{- /* Whether a Role in kube-flannel is made. */ -}}
{{- define "netlint.kubeFlannel" -}}
{{- if eq (toString .Values.rbac.kubeFlannel) "auto" }}{{ if lookup "v1" "Namespace" "" "kube-flannel" }}true{{ end }}
{{- else if .Values.rbac.kubeFlannel }}true{{ end }}
{{- end }}

{{- /* Written by "npm run deploy:parts" from src/collect: change it there. */ -}}
{{- define "netlint.agent.labels" -}}
app.kubernetes.io/name: netlint-agent
{{- end }}
{{- define "netlint.agent.updateStrategy" -}}
type: RollingUpdate
rollingUpdate:
  maxUnavailable: 20%
{{- end }}
{{- define "netlint.agent.annotations" -}}
netlint/interval-seconds: {{ .Values.nodes.interval | quote }}
fluentbit.io/exclude: "true"
container.apparmor.security.beta.kubernetes.io/agent: unconfined
{{- end }}
{{- define "netlint.agent.pod" -}}
hostNetwork: true
hostPID: true
dnsPolicy: Default
enableServiceLinks: false
automountServiceAccountToken: false
tolerations:
  - operator: Exists
volumes:
  - name: work
    emptyDir: {}
nodeSelector:
  kubernetes.io/os: linux
terminationGracePeriodSeconds: 10
{{- end }}
{{- define "netlint.agent.containers" -}}
- imagePullPolicy: IfNotPresent
  resources:
    requests:
      cpu: 10m
      memory: "0"
    limits:
      memory: 1Gi
  volumeMounts:
    - name: work
      mountPath: /netlint-work
  securityContext:
    runAsUser: 0
    runAsGroup: 0
    runAsNonRoot: false
    privileged: false
    readOnlyRootFilesystem: true
    capabilities:
      drop:
        - ALL
      add:
        - SYS_ADMIN # setns into the node's mount namespace and into the pods' network namespaces
        - SYS_CHROOT # setns into a mount namespace asks for it too (mount_namespaces(7)), and so does chroot
        - SYS_PTRACE # to open /proc/PID/ns and /proc/PID/root of processes that have capabilities which this one lacks, and ss -p
        - NET_ADMIN # to list nftables, iptables, ipsets and connection tracking: the kernel answers nobody else
        - NET_RAW # iptables-legacy-save opens a raw socket to ask for a table
        - SYSLOG # the kernel log where kernel.dmesg_restrict is set
        - DAC_OVERRIDE # sockets and files of daemons that do not run as root, as that of Open vSwitch
    seccompProfile:
      type: RuntimeDefault
    {{- if semverCompare ">=1.30-0" .Capabilities.KubeVersion.Version }}
    appArmorProfile:
      type: Unconfined
    {{- end }}
    seLinuxOptions:
      type: spc_t
  name: agent
  image: {{ include "netlint.nodeImage" . | quote }}
  command:
    - /bin/sh
    - -c
    - |
      packing=$1 script=$2 patience=$3 interval=$4 nonce=agent
      shift 4
      options="$*"

      for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin /run/current-system/sw/bin; do
        case :$PATH: in *:$folder:*) ;; *) PATH=$PATH:$folder ;; esac
      done
      LC_ALL=C
      export PATH LC_ALL
      unset LD_LIBRARY_PATH LD_PRELOAD TMPDIR ENV BASH_ENV
      # The pod's own volume, by the name that it has for a process in the node's mount namespace.
      [ ! -d /netlint-work ] || export TMPDIR="/proc/$$/root/netlint-work"

      have() { command -v "$1" >/dev/null 2>&1; }

      # fail WORD TEXT: the log of a container that could not look at its node.
      fail() {
        printf 'netlint-log-failed %s %s %s\n' "$nonce" "$1" "$2"
        exit 1
      }

      # find_door: how to come to the node's files, into $door. The second way is for images without nsenter. The shell has its full name:
      # a busybox nsenter would take its own applet for "sh".
      find_door() {
        why=''
        for door in 'nsenter -t 1 -m --' 'chroot /proc/1/root'; do
          have "${door%% *}" || continue
          said=$($door /bin/sh -c 'exit 77' 2>&1)
          code=$?
          [ $code -ne 77 ] || return 0
          why="$why$door: exit code $code, $said. "
        done
        fail door "${why:-the image has neither nsenter nor chroot}"
      }

      # tool NAME ARGUMENT...: the image's, else the node's.
      tool() {
        if have "$1"; then "$@"; else $door "$@"; fi
      }

      has() { have "$1" || $door /bin/sh -c "command -v $1" >/dev/null 2>&1; }

      choose_tools() {
        pack=none armour=hex width=0
        ! has gzip || pack=gzip
        if has base64; then
          armour=base64 width=76
          if printf x | tool base64 -w 4000 >/dev/null 2>&1; then width=4000; fi
        elif has od; then
          width=0
        else
          fail tools 'neither the image nor the node has base64 or od'
        fi
        if [ "$packing" = gzip ] && { [ $pack != gzip ] || [ $armour != base64 ]; }; then
          fail unpack 'neither the image nor the node has base64 and gzip'
        fi
      }

      unpacked() {
        if [ "$packing" = gzip ]; then
          printf '%s\n' "$script" | tool base64 -d | tool gzip -dc
        else
          printf '%s\n' "$script"
        fi
      }

      # run_probe: ends it the hard way when it hangs (a tool that waits for a dead disk), so that what it sent until then is not lost.
      run_probe() {
        unpacked | {
          # A background process has no stdin but what it is given by number.
          exec 6<&0
          $door /bin/sh -s -- $options <&6 6<&- &
          probe=$!
          ( trap 'kill $sleeper; exit' TERM; tool sleep "$patience" & sleeper=$!; wait $sleeper && kill -9 $probe ) >/dev/null 2>&1 5>&- 6<&- &
          watch=$!
          exec 6<&-
          wait $probe
          code=$?
          kill $watch 2>/dev/null
          exit $code
        }
      }

      packed() { if [ $pack = gzip ]; then tool gzip -c; else tool cat; fi; }

      armoured() {
        if [ $armour = hex ]; then tool od -An -v -tx1
        elif [ $width = 4000 ]; then tool base64 -w 4000
        else tool base64
        fi
      }

      # take_frame: one look at the node, into $body, and what there is to say about it into $about.
      take_frame() {
        body=$(run_probe | packed | armoured)
        about="pack=$pack armour=$armour width=$width bytes=${#body} sum=-"
        if has cksum; then
          about="${about%-}$(printf '%s' "$body" | tool cksum)"
          about="${about%% [0-9]*}"
        fi
      }

      # print_frame NONCE: in one go.
      print_frame() {
        printf 'netlint-log 1 %s %s\n%s\nnetlint-log-end %s %s\n' "$1" "$about" "$body" "$1" "$about"
      }

      # The pod shares the node's PIDs, so the runtime kills what is left as soon as this shell ends: on TERM it has to wait until the probe
      # has removed its temporary folder. "read" sees the end of its input when the last process that has number 5 open is gone.
      stop() {
        trap '' TERM INT
        kill -TERM 0
        wait $working
        exit 143
      }

      # run_until_done FUNCTION
      run_until_done() {
        find_door
        choose_tools
        exec 7>&1
        { "$1"; echo done >&5; } 5>&1 >&7 | ( trap '' TERM INT; read -r word ) &
        working=$!
        trap stop TERM INT
        wait $working
      }

      loop() {
        while :; do
          take_frame
          read -r nonce </proc/sys/kernel/random/uuid
          print_frame "${nonce%%-*}"
          tool sleep "$interval"
        done
      }

      run_until_done loop
    - netlint
    - gzip
    - H4sIAAAAAAACA+296XobR5Yg+h9PEU5CBkAhwUUSbEOGXCpJLuu2tk+kq6uaonETyACZRSATlZEgxSJ4v3maebB5kvudJbZEYiEle3p62t0lJmKPEyciTpx155u9YZLuqfPajkhlMUnSQqRZLMUsz4ayLaZRLMXw2uTtdw46+53aTm1HfMiTtFDi6jwqRHEuochVll8IVUSjC5GNRXGeKDGNRudJKsUkyy6UmCQXsi0iJQr5uRBXSXEuIjE6l6MLNZ+KcZYLeSnzazGL8qK2I5pxNlJ7OJRwnOXTqOhM41ZHfJynIimgnTzLCpGlNIAshsbTWFxIOaOBJYWY4Th7tR0B/6lzHFc4TiZSPIMqHWxfOP81s7wnFuLsX8nMLdI5+1ertiNeFyKVMlYiEupcTiZt7Hyu5tFEqGk0mYgiyyaKRgKDgCkBPJJZW6Tjoi2UaotOpyMSBVVz+ZTHqsQ0USpJz+AzzQoZd6i/0XmUnklMO0/Ss55IMzHKplPoIVEinwMAokKMchkVEkZWRMOJFFkuJlmEQ72QeSonYprF84l8KpJCiSydXAuAgxJRLkWSQj05nWV5lF/XdsQ4m8Qyb4ur82R0DpDM5TS7lKoDQ8oltJtmQqaXSZ6lU5kWMMlZno2kUlK1IfNIjnJZMCyysRn0JEklDwCAN0lUIWMxnkRnipDr/axIslT1RBiqaDqbSHH06sX7dy+P7CoNZXElJS19cZXhiJL0TFE/87SQuWqLfcSqLJU6H9b3sMXYgP+F4SQ7C1WSjsq9TGR0KUU2Lwz4pFIRrASCBoCeEprPZ0UydZCouV/qYhp9DtNoKtUsGkkl3ukc2BciSYtMqExMo/Ta7COndOV/zcMn3VInw3l8JosqUJ0lqcYekcorEY0LGn8h/IGXO3m0v9+q1Xj7D3AfNFvipiYErUv/UEyyswFCr78vptHngR14//BJV9Cg+o/292sCcGkixYmo74jwrBD74vSpiLMadDWKlBT1m8NeeCuStEb9NxpiIXZPvtkPfzjdbdX0sHBPj0VDH0s4rp54oMzWTOfTocw/pQ0R1A8C8ezbQ1M5l8U8T4VNePoUP6WKRs5IDuwoNBK29KTrh7qShz4tBxZ+EX/5W2U4+YUJYi0NOTdzMwzm6UWaXaUiwx0kHqj7wUCdJ+MC8+MslbWaEDvi+FwCAKS4ynIAchozmGEr88kNx+VT2PqzPPt8rY/mq+haFBkg+2wYjS6e4oacp0mBu3M+SaZJIcIxnEHUDJ6snZoQb14Mnr95038hfnn/9lV/T6TZAFvuN3YbNSHk51mWF1wKy5gSNSHmqZKFOC+KGSXhp+LvaDLhr1+Ojz8MPnx8/7e/4+cRfz9/84a/3r3njxcvPzw//kW8evdX8efnR78M4OP1z0c1IU5E+C8R1G8w+a+vPh69fv+uF94G4lQsFgKGEWZilqnkc40RrFeHtnoay3bVMEl3W3ohdlsCsvtUaG+u8r1JNoome1CMftMX/EuVeO3m00hdiP3vvoM9KgvxUM75KxzTOj4XKjlLo4l3hE6jCzgc8N6WfPbjEuP5mkczOi34DoDr4CqbT2I+I5NCDOV5ksawZtT6RMb9BqwRVm7YxGupGuKXXz+I1++OxfGrj29rAtFgNolGeA0F9Zvjtx9evv7YC/eK6ew2EPBH7ME9txfLyz11PhV7l1EOyeb8yK7SAQ27X29Sn343T8X0Au43EcYiqGNve7x5On8z/wXi8Bl2ks4nk5b49lsxzGV0Ue4CZ4ZbQ4hkrJffFuCF/0aMYj/9KQCUlnzFDk4zew3rhRghrIeSCLIkRYi0ESRtC5MsN2ARTTPZFpwAevPzxj8AmCc1gbci3sN2iGbJiiS+HsxnDfHqb6+PTWoCN2s+nxUyXlpGKiE/J4U4aIgPrz+8slvDIACDhkrVcDsU4hmQfKqjzsWPPzbevTp+8/rd8eDD84/HR43ajviVrtckFefzNM5lXJzjPR8JJUdZGreRloSLOgJUuujU0uyK76k0u+rD1XODcxVhLuYzkUtViB+BtBzt0d39VNy6Kw8jZFjtcyP1m/nsQWf3Fv7u7HZuzXXWK91haXYFQ93/abfFFdPsamf/Vjx9Cvsa8Qm+ecMiFt3WajtCpiOgvY9f/e24R0RBnZJiJJof/O1vlqBkjMC2IiSoRAQw7NSoCs+e6/drS9fa7sk3z8P/iMJ/7Yc/DDrt3t6f+g/DU+8E0pXrB08NMPyzxhRw7vYQdjDnwFp/+y1c+Dc73NqtCCeF6O67d38GdLACCFOZnZ9uCZ7nUW5THwR1KhhQrumdUp0VgHr2+j6pmKczOf6gSs5Nu1yiqXfsgwcP9g//1hD1ZtNJjBsiaGAzQUt8Kw6fPGm1WqWb1S42EWWvXxpy7cXzD+L5ixevPhyLN8///OqNOPn46vnL1+/+ctoT2Uymik5mJNj5mE7hGZXLUZbHT7F+korhJBtdYIknB4dieF1IoKnFUXSN9PrVuaaZYUfBuYsX9Hk2kUKN8mSGD5HsUuadGg6RESmBVebthgTLKJr1649ENBrJWdGvPxaTaCgn/foTTWn36zddIOZUERVz1W80cMv3Q9hO/XqzmYqH4qAFBE1PPKunncx8SdpxNaRco7Rfpx8nIoCvQIQTKYJ6LKMY8J5xzNutg6EcRXMlRZBmBTyQeqvmTK+/q0iJuZKxmM8CPBrTRJ3XnOMSl8xp9+Or50fv3/WI+nfeYtxdRwTRUMm06MFLLxBTGeH6RYVQ2VQOs/gaSX8Z6zsWXmDmhQfEEkARzjHdJa+DwTaHsNMwY0iri2Q2k3HF8LHxQVQgbeHModQ7v+hnUXFuJhLQcy1x6QPl0nfmilIyykfnEgevO+TBX0FP7mnBCTf498He7i2dFniEYFrgnBIndHPrdDiiR1laJOlc6vzPbj41lZeS7HVeiSZUVoyiFJKG9G4Myncn3/xuC3q964cBgRtSaSMfv3//pgdNEhJm2QQbnqcC+vpJvC4UApvPfCjQE5EYztX1MPtMxDCTW0V0Ien1fpWKaDabyMIgNDwoOjWLKuMkjQfYWwCD0oQKwBZSEbSGGOHde+DOdF9TCRbpeojh42yexoR/hw7+ceOEhpr0JZxkzkYJJ80IecTwSaTV65+P+r0yYYjEsEEHms3Y0HKwFfSif/ZTnXlyJyaXEy1W4IR5fekBQRS+pfIYeNCV3vnhJW9FS0AcPvv2gPrlHg+eQtuIGnS+9MRokilJ5zqd4p0aZVnahc89DdNv+oK3t6Wi8EidKjhTm0B7hHRstsSuONjHA3YUzVQ/qMMfAf8CMpzLKO4HcKwnMTAdUtWv4x/ILKJk0g+w8ToSatD8VImowF6wfRHC4uaFjHVP9Rs++nsP7SXAH7caVv06ohrj4zfiZulIg5FpvKnf0EcvlHme5beiDkML8JqYlmg2Z5V3xLsMmINTMZHjome5lLgdrvKsAFL6WpzD42UIb6DRvHCIyCtcC2jJ3k0OwZ4JfLhj44CYsC+wC7hHsJSM+UDkU+RCzgqa3Yd/fxmYW06snTxO2ZuxJdsBW2BN+Qu4VLN5AVClL0QH/jQXLd6gARJgjw4JgcaTuTo394MU//b63Uvx8+tXb14ewRlEzRvIxFER4bmuz5gtbvLyDA/tXFy83A8q51U/CDYMHG7wiZx6BC/uRtxABV3xEzkVAXCdDTXHpzQ20xNKprG7EfmyvoK74CzCGxI2JxTmjvSQiI1Vei8glQYkT9L32F4JTgEr2nstARgmBoa6dlAnWq+edKYBX3DfiBATMoZBuWBWLihXFJSBPeVU8i/gQTXrUxmpeS4FF3MfwrBbcSoAKDqi4Wi+SIDsSYVertVzQnLxBlZ6R9zqFEVJO7s2iVIePBC7lIQXXoAwgAN3KotooObTfl3Np8SpSv4FnEdIe3z4w+Mfut8d/vCkGlymLQZTNi/6dagPX3dvVZZalYG9lxCpLXbgrRTUs3kBaRIeDqNoJnaBRm+1ShfUKGLyjTe7u4UaImB2QVhH4NfTDBjXOBXYoTLPeU4oVOnXNcTadZ5kGyYpYBMmnXOaLKxpUIc/MK9zD+X0qOU/NZ6Xime2JPS7rihDyE1N5RUS8Q5R1d8350CjQWiCCAeHegGksSribF7A8cSMrCnSn8CZxI1WsDgl0ndOQ+EO6DCzgXp+9u0jhw+BhwEu5c+v37zq2ecVPq2zscDJqbYIjn59K45e/8crLBi0mWgDmAIlgMU6NWiJDwpoAO4xqP7gQVDXM0YE571HuTu7NvdWM+1CUYcE+AnLeXPQC+FRBfiJ3PL9Wxo7cGfpvIe7FwhwpBMBzZof37x++/p48DMOWxUZ0g9JQZR/q4cF6c4RCt6JKmtbToO5NuEKODsvOjVCUJ6e5qognH4EzKk4828g98EDfbHtmlchNUVkDJXa2aVft4Sh0Jrd9M4ZlXSmLS/vRn/S4YFA+TnLQRgAN4K+wnBb9AjwIppkqezUuNEBJmrqOcsRaYgj+afAHG08tzAUjRBEDjTHevNqJMKR+JEO2aAl+MN79COnW8bixfu3b5+/e9npdHokBjWvU+KF8/ueb98IOVxASRLmE25D6yR8hDXOUlpFwD4oJvNcnGVAXGZOU09rO5YWondFUig5GdO6I0uNRXh8AUZKyDSWMTWWZvg86tR4Ipo5YGnjZCoHmOmT3VdRgSgJkHQvFrixJ4pIIahbWYLIZszmDptUgbm8f/v56D+II8SShBFewsKRLASa7KWDyh1mH7aNSmKpKWo5Ek4BONaI6xHg2IibA4X4V0v86FL9SPaIR8++DWnJ4ZkHD0Dx/ONffn376t0xLrqzqaJCBHMlA3pVPRXjKJkoy6fRTwxIZnaBpjD5fd0G2WFh5fCfC5SvgHg5T4Bsyeeai4NiHTyTCA/1YwaBrkk3JYtiIkX9JzOBwTiZFEACwZl3/OrjigmBcIhlvcArMIhGtcVEFoBVOZwiMDqgiXFwpnnzcIWf9Bi1gqibylE/LZ019Z/EsxEKoW7FAikZ6BqnphfH9AC8vZ+cIwyvgh+hNstJuHZREs/DyYCLhMIPZdeBROXTuSqQ7kfhLug8iCgVcjorrkWUqitgrREaQoeBCFOp70s6B/Xo7FpwUbsg8Pz/+dd3L45BzmQvOjNU2tuoZqFVMYi7RwDPrgxGaO5cTQBz2AOUg9goa4Ox/bThQeowSTQeQUUYOf3WdDq2dmAeuUw1MUTkP8XB4WNq8cTj9TnExY1b40yKg0ffGXaz/xJuaaKLdzK+V/eJ8Lp1TikGBmz+bF54pJe+NUly/kAJPvVLT+49bviZfeGVmSncSXaxCgmcCsjODkSduKwigMtoNyCQimC35bLlNYvZfTwSU0YJXNVTQh+c0YBIfCBhePtmigknUAZBwqCNxwhNOEqRyd6pObU10wZ5eOZJUHlnItEs9ZXIdDPWC+rEfvQvS+9KMXxAs04OJxPZLkGaifpuUCnhIsZWMIoKbkkjH8C36d0hT5cujKd00iPRSONslbaI2bQ/VWD8jvh3w1JgpNI7tWeEV+bCNU/QcZIrOsPxFgBCLbrAqxxk6OlZp8bXqb4NV8xiJPZXTglP/JVXl/gWkI9GOpgBk+gbc+sC06Ov70S63Pl5G9Qhz3v1qAnoYh3A50UymYhwX9SddgFBuMFmE7kpIbwYn2osEBWtLhbc1A9eU3gTl/hvdi4IMDuTqygpyrXh3KdlxObrpoop76YwmtXxtqClxsMf9NTwyOXlxqMXCdDzSPXEKMvlvEhAPwz0cEA3CbjmxOkFnalUdsQxbENUY+LChBoRiyzO8mw+KylbqQyeL3j4pyROcxWIAJVgb4J2Gk9awS0hU7yLmyCT0KJVFKAiZ58J5zFAE3rLYtXq1EbnWabkgOenzwBDLsGTbZbFg+UU/cNiFrBNNZzKK+efg4kFaAiqgBJgAA1ciEPxRBT5XK7gBLrjME1ciMOlUWoi0BmqU/6J6O43nPNFny7uwO4/FqSCnaa2bcVeVF71sLjHOIqG4fb7gHFoYUL09+lIwrMXz6rzTBWor9kzWoygc4gia1SAlIiMUXpNsiWQggwllwFJUwSKPkApDaJiQPqJ+mbhX4BAw3kyKQZJCt9QF/QbQZNE3xR4vZA8n2v50g1dJc3cFwdxFPABBjRgj7RKL5RRGgTxKQ4SYUZTopcX7AjqT10rJusclUY6wqFSxxxjTbhGTJ090inUwx3EiYIRxh7bDemrAzr0/DlY6NSbwLsOY9EQDTjmD0pwKLHxBKpb9vcmyVAX2as353BaiDBv6bQOQpxl6Ab68xTgBKNwRDAgYYM2y4IWU6vePMvlTISvRGOvmY4HqJ2qFum4GIyy6SwqFslsoGSxSMeDUZamRR6NLgbE57pYJKksBnESnS2K0Yw+5jF9tE46pxdZQ/ffsjwz/Ie1wzQg9HgMJAmdKXsAE7sW756/fdUDJNbcERFNMMc+siKFmlKAIknBCrZMkPxUcxtzGMW6R3htXgNuVtJ5mvlT5xEbZhCRfSb7wPKQKilA3A6xCBDNqC2WjlX2quFC3ewBRdW5yKqbLkmUQduSNy2CTvz7L8+PQUbYNqQLC8Vpw2uBmJU4Yw0hE6Iu3Qa9Q4CXB6k9X9jPDwc7ib6wWFqiGqvkvQd6hKBV5W6ctjm8aBbYA5TyBDtKypTPBQ8vqBDMWiQoljGHTpXQGI4MT0XbGZc+ThH/LNxIpKslitFllsQDKApjgKVAst4sRD5PU1QscDgKzhAz4nEW51LJp6ynQAojrBEwhDtCq9STKBplZ+o8u0o7Na97h4HGkyk/B0prSj8DEqg6Av3KBfNhWwE4bq1SZE9MOHkWja75FGJ2rwGU1rHBUxIBjeWeGo6NYjV7o2WvOS/X+HKKFCp1ALw6Na8nTSrhGd5ooE6PjOk0t3dYUBZYV6ELLP8BYkSa8XREMuMJ4Z+gglZxbrsC9N/CvEeDz8ZG14DsNJhvMwXyD660DrJfeMBwfuEWJKYJg8fXnvuR5W84rzpVFH0Y7TYbcln5Askb/R6kg3QTjOoHpSV0twsqHlgCWWvbOSRzM0HilxWcW8SDRQuVaHTeFrMkVoPX796/fEV60NFU0s+OeA/mLkrT251aqS8tOLXa3yAmhM6INtZM/+ZEifBNEmuKQU7Ge6kCjdXyjQ4k2IBaQPGAFh08HNvmqJET1KPnZngQIM1jfZ4+6JPuoRJAjdVt6qyASlJELgU6pm5J99nPFfZ2y4r9UGBnZ3fP1e7fbbQcjTtPIbH3J9JGNMLbqNwFPKjgjYIa6YDUWRyjxmA0AtsPIj8jZThxSG4GnoYfzT/AdY+ZBVGlsGf0p2muoB2AAzFrhK9pbsZdnZKyCqAvLlSZVOLVg4a1ENA9CFkMCOOjQoyXfWrNRR+jhIoF8EbX5hOmTec+x1PBYj2e6UapfywKmYo4OQPJQvPDx/cvBi///u7529cvBj+//nh03HoKTAyweZK5ZjnzMmk+JL7pSZvQgKF+s0NdkCroDyVYmBWv04LjDjbbRTRNkz+1gjXAIjAwznA52gWuEQUwBAg1Ke+2lDVL4gegl2aSd8T7sXn4NJT7Bmfub3QNJxewfRS8s9v2URBHcpqlyrkn8JA4i5K0YzpgeoYgBNRMULcbvIw3ZqJBXTdueISzJO4FqM8rVq29Ay5E+ctoIgI82rj//qfgEwLBpIBG5ydo+1MQlK1HPPsUagyNUfqf6jd4Qto2bF1WGsOCWjUcq7o1+p8Mf3CNzU7gneCBXXcAB2+IYLe1dATwORy4tc0CVB4HPGhvYWDkGncbrkWk06pHOrLZGxwijJh8Mrd6FmfQliclDVVzijXoFosl8PSH0t4uAu8g4C3i2cxSP/MUB84umOwVSNRq0XWcZWTqUYeX/yyJO+JnK4OKSEZoEZ0OCRQKdmrLQ9D8fYNLfYNBcDfRIWYQ4oBxYZbhPYStaIYR7EBQAABjPuTWojJgQkcvtGivGCwCShXw4WidnACDDpJAZfh7WiOr6mdNAoAk1vYA0PQeJFSYBJT1TQEJeKgaA3jgdWITOgpJ0GTgJMHxwl8PHrR3bx08bhMmtj0UbhtjgEoc1uhLkFW9h+1bo+q0tF3s0AOtIAR80AwtY5LY4cMDcqBEymfKQ7J/GFVCw6G/uSkNYypmSRF6sGtYWWrBaHERQoPCYiqL3kn94BTnbfS5EIWgXVzMPgEjcMg9yPrw+iU9tmYZKIX8+vqlGOfZlJIIwRtKjJDDqrfHLIuZiJtlsVFkhnvFVX0okTuoDWEX72QvPJ1lMdBfUTh2TRnneM2g4sOOLnZbyp3DJXSy1zl17qGy6YlzF9TntEd2B7stt4XB7m2Inzu7g1XGKPSf4b4vt4nERBSOw9NdsRCNxpqbRV/28wSMPuQ/xaOuluh5qYcaj2gJ5yAW0A/8p+79tHwU+48Oxq2DPVrAmiN7s2hwDrxugwf25DQCdC2OmSRo6Jai7Y3WpERq0x6d0BgjB3wydsBnnw0x+djSdJp7Q5m1qzorsYK5KPX1Bnnli+0A7jQDI+w7oC2CbZy6V60hP7/pV11fWBlSy4ai+2vWgO8iIj+AvcZ3kAGv1mbRFApCGqCrxYx8DXELpGBi22OgutlE6vKJU8HYWnX5BLwaMi3ya1wNbtXfvYGFM0L4Bss/eNDbvUX6wRtK4A1cF97Z7d0GlUZeiFZUlpiNcYYm+9QKwSoqCNEQSAnbmBvE+alm22Dg+DQgtW6Gf7BKUuwz85AHD0vhPYz5sEQWv7XPtdtmOC8ccpg5+aVWtCIcki+gVUkKA/19cZal0lzta/fIRtz1rmY6epheAtl/UPdNrsuEtB4S6AiwOoOlIqofGDwdEFxSP7YCKrZXUGd6Cl7XCIN6swl/N3ZKWs/I80CV/Yqd7uxE3R9THYXM7WCcRnjHG9q2jkNxNC3skwxzHIKWdMOGEmRyxAQzdkD2zU2NarhWtqszQdHSASgnt1w6nZSyvVd9j91ITIlTW15rwO/S7K3i2jeuNDJVRBxX2nGQPkgWq0GaFci8NBpBDa7omMdUSQtZIEGkDBtPCK3bIkiTVys4mhuHWP2asPQOH9sk5CI5VKadeqAONU8LX0hb92V8RPnTpwZBmGoqT52Lzh5QQWCd6wKGi5IWRI/AaSlqILt/pD/WqAt/+5vP2CvocRpOeS4jlaWar6FbplTxo+m9Yl3IcgKsCKCsy/nzyx0dPz/+9chYwhmNNXPiOazus+QSWP3A/7M6m9RBp+Y16zDA9WsFFg8sDe2BRvafQR1o5X2xD9ob9KN8lmlLmINKexHX/soxXLT3DRInjDQ9JHxA+VTfyfZVBx5qAJ7AGfYuZNQxTVifgLNYnNABMxvUF2AiiKv4VzY84riC/54zTEpkIBJTz0hhiFdpwFV+qwWa0YjPqk1PNTYLhpqGdrqYD2VIHiAW+ANs6Rbi/Homc/gpwMYkSlM5icUCdTHiVHHRMJolSuagHs0J0F2eISdsIeJsdCFzqHbxSIW24CMVRmfgKYcr5dm8wJzsUsVDWzC7VOGlukqK0XnMP4Fjz31gSur3CAlplhdcPuUJQJkoSWksozzJxELIYhTrASjQIppTE+Mkl1fRBGf7jlgXb6M0OsNMda0KOY1DzdOwKblU2eQSOotTNY3UP+HrfDRJaJ7x+WiG/V0lowsZEyjTFA/chRhFk2SUhXjxL8RYTpLPYiGGCY4X/nShUDJJ5lMDuSgtchn5gITpMwG1IGNpUBsNVZyGqV7dpJC0BmIh8gt5CD+knEVATEF355FGBhhOOAIdevgxLsJpliZFBnC4Ao3PMJ2NdM8MkHCW+W9y51VU4lRtxas43N8vcyv0brKsvvoN7QHNu+w5PAa94QK9V4XJ9FnaJD7Mz+bgwkkNsjE9jtB2wHHXxBvfFGTlQP7JLgg6NbchPgVMUr/e1Bq8oAkR2OfalJU7F6LIRePT/v7+p/2DwwZ8HhyKRkubakVnPD4mneEEu4wmcxResgwTBo6epHjEmA+mW1iZx4SJyHACkzAUwXkgYPEVWKFqWTsfU2bGcKybOg6ZWkcFbJJ1wQJSV6Yok126V300Oc0yDgVhWD/sB/DKDuirpdu60aV3dvu3FuuwRsDlgxb1AtK6ShamtW1F4DI1gsbhsP5GGKqfw6jg2l7tg4MVRYfgka05TuDUPDy0WjIfXr/cg5uspZ97RTKCa8P2a1TJRhesj3xTMi6xGAMtBetddpBFDL3XUzEElRLQP0erT9C50xpJT9lzDQmW4YqjwT/qOMI4zaBpoaEa+6+CXbr09CR99YMfPIcbRgbDLBPivdBM6wfmRUZbcTLJrmQ8IByGu5rwnH5foZ4u4oHSogYAkoYq1+7UvGbcV6L1AGIvwJbutd/A3yFKfkeTuSpkHo6SGG7ddJycCTjg5zKPYhkiY5iFzqGTPgQiXKej0yJ4X+AZD6QqaUPCVxjFcc4s5UwVsFQhyHVyUMOLZSFHBdWn4cyyOBzmSXwmQyRUxvCigkTzC11shbNcjpPPYpikse4BjJ0nxfm/Qi9xKos8GSk/0egfoc+uGUwfnjZOcpKKZHapQgW1izDKZw29w5iKcMCpYQikg/nOphGokaQJdB3GSY7feOHYX1k6xh9gaRASQ+vyQJjrZjJHn27ez3BazBEiuGJ4iyUzBtE4j0JDDYTJNDqTFVA/j5J8Bg0BwKfRBTTAKwmKqOHoPEpSQLzPIVC8gi5/HKylNcJ8nsLbIpRpPMuStDDwMbTVfyPcFyGc+G+0ctFKk+kOViW4WPhvmMsz+Zm/R1EaonmkSGaIQxZzxll+FeVxmKOyoEnOpbpOR2ZB8bVNtPN8mMoinJ7lAK+Q8DVEPx6z+XCSjBBK+uuyK7gCPM/N0PlZ4Z4YMOk4VR1613tni312OBUgIYGpMR4kszAHf6FCZ+CKIf7r9NE8pxQfaaP4UuZFoqRO8Tu3D46KAw5xY+VQoPgoKngsUFYJ8wnrcBGizXJFGsDu8aqMrrCDsqPl55eLDlo5Kpl1zZdecYMKw2QmANdp04tx8lky0s+VzCdRGtN1acFiXndOX4yNIXg6BDtj/ZtQshpeeOA5e1pvMlYKDp23qk6yD49JMvKHhE+jihHRCLhtf23pJerUyedpqF+E8JjQb1X41MP2gbHr1G44bsKQqjmTxWB4PRjN84kgv4cod6tHRUf8mbiH33W6jwQWIJe9ZFJIVslMoqEOnvxcdGpOe8bMmp8W0EL4TxGqIxGGaUZQa+w2RDgVj0V4JRoPbshA9hbcPYoHN+ghEoSIt8hTgZ+9vb16VMAr4LamOxtGxvmD7gySwM6mYa1CH/34LECatBjNgFRFkpzNzL9zWTjBX14dgyEZDGLvoLP/Kf+U/pKpoifMHQZJ8D8wdXwEHjwfYQPwLDGkcViIx0wfOwbth997XdFEFbWkzaxvrU9QkiauaZcdGNzsQMotGeMckA8LEkKywNCYS/347aMGgYd49dhxVOyQYCTwIXt1JosSZCEJl/FIhMewbu9FWLE0O2hFCk82Nqkm11ZvXr97daS5wqkVQZGePklYpmDNAxpM/5xLhc5SMZntbFUB+q/0o1PjTniMNyhTqR9uMD7lqbB1Ky6hY2yKkm5tbMoPiADNiXBifmXuWKvRo9CLBKk/kbGkNu5DLhzsaPJt2nOMEZwzRJuEssAFpdyQgQxm9GRWKBHyleYVoKSnmvVOdhIjLQO1HRvdd3KLSpWpknWL6jyb3AL4ZjXjQW0Qp29rabhaioeo6sjh+u7kl6VFVi4cuLI+ay4OedAKGrss17djdas7WfAIY4LWSeX5EIeibCpqGbhOExVcjwgfhvDlTNHjfNj6JeaHXR8zAa0NwpwWLyewW84sM7ALfn7z/C/i6NXx8et3fxEf3n88phFqosLnzOBBRFemIn3aSDCvMEstUprnbNG2VkbYhBG8q6JT8wbiej2zGTVvDVy1ZJw5wsKXR9Ar2V0iR4HQMmEML8tsyt/qh73AsLUM5PbASb3XXtBa4gpqzg7+BaStSBVViSefgk+N04qcBzYHZU80LcIb4kicAov9efhzFI47vVMzM7y89cgAzoyhAgjGfv3RUlvY96eT3U+nvd0W1+AxnILInFPgz87JLTfDw4epGgKit9tz/I8uNQZtrajMo6VxIbIkKTkP3+/g/3FTB4ff4W/kufR6nNrrHThT5vXPctuIVaFlGDjFWV8TMuCI2N+omO7s03yeKpIlhWH9gCFapbrvTwxBExX94ASTTnvcO7GVwEcbJFOqz1xiZn0+oFvRuroxt2TEZTr4DiGDJ1ON3P53an4zmrtk5DrG3ZXmZxdgFU8GwZanh3rMKG7Cm4x8PmZ5HLBV/ibdPoIJ62Lz/kQZlZaikCNKFMfgy3jBTtFBAKCyvAD9y5Zzgxtn6TQKkB6qokoBlM0b/At3IrUdD4uSKi5ZzoJToc0cdjgP5nmE9AfZ5PtFMc25XieGUnIagz3rVdjmkmS9fHNNQqEKMdhaBeItb85v3KvTHXfpvlyy/XfKrrT4aDhWMXr8mmnt3ilVAnl70Xk9mau6dGjC8e/DOdCb1gHL2kaB+VJ9glq9dCMXRRB7PhWos71d3J6e8h/aD419FwulsfpIJTyVakflz9g6GH0ve4CMokKj4SBOWT9onM1z9H0A8TfagPjIYSGXW6UaFd6V/GGZSYFwrp9m4h+ODkDFOwWfKPYEYY/ADmgsNkFLyxr0nsImHPWfBJz02G2aLWk1+sUbNw1k6sMD86ahq5HQxa1ntBj5uqChsDFoaUAOtAbZeABFbe8u3ek0W6V1KjRL4eW7I7gxEKCOPMgtgSdkD6ZCZ/uLLB3jT3gBvUA24V8Peo6eoVkfJ6Wsm6Adu60YvGc5IERjx4Jyp1EhQsXoGLpI6OpAI/NB44tJdcB/IuoYFMiK5VaPVZ/wtI8cPx+VxoQVi9VDLSZosK1ds2dj8f8cvX/XdpxvgWAKd4CjYhIp8ffnb9885dGiCaZvhJqk6KRAR80hErjUv7PFLiSe/d4qOyvsre56DebgU1C/kNefgp6rbQo3pPHb5hS5LZeAP5qA9VGlZ67dC3mNXAIo++DBSfvT7enubbBO87RqrLuNwKJ90GuY0XpjLRW69bYR68BY5GqcNnYtpeDsqgfqlB3c0aBhwFVoyTaTFS1A9SqM1VQwdV3C7d3WaozWfulcx3ttPSrnICfGM8p78c32Isvly3dHlmwpW6/YNxkZi9ATzLZjlJ89OjtyfvTqB0aSjwz7gVbdI+46PwxhCEbzZrnPNluyJAVaAKIDP6dBjf06hcije7AMzBDuzTDwyB5vQJvoHrfwVoSPGezdKR+/L1fOUU2n0LOqIi5T1dDMuMxTh3y4uN00aq6u+RLdIfjRpdkkm0aezJYJN/cpKBai1zPDX37/em/Eimew/766y+PM7j4tjxiAD4xZplQCluSPF13fEt0Y+3M8t7G18gYpnfak8RT8CJGxFvkgcAzkI7aL79Qq+9TWyK4jB9OuaKTjgvpulC5AKkAbS1ssjosBW/Et0zWkkc+1PmHZ7CqVMfFjjC4/FWDqdYXl++sPl/WDDRAJSsNFlPe8DljnIyV/EuQ6HOAArmoAMOKztqw/l+lTqOlIKMBrGuVGyngB6PBxQ4OE40YvlHfFomrI4xaOJY2K5BLVd+2v22TGNa0nkKdPRXdtjW5VFf/SdDfq1n4VLMDYFwLPmkIHgpYcCk6lNk5M1AAkYAMQgaG7yHRcLMhXQY9NZSEfNMjB6egkQjE3C10VUENFNLkAp2dPtX45MA3hnXzQ+d7uDrSUpHY7NadTw5VY66G/yiNKvZmTSvYFPaiapTZapRhRmvBIxwVYVHH/fcATe1+bZHbX4J5vJ6JuQNUnnd5ySBOHSzGU4APOOHY1QHQigtjm7h+bgRDK911x52Ni+Wj4ZvlsqETHJeshB9+gEEW5awLeUU6rUfITYXfFVjcoFRV2Ko7SeHapBohwzvGcks8a0H8DcXNhrZyKaAholCJz29zHY/F+JlNxeYRqvSb4Z6dmGjcyk29A6hXUb97/9Wjw8dd3FAkNHC6AZivrBd/uxcMO9LwsS+EGjJsGp5autNLRpFYWJeOhhq+YjO8zSrTqyY1q2yLPReO2M4HICtijhin61sh8yGk7TW1OpYoBCewhOImLMe//esSifM1USwo5VR3x3HEaAa5TJ1nKrzDQTcHpZeNRMUElHDmimD1EdIJtAng/tp1qSxJoGvhwOkTS9+jNvvuY9t6d1/Pk7ktoTylaIJjB+uOOfBXJKTmzSPswLzh4tGjDthOG7Ciu/wSl6iF6RAzDOL8GvRxchnCYt0o3HDde6eGDLEhDx8dHI0qdRdvg36PHmr7ZlWMRBAd3w9PDpnUJaOlpQMFKI0Zc11iCcoPxCUMVcWdThkYvJPiQQS6Lc/TlDO4vrPsfiPgDgSRQ+tomA9fLzxNQotVYia6SMXhZG71paXfrSLSz10f2vMhIx2MoIx0HUPOsK3wbZVwJeKRWr5Bg0ctKTi+U69dv4I+VbvpNTDJcTyKtnYVmTy7VzeJxLdlX2WgSKTQI38NG92i2S85SKpZ0oyMQHxMvZXG+y/YH8HfyeQR/imi2qxX7QeUOfsTz6fR6l60CUDMjTlXJAJ/Br+PTrUYzbaMMU4zlJXDxIXqaeZ+azchzo/bu4ufgrBDacTI2DWyVWWGhZI38HGODxyVzPI3Q4HTCwWgoCKwtqsmoGBg8xJ5gI51HahBdXSxTYNHVRdWJVEkAQNmEAvrKGIidWTK6cGRVTsA1vD35PvhzBvp3EEySLaxUBiJwOYty+9hBwrjfqDVWhpsQhmQBtotDbnMWPl4ee7+6tIyaUsOom9Z2gHSDnn17QCFrcDwDOEJMXDdMqrk2mcY0bp9sA/v1GxumcwdiULp+MowJIA6DvGqzdr2OoKdNDdHMlc0PH3KcYe0TG1bMc/GKQRbQJrGPsRMqzCYpfvtqo0ld34uzoJ9l4NsYfETG4FQtnIuHD/4ePpiGD+LjB7/0HrztPTj6D5/e5pgraT+kGGK5KlAQaRQAclX0TZiUcQ4XyIGGIBlZcmYfH5LY/Q3+hdgaAYfaCI3/Mm2S2eeJuscRhaUoc5NxDGCKgRVatuSNiU+xFFqNA7aUmgggskggnuFPjl9C+jwV8Uv+PYI7EdRkJ47ij458nmDccnb6Cz6kk2IwzvIBBbX2Qo4Rr7TZ5ODroWAv5ybg155BlhPml8JBoqO+oNNnTEZVpshfIHTnAY+TwJh+8gcaauq4Tk6gWW0aUhHV1zHS4F1MUal2ataTlHHePry2MWOszTKMpYGewnmc7CFcQ/XY+kxUnVoNtiDacg5GEGpzRVxGRKeAEBQ0uBzHpmo+nUa5VpGCcw6NXYyxJyBaEJpgQs16F03e0T9iksbyc7PebYugH7REHxQO/OQTTm6ZtupduoYmSmJ7XHgfCv/67uOrD29ev3p5GrRsjcAkB6urPj86+vVjuSInBva6Oqk/EoEIqMjpw4c1gWKAV+9eihu885paSAGlmcsOgos217+Q16dg1KSQjXbbcGCqroE41ZEM0LZcNNTiN+tkd7FocGJvIfpigbVxBbVFbrmRKr950BJc2aCKvJfMBlpxuDo3zVKkEwagXL2iDBUAzuCANKRXNTWYTYs5OAcerR/LYK4klq0sNprOBnJ0ng2SszTL5QCUeivKgYNd6A4AAyfGiiKgEJ9lF4lUKxuJPkMpZMZMspUNFVeDXMK1X5E/ToaD6XxSJKBRPziP1PmAVJ1LhUEAsaeyafQZdlgpkwht/hOm43AUTSbG+GDLwt07lI7y6rZTWRDO7nk+jomS2qroNPq8XUEA7BAM+4cyjyqXGXQH9nb38plWTV1dhrFrBTJwoSifMWJtKAR+Pedw/64vtnFUrPKXz9bNDvTVaZ+Bz8w1PWJsDSq5ppjKR4PLaJLEg2mUX2xuL5dxkstRUbFHuroo6/IP0JJhdbF1i9AtdxttLhNH8ZpC02LuOrxEantJ3fEXRQ4L/oROt23ohB1xBGIx7UvYsOuM5xhiKveoGXwTo5T7sGN5lNijz9aqs550ySDXDZCmHZFqzQzP4bDWjCThb4+90OmwZPo5C63v1YwKTCg815AAq9uVriV3GXydXde/5DiaJpNrCJdNryWIk30hr/v1J6YIdGq9P+qOqbhXaK9cCNA6qFMXpF4kgvpuwJL0la4SbYcO7dk37GNswCgiVhkLWwKIrk4vGszSBSoLBN2omJBKoZsQsyKTQCbXUuJc5Xu4LdFZfXV2VUZFoovR2wSs2SkxCYeTKL1gJuEYbs8I3phPMWCHFUMvIYfYPTnpofS8d7qSB1KlufVFwXEq+dvuGjBbtQSjKjFxadeLxm/uhMJPN/vtg0+3qSxOOnunDQ6SU0ISZOWqkn0HNXiuXonGb2JXTcTiN7GLPj8e9gQrJp8+7Omvm8e3K1Kb+88X+9+1RENY1koxmvm/us7PeTzzf3X98RqXKI4ezWq9gbI0n70PWlWCJYUB9q8oXJN7JxXf54F2IcnNoecSDtIMzdRv0Hi895Aa6ZM1PSsg+BbkruNJGwCcy5RZa5Z/gA35LhHMEJfOYa2nuME5Ano0dEJquzo3yw4QSN3L1Tgz9gowTN4oBC7SAIIJ98KQsr165CnS+k0Ib6uy4U85S98cmLfb9zNNeC6CpuMxDoo/eNBnh3HEV2XgLmkUOk6b2VvBbn+z397SuLEzL9NRQ/Ic8zridgeOFbp5otJ3RUXz3riMD09Hmd3i9fJCOQGZvWkZLHQ0U8vIc1d0WAqn6+v+aUGAc3aRpeMAH6/KCZnnkUTkCgfEJIkKoxHKEa03nfn4CpiE2up0yRDVkPFg/K3AJ3BalB3wlNzvxGXvO7HRfHY8/qC/H7KFFY4AKaQ/bpJPw/HN/X/UDPicJj4EnD60SOWgra6W/0HA8nAdlZhjYxr/HibcmPbBw5hYDv1l0cWxRyJt75U2SauNjPYcE5h1mlWs7c6WJI6Y2Ys4Zqz4NipZcZw8vJenaILFWoovXr/82Gb3CG+AGnuLudrK/z0b+be1AtafkzR+TsZfbe3ywEkTW9hHLdEJQCU0YVQLZ1CL0pgW5SEtlke0WB5Qq9fYymhr5VJzL45ZhjWOq/QDsTwscbB/+KRrHzxO3EIwZ7Zmr3tcF0Dk2lTr9E2DHAAr7/cZKRr7rh0plrjTSH/H4aKB8drhYomNwwX3YX/Q2mNXSyuPqeuH9weuenmMtObbjvEPXO/yQGm11w8UTqDK0VV6dqk4+w72Dx//sM1SY8tv2Xert9wmZ+0oVwPyi4daXvGqodKq32Gov+N4ywtfNV5a/C3GS/3+MTjAdQPWEoBHmIcJnA9XI4yEBgK8eR4T6mMOmijWWhjt3yYwLpJoMmj9BAI6kAaAFcg8p4h8VAhbsckZyyu05x21OInCf50+HIzOQXihBjOZAnuytbADoX+bvEUXuLFagyIrosmCqZUBPl7JDy2rTbUam2D/B2L26gUg/P6/eAH+wP26ehVo1/7fsgpg5VX9qkCLXQeQy/azyKHdzCZcab5cst5wnxQlfqHzirBWTm3fAq3tmKC1PRu00oBJ38E1H60GCzWH0NkEmxXGuY7HsZoOtEVeBnohcqwdq/jbTR4kfM07Y+fu8ME823XX5LLFfaNKhcvyIe2xH1+9e1nDQLIuUFo1SDaRT3HsKLhgFxBumuMWYlmMseHtGVThyTkGk04zz28Aq0gi7oDqFjh1azrTpG5N/K5Nj1KMv6554DpWosMxXxUanrIxOjx86hBd7vATVKSHSeiBVvlfKPlN4JZ9ZNSWcLTVjfKbMbP7fv/7/e1feCseeOu6dM/kLfqtfq+teK5t7PeOnVe/vlY8vqo7d2Psuj0efH+wDZix+hKUMXVNf6umuaLTMozLnRKIt+r0jj2XAVzumeC7pmef1HV6/OHgyaOvS77qxpsQYjceJOk4W8yiFGgNuihzCUZJA/LGxWla74VQZHQuRxeDYZ5dyLRUAHRRRlk6mue5TOGu+AdI5e0VbFgO1Ia+7rkALYKaZanSaa2TG3HaWAu1FYu1CnT3Jzz/i4LujvC7P8n4XwB+xgrW50M6JtFfna9Y7tJdrg39fhGXsLLfO3T+RTy/UZr49HelqsMoTUCu7GgjVKWioc1SDnv6cGLNzsGOMCPZzP46fYWTJQ0C3xQCW7pGJRkrDOn3n4EDyh/7fa1yrP3BGMkW6FS+Eg211wxOfNud5slxcQo4vzj5MDuNlAJqdnFypE7lKJfF4uTfLk7lNf8ZgFXc4uTF6FTmhf6Lia3AVSjoeeoSQfPkt+DTp9PFp0+d1m6w9+kgaOZyml3KuBXsnZkh03S1+MpaOOCstTEyGRoY4rAE/M9oe4Zr0xZ2ibJc4KoYoPvVGmulQYAw5EF5pXJMNiuwtWGS7u1ajRZIsj/BdICSqpDjDlhBYXg+3xlPjDMJL7LQlnB2p0hQZifTAE0ns+1NHyBfnn9jGbwTGanVqkdgPafByXJHtbf7xWD80s1lTbQqXaU90o7StnJzdOu+KleZB4lt3d1sv6yVsP28d40rbHZLVakKFeyq9/tEOt4FSqFFnfceFiwFFQXZXfnR7ui/vNGoDIGdrbnlm8r35Koo9To2dSTU9XQIismwRBcVL1qK/DXx58EqC0sTgVGjns+eKVaaBTZXBRTa3t9UbfnKXrfr8anT4cpH9+o1qnqPN0rMAsIz9JfgxTlsWNuDSgsxOEq8WJ2oK0cRMtz2TUQ6tA41EUUrGVcep2H1q5/tD0iZdTDJzhxjjvBSqARsjYL6JDsb4HcAqVNwIvJ4f98x95hkV6IvigzUh/Jmfb/F1hGQ/s3/J/aarmZ3a9E0351d8i0xBouoRTOVydn5MJv/pH1OgOt9sI118vKeaC2aU2R7pq1FE21RMb+I5aW4AnfIcXbWWjSLPEoVxIL751zOpejsYui4GMzRWoumcVeirlOwv82I5dkE1mA2FlM5zfLrzm4xmkFTo1lPeDmQmGViGqXXIstn51EKdAbpCELr0ZkczLJswt/adTz6RyT6uLOrLoatRRM9NCRKNOezRZxdpS2d1hxKiuSCz9sFWwnSD6dsyntWJNDxKMrzROaiOclUsYhG/5wnOUQeXDSbGGdOxguIPN8STauOvRiCBRB8sCY3lIlysKBfYHRv/Jrl2TRRo3k2V4toMkGjhlGkCmg7lyOJ8admETkRSAHcZO58lWonuq1FM57PJgm40HfTopg9VC9AgbsnOrumGIw7mbGHhkUy6+rPz/rD+G9YfC4GxMheJDMli0UyG9CfS7WQQ3avcNJritPWoqk56IZL3lo0eTs0x1fxIkkXgCfYP332T4wlMNh8d3ZVPupzKORO7/ShiFXRby2aZEqBWGo88JMKEiOYo7C0aA4z5LX3xAK+tOYoLldxvpCpWsh0tpBptpDTBdj7LkZpsuAHwgIMfxcUWGwxzBekY7S4nETpopini6uz1olD62LrnHC6i72QgjYsVgk9IC8nczNa0wX+BOV9/k1/1E+CywEA8+gMNOyaiOgL1fpJNDFwx4LXl8xgEWPArqEnFuNk2BMLYy0BW7uYC9rPgzwqJNLwMNEJWOEooeazGUY/iVt74gajQ+FZw4ZnJHgQfREeGMszdJGO5l57v3060fq5J51T+vh0uge2X6ammg9VkWP5w7b4+ObVu78c/yJCcdgSDzmEMLSKJ6J4RpZruvaPdGhS1Cq2lxw2V3QrTn4Tpw+NLcFe2+36wHTdAsOzFjuTnBUnSBY9fCge4FF86o/4oC26++YARvM0M+J3H9mk7sYlp4gcAPJJe8qRSsGR5V04GJALrpWDZ98eGjv1SaZk0yZrMo3NDuGTFYfBQC4By1Mk6Z7hyMVP/DOknz2Ik52IHyn1qUgePrR2dLPiJNEzhsm59nPgeoS2mmtDh++9TydBc6YuFvDeKuQAPmd5chkVcnAhrxczfvC1gnbplfbpdO8k+HQA6eatdrp3ViLejRyO3OHwSfS4Mrw65mGkgWUjy+FEBk+XTOvNwUcBX7fpuvvVuu4u9c3QBktxz50OQjsFaP/2qUn3dmf3U0vcdHbre58O9mYloEED7GTJ8MaYMeAPm2xC7OhdF1vaXuR0RZBM7bOq0mfHHjnt0GmDjhvKXoOIWnigNjjwQCsE8DCAoXzhtoz5pcQj1MEp6GkTy/5BbaUn0bKRi2ZggDuf8B/YPFNGtn29iKQ3bMtvLOzzGrRUzjoJYHFcmTOwo8+JXOK7FQEALqoTUGOc57JGyzwHiPECkw8DTBEH++L7gx8OwfCqQSmhyqeNkk+XZCyQTHZL0Dd4lJrrxiDDoeB7+o2Ci8gOggmr2etWqTDLGjHcLAWATyA+1XAOFxh59h9H80lhAgBwMzzHDFibCAVvohnEWyLguLMdaYaNza+Ytjd0v/TGmWrWw8oqS/NN59Mh+ap88eFX1bMBu3BZVTYuwD4LvXuz26qZzKEsQ2A0mytv7pDgzZpUX0ei8anR+G00m+PtBz+08V4RFatWf7u6WIrRwtSwxZ2ym6Bxnl2hcwG8gfTm9q9FBIJG8Rm8KHwcx6TlZcchUOamNXeKbhovehRLjKUiOBeBHQgeArTguo1zQBt/RX5+4mQ8lnlt2fifFxBSvAmscWmxauHWVsFMWi/wOSJKrgg2TVr7z+M563DCqHuhtHA8lRAhh8Xj5HAYGKF641LIOH/emORNHFBGhOOReHAs0HByrPao2Kp5r6uBeYymq8ttmr3nzpBXFLYlyHdkLJrDfGAMGdoimQ0uVVv8r//xP1s8c67oTV03Vo21nLsV2nLZTZN4/eHycVu8fvH2Q1scv/iAKPrryw9m3/UEv05l3EalDHgttAXKl8B1CQZGVzVr6TZQ6dRfTkgNIXXFrIDKgeyGCUO0aW66xhaT65qZlMfYrR5kd8Mou427jLC7aYjycyFTQBcN/Ncu7K3tOjztVJvImpT5KJon400tlQWg9PLkOGPN9LjE3daBK22aJ79RaZfAYQGXnH6wAnN+BETEBM6jIqtpQ0+887yp6HtwzSJRicHdp+LW3EidaKdub49/bVMs3ba4AP8cTeANtH3PbK02xB3Fc6CEjuC6I0n9cz+ZhchGcueYzESo8P9joj/TC6HOs6tVM8QzcHWlxFzTq8pUUThLjW5scdvm1jS0RRNjtngKo4YwP3QjNnM78pRdqW1CABv6VfvpJIyw6wolyusKaUvr+g9sjKe/eiW9Yj6UnKx1gF5Vf4vKXx3E4I6lyBPpJCXjQZLKYuOZ+fwjHZXvXn5AQ+oE9iERG2+fv7CKggr9HZrjBNzfAOu6vCaYWLEolL55Vdxy5WWxeevWZWULW1QHpyVhlDYEfHBNTtt+MaJ8413q+AxhmAPiu44n8cQrbQPKH4zjoQd1dnIzjoce3JlLG/5DQM46yFeV5DSGwXKJlSDUzOH1La1oZglQf33z/J0DG3Q2XwIHsIWr4AHpKwCCWdtBxCm6CiSmyCaYbGprVUOVdCYRjxQVbDJhB8x2c2Lu4/LupFSAyqPD77rfm/35GOaBmdg/81eiyWTdZl1Tyd+5Kwuuvcceb9n2nRqmwmHa4Grckk7efpNjja1I5i3WqVu5Tt3ldereZ526265T917r1N2y7W0broY3iNAG2wL9sWBnZMiP1dcZ806101Ty2WgXYj6p2C+QuHSbET6Dl/VN91m5ZNW+0LmbNsPqVlY1UY2PLmj86Xerpt9dmn536+l3106/u/30u+taucP0lRzR/JnKidDEQKaj/Bo8WRJTSSej+FjGDKPP43zKPu48MEE6h/kGSB3uPzbbFbI0uDeAarmoN8ty9qaZsmt0DJsMXE8UxfKrl0MoJ6mSeaHaZcandYRZfviarHDD0xeyPa93d3w5lqtXoUZ0mSXxALhDQER5LvbIfewFgA/Ba3m/4VHD4QQzeN3sbRipqBthAUzcY2wAEGiI3h6KbJRNiNUMLizAExV7KZrI6JKClSBZvQx1z/3oEuApVxyuZjs4kBALQcpmrQrMOwFR1Ip6pxZ2WzU+MhxA5rDg8VrtWFWsbvLrrfMbEWaWG+SOtLT624x3RbObcEWHXDTmVhyySxXR6KInrHPQtuVMaRbHkjPMtjMMki4DcqFcDNmgtQpvqczjwSSLMQfi8MkTYAJTeipXSincEvyt2bwmZ+WpTQKLkptIT6axBHpulWuiC0Ov9n8ygFe7qF0PdJybNynRjOBEz0mw2VorMVpf0QWtET+UBrk1CJGzeJVMwBMzR/OJxoUOgADKKcMsK2orHQ26YAjpgDf3xYEGxG/o+rPsghBPzZLvu3VQuUMrlSBamsImIBndMa0Y16Z4bswoQWG6DpBjJFikClmrcrqnebHE0/UENUqEv0zSolIw45+MwOsZxEl0JsDDLH7MY/7QB6TbnFJmM5vUzefvtr1UdrKyD7uWTQPb1v0dBq5dZ4Ly77rEds/ddZm/7ipXLvLXXeOqJf4/Y4XZU2T5rsCYL2Pxb/MhyCMLuAfMYpPHRjwZ8fEEs6pVe6W0kiLiavtiZ+o50e6wP7x+uQdeINvkLlKM82zqZAEFyUKRctZoigEjKtBmGS5mMBt5k9qzXLvsJc4GxCEokGMFD35DeQ5iGxP6zINlbY3bPt4dlBVSlgXbI/GYSJY1nvw2ubT7X//jf66hdL60YdtENVZ6c960BPgCdfzHQbgCxSFoFPt/gy+03MdQK4VynxOrPN0RkG3D7Cqi4mr+XX3MNSn6BUWIdKapXVesp4L+dw9t9dGzBPbN60zRo52OVAFE11WeAP7Dsrp8mpVu7ZYWlrNF13knOjalNugveuTSJpWr4L5VVSyEplFrIaNHtliIHhpIreKZO6aoK/vEQlv3ibaoGzt2zVBXdoyF7tbxut4rNaAgCHnb4EiW62hKRIMAHxPDPhUZKTOjNm9trQe8JTTBzG2RBAvfB0W44pYIQmP6EvTg/rZEDuvf7otQgzvdEjFKTvXughYmpGhRuiXmquqgcLziLS0/5G21+o9/sO7X7owBfuUtsQCHdm8k8LvcEhGMu7v744Hf75a44LvZ2xYVtDsCvP9BWdLQsuBLC8y/RrUNHvKW8YE9L2yJElz8Pghhqmp02L6Gvn83QZXn8iU4ZPrUGLR9jbuN8svRznSskW77GvcY6p0PLXwoc6Bao7WmvTydoX0oO3jSMhi69ZKCiV9WY708qK3xuWYReiKLJeJW07b38Hxm6UKlCcOJtL7W2uYrjJO8tdV7zJ/AVjCkuKPQjANOABi/BCbJhRQvsly+fHcELjOg1rS2yRmbDzTH1dqShGeJOAYYWJDdbd7OQLYlk/XU0J64tsavlxabYBbTwpsPNfCGxRTe3Y40r+K6+80f7D2PJq+3dVdbhR+wex4xXpfrbrVVrse2PSpIUJ+N6XVL3jlMlCJyh7XazZi/6pizxaIffH9AjrbuuOZOvW2WnIZzzxV3+tpmwa1bsvuut9PhNstd8oO27WpHqboCZtLwGo222pamycZiPlNFLqOpPuZq6xyg+Uu/NRkDHqvuR8X4NbcgYvwK667c0gzviTN+f1vQL/ce4Jcgmt/pFqTLl43yjmcR3Traa5V37axw60V4qDO358Ls348Ds78d96U82Hui1P52fJdKN2D3xI/97Tguqz2PbbvYL969FkSJzXN2Z5FMNPcfuCwK/WaZU6jsbYwPoDSpojpHUVHtaGx35XKvqQF2ydVWZmZQG60jI+e5CFNnp0/DJI1AGbm2ykWWnaa+nN15TpTnM8p3GbXkL2obYtEZwfYmBPi+AA5wSFEjz6JLKaKr6Lq2wjWVnRUlLy/eKl9VW0+CGt6K72/OmwJMNv0V8k+fgZoPQVgn08uq8yek7FCml8szgpB+XG6PynVkernJHKu61jbopq9xEsxLMKwWMb66NLatepmse5GU/UhtY3fsuU/6woGv8ZG1xeCNHK/KJdYm1KrqeqN6x0yCjhq4oZGf22QMRLITwzmWxXmRZZNlO6qAc9CaqldPCjkN3CnpfMFZlQdbuZD+ySJk/TOg7I0y3Dy5ZLHkOMmnV9aCWc+CSlTPg/LWzSRMtpuMLbdiPmGy7ZSy8Rjk8GCxzkaheE6TNQib/ZXmOJYRGEer6lnq3LXzvNhynheb5nmx/dJlMz6ps3RCZt20IMzhMKbqoO5amjEIURNVlMl/M2ebv3bWR1vO+mjTrI+2nXXZ5N5XPgDlCzB6tCoHSY6cXc3CKfszY84NJocQyNtTM5hKdQaqj07r6Cmtik1zHqkBeEfTxPe6ypS3QofPjpHKVdF75c7+kc3zNJqA7Dy8WNGpU2Zzz36D4RBcqxzu7+/vg/om6syF0yzNigx8jIVhmoUzlOyH/9y0gO//eqSttHr4WtXSaDLWn4BCIfhNhajoorie6aVbcuXDDjUuVci2P+7SQfIlKhCG4TjLp1HRRzen6Prkz1i+Yg2hD9TU813/IYi3atEWWgFiOwvhNggoms2L/hOC5VWUAGc0zq9D2CUrO/TcOPasM8ZKoKPdF4k6cFuAXZgoojPlABjKLIEXErcH7ocsL74maKm9Pwyw0N2dwJrAGTuO0PYa0LVNLgiYNEBlFQfApvQSlE3O9qB+rat8TXg7jf5hQDd9bg15zVlw3HxMkMLMpTYsMPQYjNKWWQK8zdoe8i9Mna8JerfVPwz2ttN7AX9KKl2rIc8FlsDO6dvDnJXHvibATZN/GLS5x61BrT3a0MvJKue/n8lUXB5RaFgLbPAguQRpSNwezNDygFv+mrD22/3DAO52u/25PpPpz+CilpRUmcak4TjQRl8nPv0MY8Vkh2w29qeYm41hJvF8OqOC6ynodTVsHlPTNiEsxBO3RjVxbViHTjfhezP7g0f36HRl/fsN4fEXDuHxlw/hyRcOYYuFWI2ASHuRJ7bVeIiU3TIeYvIGPERb4i0x0C27CQBY9r5Yd5eOKmreF9Pu2+3jL+n2yb27XQvkFWJh8ghK9t0c21x+TiBy2yTLwKI7KsRQjjOwVUqvBbzN2+S3lhzKZdlEiVEu0S2S1YxY7+xU20JTakhlQi6zxga25OS02gBTrq6gffpXhhZfWastVAYFGFSY1fAvu2X+9AoA3IGi8len+/uvTneL1emuXZ3unZene7/16f5eC9TdeoHIXQhSAwlZMXH3WpX0KTHhYM9eQViAiH0l4AKqFSuhoku5fpdgCXFwuC8Ofuh297Vd/HIhEY4qVsCb7Wqcr6DlVvZRmWHM7CsrVUDZSi0/+1XQebxtyHRbWYy73aqJVYNI1ADWEGKelurwCmse2/KY/JQyDFb3uxLFur8PinU3olh3GcW6X45j3c1I1l2JZd11aNb9anjW/QqI1r0PpnXXolp3Gde6lcjWvSe2Gfk1eNQBp9CeV50lT96EOum44JtBdJ2LAX1Qs1tpBZaZwIA28nGKoVCBOODyX7HXUWGCNVBzVac6BUfZqi8oteJhaacmym2txR/fcbZy+yg51VZrF+FEBHXgCs5VAP75LxJ0OIlX4Q27MbcFvumL7ILvyXExuEizq9QEYrL+uPsNHA7ceTJ+7P3qUpChypi9lV7UaQCQD+OjE2bZlboJrktNGG/qAlytLAAv4V8wK1+g97eFdtC1EBSOxcThpVi8pnWbbFydc1/aVbnQjsqdTsH/C61vQyzIhR26jsbPaZSeTaT+lUdX+lPJ0TxPiutGy4VeULc/TF/OYGF3+p11nd66fnddp79uZYddt8NuVYe7LXepA8cPuw+ReiqvKGzWMgzJj3s97WQc/2Grs8AIyO9+Hnhb5ett/f/egf+9A/8L7kDneTGNtHcETaihX2W7S8qEHgxmzUMC9uj6V4QuUU3eef2Y0FiP1z0ZvAaXU8uEslN8KwoOym96JtgyJdJtdeW7PxD4/PndXgcbDyobls5umHJ0v2mUX8i8HyTwrBhl01lUwAq2zZnaQMaBDtzjlunXm+RJ6GcR1KmdQAAGwz9Sx0XBuHYcU0U4A3HOM31WuY1D6d3g0/9LO6chdAflvXZjf90ms4qN5h5THNuR4Xe7+oV1713WXb/L1jyk7rPNumsfTaV91l250bpfYad1v2irffkTyd9sv8v76D77rfufZb91f5f91v2iDUfNOCSlaFpT2bZWsm27/lLOozQOYXe2rOJ4gREvs7G33WqrQkZZ0pTTgTY9eHSw/53zWvUiJv38/O3rN38X756/fVVFq+IkBkuEpfciXd2e8xT1WZLOyLd+tSsTskAfY8XoXERnoEprHbGWYYEp4pHvCReSYFNsos4pViLXaFSeR7Yp+jabT2fcgQf21yPtwcZDFkGxSGA4l6plZnqpShO9RM3z7pMnj7rVEoVLtXW8DCy9Xq4CKvKDWWSUpma5nEW5HEA6FsxVgcFVRWO/c9DZb/Ap00xiiIFz+Aw8+++lEOMUjpx9OmxgdhM5NZFgwToV9Jt75DrIBpBVduvoDQaKAuY9Z70nUcQ+aE+HicUgrNnFICp04BeaWTxg70r6p+0N4oFR3gAjSOPsE7CpDXDuJraX+WWjYJkkiAJlS2MsI5sH7mLtL7QcNj/tKEuBUwS+r8rRVPwkHWzEKaojdzhJHPyilARmEe5vdIJvEqxH+XIS+CJ365Hn8KWUrpcC3pLLCbaE40HXgslzN+uOfckRp507+uor/aQN4MCHVKVdOCIy2RKeRyaTvOTDpyqHzYyqstCxR1UGHACV6WSf5mVZu/ClZEfbvybEN2SUNkAHjWzxpjdh2Rp36+JkZ7tt6fL4y7ZYdkGNeZKXxOY9XhpZy5SbdMxdTJYPDrjGBjpmgmCHWXKKtAZ8KENmLBs7VCSTQnpFhlaqr8iyuuc2WntZfdueMEZPyEsC3QcvwahXeqlW989LZt00Lw20qDR8WH95G/gYPaFSGkVhKM1vhRh5Q353ZT6++9fm2rqWxbdcwbAYVmf5DTFd4xT3f10qff0kaZH5VwwS2UFdRdMZsGHCswLuReceBqUv8EM7oCIOYO2VcFhO1ReAm6FvADdNXwFuWumEPbQh1fl2t7Ew94EqMHxT1W/YYGNORC8v/pWOrqSj8ZgIME5QEht3wkY2ML71jZd5dpmr/WO6hlOrtC9Wyf2r5dDVokOHC1zBdap4Iru0OZGVDDNLSEFWCOfRjjjWkQzx4XMOwc41uoAHL3i2sx/6fA4+IcEZPbisLrKMHKGkWXGOnq/lFfqkl2fztFMT4HB8JhqxjNADZH+/IY5ffXxrqbivRml8JbLii0mIkidjP8nc9v+5LsQqG73/3edlhVjkdzwzx5O5IrzwAzRn82I2L1QgnqGhV+229u7V8ZvX744HH55/PD5yanREZw/2luqo80+p3mnQyrNZFnewdbdMTQjzsKF3GezBcTaJZY4xj9mLTzq57pndlSjtQE/kwGRXyaWcXHdqRRJfD0xAzVEMI79KB9Sao3TIm/4hrG4+FeFYdPZ2qcYeJsVJ7teFoZED+4LWQwT1PwU1CDFe+/8BYoz9/vg1AQA=
    - "75"
    - {{ .Values.nodes.interval | quote }}
    - --budget
    - "60"
{{- end }}

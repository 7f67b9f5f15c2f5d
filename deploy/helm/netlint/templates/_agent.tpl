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
    - H4sIAAAAAAACA+1963rbRpbgfz5FBaJDUiZISbaZhAqddttOR9/49llKT8/IChckihJaIMBGgZLVovabp9kH2yfZ71zqAhC8SHays7OTmbbAutepU6dOnVvtfNMdRUlXXdR2RCLzOEpykaShFLMsHcm2mAahFKMbk7fX2e/sdWo7tR3xIYuSXInriyAX+YWEItdpdilUHowvRToR+UWkxDQYX0SJFHGaXioRR5eyLQIlcvk5F9dRfiECMb6Q40s1n4pJmgl5JbMbMQuyvLYjmmE6Vl0cij9Js2mQd6ZhqyM+zhMR5dBOlqa5SBMaQBpC40koLqWc0cCiXMxwnP3ajoD/1AWOy59EsRTPoUoH2xfOf80064uFOP9nNHOLdM7/2artiKNcJFKGSgRCXcg4bmPnczUPYqGmQRyLPE1jRSOBQcCUAB7RrC2SSd4WSrVFp9MRkYKqmTzksSoxjZSKknP4TNJchh3qb3wRJOcS0y6i5LwvklSM0+kUeoiUyOYAgCAX40wGuYSR5cEoliLNRJwGONRLmSUyFtM0nMfyUES5EmkS3wiAgxJBJkWUQD05naVZkN3UdsQkjUOZtcX1RTS+AEhmcppeSdWBIWUS2k1SIZOrKEuTqUxymOQsS8dSKanakHksx5nMGRbpxAw6jhLJAwDgxZHKZSgmcXCuCLnez/IoTVRf+L4KprNYiuPXL9+/e3VsV2kk82spaenz6xRHFCXnivqZJ7nMVFvsIValidT5sL4HLcYG/M/34/TcV1EyLvcSy+BKinSeG/BJpQJYCQQNAD0hNJ/P8mjqIFFzr9TFNPjsJ8FUqlkwlkq80zmwL0SU5KlQqZgGyY3ZR07pyv+aB896pU5G8/Bc5lWgOo8SjT0ikdcimOQ0/lwUB17u5MneXqtW4+0/xH3QbInbmhC0LoMDEafnQ4TeYE9Mg89DO/DBwbOeoEENnuzt1QTgUizFqajvCP88F3vi7FCEaQ26GgdKivrtQd+/E1FSo/4bDbEQu6ff7Pk/nO22anpYuKcnoqHJEo6rLx4pszWT+XQks09JQ3j1fU88//bAVM5kPs8SYRMOD/FTqmDsjGTfjkIjYUtPun6gKxXQp+XAolikuPytMpyKhQliLQ05N3MzDObJZZJeJyLFHSQeqYfBQF1EkxzzwzSRtZoQO+LkQgIApLhOMwByEjKYYSsz5QZyeQhbf5aln280ab4ObkSeArLPRsH48hA35DyJctyd8ziaRrnwJ0CDqBmkrJ2aEG9eDl+8eTN4KX55//b1oCuSdIgtDxq7jZoQ8vMszXIuhWVMiZoQ80TJXFzk+YyS8FPxdxDH/PXLycmH4YeP7//2b/h5zN8v3rzhr3fv+ePlqw8vTn4Rr9/9Vfz5xfEvQ/g4+vm4JsSp8P8pvPotJv/19cfjo/fv+v6dJ87EYiFgGH4qZqmKPtcYwfp1aKuvsWxXjaJkt6UXYrclIHtAhbpzlXXjdBzEXShGv+kL/qVKvHbzaaAuxd5338Eelbl4LOf85U9oHV8IFZ0nQVwgodPgEogDntuSaT8uMdLXLJgRteAzAI6D63Qeh0wjo1yM5EWUhLBm1Hosw0ED1ggrN2zijVQN8cuvH8TRuxNx8vrj25pANJjFwRiPIa9+e/L2w6ujj32/m09nd56AP6IL51w3lFdddTEV3asgg2RDP9LrZEjDHtSb1Gexm0MxvYTzTfih8OrYW5c3T+dv5j9PHDzHTpJ5HLfEt9+KUSaDy3IXODPcGkJEE738tgAv/DdiHBbTDwGgtOQrdnCS2mNYL8QYYT2SxJBFCUKkjSBpW5ikmQGLaJrJtoAC6M3PG38fYB7VBJ6KeA7bIZoly6PwZjifNcTrvx2dmNQITtZsPstluLSMVEJ+jnKx3xAfjj68tlvDIACDhkrVcDvk4jmwfKqjLsSPPzbevT55c/TuZPjhxceT40ZtR/xKx2uUiIt5EmYyzC/wnA+EkuM0CdvIS8JBHQAqXXZqSXrN51SSXg/g6LnFuQo/E/OZyKTKxY/AWo67dHYfijt35WGEDKs9bqR+O5896uzewd+d3c6dOc76pTMsSa9hqHs/7ba4YpJe7+zdicND2NeIT/DNGxax6K5W2xEyGQPvffL6byd9YgrqlBQi0/zob3+zDCVjBLYVIEMlAoBhp0ZVePZcf1BbOtZ2T7954f974P9zz/9h2Gn3u38aPPbPChRIV67vHxpgFGmNKeCc7T7sYM6Btf72Wzjwb3e4tTvhx7no7blnfwp8sAIIU5mdn+4InhdBZlMfeXUq6FGu6Z1SnRWAevb4Pq2YpzM5/qBKzkm7XKKpd+yjR4/2Dv7WEPVm00kMG8JrYDNeS3wrDp49a7VapZPVLjYxZUevDLv28sUH8eLly9cfTsSbF39+/Uacfnz94tXRu7+c9UU6k4kiyowMO5PpBK5RmRynWXiI9aNEjOJ0fIklnu0fiNFNLoGnFsfBDfLr1xeaZ4YdBXQXD+iLNJZCjbNohheR9EpmnRoOkREpglXm7YYMyziYDepPRDAey1k+qD8VcTCS8aD+THPag/ptD5g5lQf5XA0aDdzyAx+206DebCbisdhvAUPTF8/rSSc1X5J2XA051yAZ1OnHqfDgyxN+LIVXD2UQAt4zjhV263Akx8FcSeElaQ4XpP6qOdPt7zpQYq5kKOYzD0ljEqmLmkMuccmcdj++fnH8/l2fuH/nLsbddYQXjJRM8j7c9DwxlQGuX5ALlU7lKA1vkPWXoT5j4QZmbnjALAEUgY7pLnkdDLY5jJ2GGUNaXUazmQwrho+ND4MceQtnDqXe+UY/C/ILMxGPrmuRyx8ol78zR5SSQTa+kDh43SEP/hp6cqkFJ9zi30fd3TuiFkhCMM1zqMQpndw6HUj0OE3yKJlLnf/ZzaemslKSPc4r0YTKinGQQNKI7o1e+ezkk99tQa93/cAjcEMqbeST9+/f9KFJQsI0jbHheSKgr5/EUa4Q2EzzoUBfBGI0Vzej9DMxw8xu5cGlpNv7dSKC2SyWuUFouFB0ahZVJlESDrE3DwalGRWALaQiaA0zwrt3353pnuYSLNL1EcMn6TwJCf8OHPzjxgkNNetLOMmSjRJOmhHyiOGTWKujn48H/TJjiMywQQeazcTwcrAV9KJ/LqY68+ROTC4nWqzACfP60gWCOHzL5THwoCu98/0r3oqWgTh4/u0+9cs97h9C24gaRF/6YhynShJdJyreqVGW5V2Y7mmYfjMQvL0tF4UkdaqApjaB9/CJbLbErtjfQwI7DmZq4NXhj4B/ARkuZBAOPCDrUQhCh0QN6vgHMvMgigceNl5HRg2anyoR5NgLti98WNwsl6HuqX7LpL//2B4C/HGnYTWoI6oxPn4jbpdIGoxM4039lj76vsyyNLsTdRiah8fEtMSzOau8I96lIBycilhO8r6VUuJ2uM7SHFjpG3EBl5cR3IHG89xhIq9xLaAlezY5DHsq8OKOjQNiwr7ALuAcwVIyZILIVORSznKa3Yd/feWZU06snTxOuTBjy7YDtsCa8hdIqWbzHKBKX4gO/GkOWjxBPWTAnhwQAk3iubow54MU/3L07pX4+ej1m1fHQIOoeQOZMMgDpOuaxmxxkpdneGDn4uLlnlc5r/q+t2HgcILHclpgeHE34gbK6YiP5VR4IHU23BxTaWymL5RMQncj8mF9DWfBeYAnJGxOKMwd6SGRGKt0X0AuDVieaFAQe0U4Baxoz7UIYBgZGOraXp14vXrUmXp8wH0jfExIGQblgmm5oFxRUHqWyqnonyCDatanMlDzTAou5l6EYbfiVABQRKKBNF9GwPYkQi/X6jkhu3gLK70j7nSKoqSdXZtEKY8eiV1KwgPPQxgAwZ3KPBiq+XRQV/MpSaqif4LkEdKeHvzw9Ifedwc/PKsGl2mLwZTO80Ed6sPX/VuVpValZ88lRGqLHXgqefV0nkOahIvDOJiJXeDRW63SATUOmH3jze5uoYbwWFzg1xH49SQFwTVOBXaozDKeEypVBnUNsXadJ9mGSQrYhFHngiYLa+rV4Q/M66KAcnrU8h8az0vFU1sS+l1XlCHkpibyGpl4h6ka7Bk60GgQmiDCAVHPgTVWeZjOcyBPLMiaIv8JkkncaDmrUwJ95jQU7oAOCxuo5+ffPnHkEEgMcCl/Pnrzum+vV3i1TicCJ6fawjv+9a04Pvr311jQazPTBjAFTgCLdWrQEhMKaADOMaj+6JFX1zNGBOe9R7k7uzb3TgvtfFGHBPgJy3m73/fhUgX4idLyvTsaO0hnid7D2QsMOPKJgGbNj2+O3h6dDH/GYas8Rf4hyonzb/WxIJ05QsE9UaVtK2kwxyYcAecXeadGCMrT01IVhNOPgDkVNP8Wch890gfbrrkVUlPExlCpnV36dUcYCq3ZTe/QqKgzbRXybvUnEQ8Eys9pBsoAOBH0EYbbok+AF0GcJrJT40aHmKi55zRDpCGJ5J88Q9p4br4vGj6oHGiO9eb1WPhj8SMRWa8l+KNw6UdJtwzFy/dv375496rT6fRJDWpupyQL5/s9n74BSriAkyTMJ9yG1kn5CGucJrSKgH1QTGaZOE+BuUydpg5rO5YXontFlCsZT2jdUaTGKjw+AAMlZBLKkBpLUrwedWo8ES0csLxxNJVDzCyy3ddBjigJkHQPFjixY0WsENStLEFsM2Zzh02qwFLev/18/O8kEWJNwhgPYeFoFjzN9hKhcoc5gG2jolBqjlqOhVMAyBpJPTwcG0lzoBD/aokfXa4f2R7x5Pm3Pi05XPPgAihefPzLr29fvzvBRXc2VZALb66kR7eqQzEJolhZOY2+YkAyiws0h8n36zboDnOrh/+co34F1MtZBGxLNtdSHFTrIE0iPNSXGQS6Zt2UzPNYivpPZgLDSRTnwAIBzTt5/XHFhEA5xLpekBUYRKPaIpY5YFUGVARGBzwxDs40by6u8JMuo1YRdVs56sMSran/JJ6PUQl1JxbIyUDXODW9OKYHkO395JAwPAp+hNqsJ+HaeUk9D5QBFwmVH8quA6nKp3OVI9+Pyl2weRBBIuR0lt+IIFHXIFojNIQOPeEnUp+XRAf16OxacFG7IHD9//nXdy9PQM9kDzozVNrbaGahTTFIukcAT68NRmjpXE2AcLgAKAexUdcGY/tpw4XUEZJoPIKKMHL6rfl0bG3fXHKZa2KIyH+I/YOn1OJpQdbnMBe3bo1zKfaffGfEzcWbcEszXbyT8b66R4zXnUOlGBiw+dN5XmC99KlJmvNHSjDVL125u9zwc3vDKwtTuJP0chUSOBVQnO2JOklZhQeH0a5HIBXebssVy2sRs3t5JKGMEriqZ4Q+OKMhsfjAwvD2TRUzTmAMgoxBG8kITThIUMjeqTm1tdAGZXjmSlB5ZiLTLPWRyHwz1vPqJH4sHpaFI8XIAc06OZJMFLt4SSrqu16lhosEW944yLkljXwA32bhDDlcOjAOidIj00jjbJW2iNm0P1Vg/I74VyNSYKTSO7VvlFfmwDVX0EmUKaLheAoAoxZc4lEOOvTkvFPj41SfhitmMRZ7K6eEFH/l0SW+BeSjkQ5nICT6xpy6IPQY6DORDne+3np1yCvcelQMtlj78HkZxbHw90TdaRcQhBtsNlGa4sON8VBjgahodbHgpn4oNIUncUn+ZueCALMzuQ6ivFwb6D4tIzZfN1VMeTeF0ayOpwUtNRJ/sFNDksvLjaQXGdCLQPXFOM3kPI/APgzscMA2CaTmJOkFm6lEdsQJbEM0Y+LChBoBqyzOs3Q+KxlbqRSuL0j8E1KnuQZEgEqwN8E6jSet4JSQCZ7FTdBJaNUqKlBRss+M8wSgCb2loWp1auOLNFVyyPPTNMCwS3Blm6XhcDlF/7CYBWJTDafyyhXpYGQB6oMpoAQYQAOX4kA8E3k2lyskge44TBOX4mBplJoJdIbqlH8mensNh75o6uIO7OFjQS7YaWrbVuxBVaju5w8YR94w0v4iYBxemBD9fTKWcO1FWnWRqhztNfvGihFsDlFljQaQEpExSG5ItwRakJHkMqBpCsDQBzilYZAPyT5Rnyz8CxBoNI/ifBgl8A11wb4RLEn0SYHHC+nzuVZRu6GrJKl74yCJAl7AgAfsk1XppTJGg6A+xUEizGhKdPOCHUH9qRvFbJ1j0kgkHCp1DBlrwjFi6nTJplAPdxhGCkYYFsRuyF/tE9ErzsFCp94E2bUfioZoAJnfL8GhJMYTaG456MbRSBfp1ptzoBbCz1o6rYMQZx26gf48ATjBKBwVDGjYoM2yosXUqjfPMzkT/mvR6DaTyRCtU9UimeTDcTqdBfkimg2VzBfJZDhOkyTPgvHlkORcl4sokfkwjILzRT6e0cc8pI/WaefsMm3o/ltWZob/sHWYBoQej4EkoTNlD2FiN+Ldi7ev+4DEWjoighhz7CUrUGgpBSgS5WxgywzJTzW3MUdQrHuE2+YN4GYln6eFP3UesREGEdtnsvetDKmSA8TtEAoP0YzaYu1YZa8aLtRNFziqzmVa3XRJowzWlrxpEXTiX395cQI6wrZhXVgpThteK8SsxhlrCBkRd+k2WCACvDzI7RWV/XxxsJMYCIulJa6xSt+7r0cIVlXuxmkb4kWzwB6gVEGxo6RMmC4U8IIKwaxFhGoZQ3SqlMZAMgom2s64NDlF/LNwI5Wu1igGV2kUDqEojAGWAtl6sxDZPEnQsMCRKDhDTEnGmV9IJQ/ZToEMRtgiYARnhDapJ1U06s7URXqddGqF7h0BGk+mfB0orSn99Eih6ij0KxesCNsKwHFrlSp7EsLJ82B8w1SIxb0GUNrGBqkkAhrLHRqJjWIze2NlryUvN3hzChQadQC8OrVCT5pVQhreaKBNjwyJmtszzCsrrKvQBZZ/HzEiSXk6IprxhPCPV8GrOKddDvZvftanwacTY2tAfhost5kC+wdHWgfFLzxgoF+4BUlowuApWs/9yPo3nFedKooBjHabDblsfIHsjb4PEiHdBKP6fmkJ3e2ChgeWQdbWdg7L3IyQ+WUD5xbJYNFDJRhftMUsCtXw6N37V6/JDjqYSvrZEe/B3UVpfrtTK/WlFafW+hvUhNAZ8cZa6N+MlfDfRKHmGGQ86SYKLFbLJzqwYENqAdUDWnXweGKbo0ZO0Y6em+FBgDaP7XkGYE/aRSOAGpvb1NkAlbSIXApsTN2S7rWfK3R3y4b9UGBnZ7frWvfvNlqOxV3BILH/J7JGNMrboNwFXKjgjoIW6YDUaRiixWAwBt8PYj8DZSRxyG56BQs/mr+H6x6yCKLKYM/YT9NcwToAB2LWCG/T3Iy7OiVjFUBfXKgyq8SrBw1rJaBLCFkNCOOjQoyXA2rNRR9jhIoF8ETX7hOmTec8R6pgsR5pujHqn4hcJiKMzkGz0Pzw8f3L4at/e/fi7dHL4c9HH49PWocgxACfJ5lpkTMvk5ZD4p2erAkNGOq3O9QFmYL+UIKFWfE6LTjuYLNdRNM0+VPLWwMsAgPjDJejXeA6UYBAgFCT8u5KWbMofAR2aSZ5R7yfmItPQ7l3cJb+BjdAuUDso+Ce3baXgjCQ0zRRzjmBROI8iJKO6YD5GYIQcDNe3W7wMt6YiXp13biREc6isO+hPa9YtfYOuBDlr4JYeEjauP/BJ+8TAsGkgEXnJ2j7k+eVvUcK/inUGDqjDD7Vb5FC2jZsXTYaw4LaNByrujUGn4x8cI3Pjleg4J5ddwAHbwhvt7VEApgOe25tswCV5IAHXVgYGLnG3YbrEem0WmAd2e0NiAgjJlPmVt/iDPryJGShaqhYg06xUIJMfyTt6SLwDALZItJm1vqZqzhIdsFlL0emVquuwzQlV4863PxnUdgRP1sdVEA6QovoRCRQKdipLQ9By/cNLg0MBsHZRETMIMQ+48IsxXMIW9ECI9iBYAAAznworUVjwIhIL7RojxgsAkYV8OFYnZyCgA6SwGT4e1oja+pnXQKAJdb+ANB0FxIqXALK9qaABDxUjQE88DqJCR2DJGjSc5KAvPDXo0ft3TsHj9uEie0CCreNM0AlDmv0Jciq/uP2nTF1WtouduieNhACOWiKnjFR6MjhATlQI1UUykNykRhVQsPhv7kpDWMqZlkRurBrWFluwVhxEUKDwWIi8/5pff8M523suRCFoF1czAEBw3PYPcj6cPSKLluzFIxCfj16JSZZOqUkQvCGEmOUsOrtMUtDZuJmaWgMmeFccU0fSuwOWkPYxTvt+mezNAT+K/AnrivjHI8ZNHzY0cXuSrlzOIROu50z5xwqu544Z0F9Tntkd7jbclsY7t75+LmzO1zljEL/Gen7cpvITAT+xD/bFQvRaKw5WfRhP4/A6UP+QzzpaY1eIfVA4xEt4RzUAvqCf+ieT8ukuHjpYNza79IC1hzdm0WDC5B1GzywlNMo0LU6Jo7Q0S1B3xttSYncpiWd0BgjB3wydsDngB0xmWxpPs09oczaVdFKrGAOSn28QV75YNuHM83ACPv2aItgG2fuUWvYz28GVccXVobUsqPo3po14LOI2A8Qr/EZZMCrrVk0h4KQBuhqNSMfQ9wCGZjY9hiobjaxukxxKgRbqw4fj1dDJnl2g6vBrRZ3r2fhjBC+xfKPHvV375B/KAzFKwxcF97Z7d95lU5eiFZUloSNYYou+9QKwSrICdEQSBH7mBvE+alm22DgFHlAat0Mf3+VprgozEMZPCxF4WLMxBJF/NY/126b0Tx32GGW5Jda0YZwyL6AVSUZDAz2xHmaSHO0r90jG3G3cDQT6WF+CXT/Xr3ocl1mpPWQwEaAzRksF1F9weDpgOKS+rEV0LC9gjvTUyh0jTCoN5vwd2OnZPWMMg802a/Y6c5O1P0x15HLzA7GaYR3vOFt6zgUx9LCXskwx2FoyTZsJEEnR0Iw4wdk79zUqIZrZbs6EwwtHYBycsvl08kou3Cr73MYiSlJastrDfhdmr01XPvG1UYmipjjSj8OsgdJQzVM0hyFl8YiqMEVHfeYKm0hKySIlWHnCaFtWwRZ8moDR3PikKhfM5YF4mObhFxkh8q8Ux/MoeZJXlTS1os6PuL86VODwE80l6cuRKcLXBB457qA4aJkBdEncFqOGtjuH+mPderC38XNZ/wV9DiNpDyTgUoTLdfQLVOq+NH0XrEu5DkBXgRQ1pX8Fcsdn7w4+fXYeMIZizVD8RxR93l0BaJ+kP9Zm03qoFMrNOsIwPVtBRYPPA0tQSP/T68OvPKe2APrDfpRpmXaE2a/0l/E9b9yHBfteYPMCSNNHxkfMD7VZ7K91UGEGoAnSIYLBzLamEZsT8BZrE7ogJsN2gswE8RVikc2XOK4QvE+Z4SUKEAkoZ7RwpCs0oCrfFfztKARr1WbrmrsFgw1De90OR9JnyJALPAH+NItxMXNTGbwU4CPSZAkMg7FAm0xwkRxUT+YRUpmYB7NCdBdlqIkbCHCdHwpM6h2+UT5tuAT5QfnECmHK2XpPMec9EqFI1swvVL+lbqO8vFFyD9BYs99YEpS7BESkjTLuXzCE4AyQZTQWMZZlIqFkPk41ANQYEU0pyYmUSavgxhn+45EF2+DJDjHTHWjcjkNfS3TsCmZVGl8BZ2FiZoG6h/wdTGOI5pneDGeYX/X0fhShgTKJEGCuxDjII7GqY8H/0JMZBx9FgsxinC88KcHhaI4mk8N5IIkz2RQBCRMnxmoBTlLg9mor8LET/TqRrmkNRALkV3KA/gh5SwAZgq6uwg0MsBw/DHY0MOPSe5P0yTKU4DDNVh8+slsrHtmgPiztHgnd25FJUnVVrKKg729srRC7yYr6qvf0h7Qssu+I2PQG87Te1WYzKJIm9SH2fkcQjipYTqhyxH6Djjhmnjjm4JsHMg/OQRBp+Y2xFTAJA3qTW3BC5YQnr2uTdm4cyHyTDQ+7e3tfdrbP2jA5/6BaLS0q1ZwzuNj1hko2FUQz1F5yTpMGDhGkuIRYz64bmFlHhMmosAJXMJQBVcAAauvwAtV69qZTJkZA1k3dRw2tY4G2KTrggWkrkxRZrt0r5o0Oc0yDnm+Xz8YeHDL9uirpdu61aV3dgd3FuuwhsflvRb1Atq6ShGm9W1F4DI3gs7hsP5GGaqvw2jg2l4dg4MNRUcQka05iYBqHhxYK5kPR6+6cJK19HUvj8ZwbNh+jSnZ+JLtkW9LziUWY6Alb33IDvKIoft6IkZgUgL25+j1CTZ32iLpkCPXkGIZjjga/JOOo4zTApoWOqpx/CrYpUtXT7JX3/+hEHDD6GBYZEKyF5ppfd/cyGgrxnF6LcMh4TCc1YTn9Psa7XQRD5RWNQCQNFS5dqdWaMa9JdoIIPYAbOleBw387aPmdxzPVS4zfxyFcOomk+hcAIGfyywIpY+CYVY6+076CJhwnY5Bi+B+gTQeWFWyhoQvPwjDjEXKqcphqXzQ62RghhfKXI5zqk/DmaWhP8qi8Fz6yKhM4EYFieYXhtjyZ5mcRJ/FKEpC3QM4O8f5xT/9QuJU5lk0VsVEY3+EMbtmMH242jjJUSKi2ZXyFdTO/SCbNfQOYy7CAaeGIbAO5judBmBGkkTQtR9GGX7jgWN/pckEf4CngU8Crat9YY6beI4x3Qo//Wk+R4jgiuEpFs0YRJMs8A034EfT4FxWQP0iiLIZNAQAnwaX0ACvJBii+uOLIEoA8T77wPEKOvxxsJbX8LN5AncLXybhLI2S3MDH8Fb/jXBfhHDiv9HKRSvNpjtYFeFi4b9+Js/lZ/4eB4mP7pEimiEOWcyZpNl1kIV+hsaCJjmT6iYZmwXF2zbxzvNRInN/ep4BvHzCVx/jeMzmozgaI5T011VPcAW4npuh87XCpRgw6TBRHbrXF2iLvXY4FSAhgqkxHkQzP4N4oUJn4Ioh/uv08TyjlCLSBuGVzPJISZ1S7NxeOCoIHOLGyqFA8XGQ81igrBLmE9bh0kef5Yo0gN3TVRk9YQdlR8vXLxcdtHFUNOuZL73iBhVG0UwArtOmF5Pos2SknyuZxUES0nFpwWJud05fjI0+RDoEP2P9m1CyGl5I8Jw9rTcZGwX7zl1VJ9mLRxyNi0PCq1HFiGgE3HZxbekm6tTJ5omvb4RwmdB3VfjUwy4CY9ep3XDChCFXcy7z4ehmOJ5nsaC4h6h3qwd5R/yZpIffdXpPBBagkL3kUkheycyioQ2e/Jx3ak57xs2arxbQgv8P4atj4ftJSlBr7DaEPxVPhX8tGo9uyUH2DsI9ike3GCESlIh3KFOBn/1utx7kcAu4q+nORoEJ/qA7gyTws2lYr9AnPz73kCfNxzNgVZElZzfz71wRjveX1yfgSAaD6O539j5ln5JfUpX3hTnDIAn+B66OTyCC5xNsAK4lhjX2c/GU+WPHof3g+0JXNFFFLWk36zsbE5S0iWva5QAGtzuQckfOOPsUw4KUkKwwNO5SP377pEHgIVk9dhzkO6QY8YqQvT6XeQmykITLeCz8E1i398KvWJod9CKFKxu7VFNoqzdH714fa6lwYlVQZKdPGpYpePOABdM/5lJhsFRMZj9blYP9K/3o1LgTHuMt6lTqBxucT3kq7N2KS+g4m6KmWzub8gXCQ3cinFixMneszehR6UWK1J/IWVI796EUDnY0xTbtO84IDg3RLqGscEEtN2SggBkjmeVK+HykFQpQ0qEWvZOfxFjrQG3HxvadwqJSZapkw6I61ya3AN5ZzXjQGsTp23oartbiIao6eriBO/llbZHVC3uurs+6i0MetILOLsv17Vjd6k4WXMKYoXVSeT4koSi7iloBrtNEhdQjwIshfDlTLEg+bP2S8MOuj5mAtgZhSUshx7NbziwziAt+fvPiL+L49cnJ0bu/iA/vP57QCDVTUZTMICGiI1ORPW0gWFaYJhYpzXU2b1svI2zCKN5V3qkVBuJGPbMZtcIauGbJOHOERVEfQbdkd4kcA0IrhDGyLLMpf6sf9D0j1jKQ60KQ+kJ7XmtJKqglO/gXkLYiVVQlnn7yPjXOKnIe2RzUPdG0CG9IInEGIvYX/s+BP+n0z8zM8PDWIwM4M4YKYBgH9SdLbWHfn053P531d1tcg8dwBipzToE/O6d33AwPH6ZqGIj+bt+JP7rUGLS1ojKPlsaFyBIlFDx8r4P/x03tH3yHv1Hm0u9zar+/70yZ1z/NbCPWhJZh4BRne03IABKxt9Ew3dmn2TxRpEvy/fo+Q7TKdL84MQRNkA+8U0w663PvJFaCGG2QTKlF4RIL67MhnYo21I05JQMu08F7CDk8mWoU9r9TKzajpUtGr2PCXWl5dg5e8eQQbGV6aMeM6iY8ySjmY5qFHnvlb7LtI5iwLTbvT9RRaS0KBaJEdQzejBccFB0UACrNcrC/bDknuAmWTqMA7aHKqwxA2b2heODGUvvxsCqp4pDlLKAKbZawAz2YZwHyH+STXyyKac7xGhtOyWkM9myhwjaHJNvlm2MSClWowdYaEG95cn7jHp3uuEvn5ZLvv1N2pcdHw/GK0ePXQmv3TKlSyNuDrtCTOapLRBPIfxHOnt60DljWNgrCl2oKau3SjV4UQVyIqUCddXdxexaM/9B/aFIMsVAaaxGpRMGk2jH5M74Oxt7LEpBxkGs0HIYJ2wdN0nmGsQ/g/Y02ID5KWCjkVqlGRXSl4rDMpEA5p5UkFfcTvJpYysGRgB2QVBliCn3LfvXuGIgo9uGoSNwSSDT6ILIncvcyTSb4Ey4FL1Fy9tf9vmN6Vxxy8ZUGTVp0rDPTmctHlozphWjsNFBlANfXnUaFVhEfjNBFfNcsGO/jPB6b6thnnoo6vpNjNVWrx6qJHqGWE/qi0r+OZVqoSkJ28GWayVfvji1FLBvGW3aP7NCJu7PtGLvKwhEeOD/69X2jJERZ4FBbBZHgjnlOGIJR6i/32WYj+ShH5yKMDeY0qHFXpxDlfcBtxAzhwXeRAkUtDGgTSXULb0VTzWDvT1SLfbki1GoSSBxbxZMvVUMz4zJcFIWHcLtp1Fwz1iWSJpif0zewTSOPZstngstlioXo983wl1nrAvtZwWEXWbf78H2WQmtR5xDc62epUhE4qT5d9IpOrsaPmJ+KmlgHUlAAaCf9QwhRQn4g5N7s+N4G7HLbqVX2qR0dXR9x065oJJOc+m6UCAkVoI2lnaEm+ZAdhNh/3kFbMvblWp+wbHqdyJCuesZMmArwwbjCqfbow1V9fwNEvNJwEeULDs02rkHJVZ2iEgMcIAoGAEZ81k67FzI5hJqO8BMCMlFuoIyDcYfJDQ0SyI1eqAJbh1rnpy0cSxLk0RVaBtpfd9GMa9ogA4eHore2Rq+qStGqwN2oW7tsW4CxmzXPml4lAwMc1MlI7fcUqSEI14cgXcdIdMkkX5AbdJ+98CAfjFMhnmEcoAaN9TkKbPnyIL6EeEqH2nQV5BHAgu93vre7A52wqN1OzenUXHjWBv+uCrZQb2Zk7XlJvFqz1Ear9PyMfqsjmeTgrMH9DwBPrNTdJLMnuEvfTkXdgGpA5oLl1xKcC9BIQngpEzPSANF5bMA29/Cw74RQRbf4e5OJZdLwzTJtqETHJccEB9+gED2g1QS8o5xWo+SCbnfFVicoFRV2Ko49anqlhohwDnlOKBwGmNaAJiu3DhR5MAI0SlBuZs7jiXg/k4m4OkaLQfOuYKdmGjfi2G9AoO7Vb9//9Xj48dd39MgS+HKD0RybHN51w1EHel4W03IDxgPcqaUrrYxhp+3QyC+hUbR5RD6XEq3lY6PabaEQ/W3bmUDQduxRwxTd9tMi5LQLmPbUUPmQdIHw7oGLMe//esxaQn1fj3I5VR3xwvFHh6iMcZqwDTGovXF66WScx6jfl2N6DoSYTjB7hsCqtlNtpA5NwxVfv77yPQbK7j2lvXfv9Ty9/xJaKkULBDNYT+4oDIqckp98MoB5AeHRUlPbju9zDKrBM1TY+RhszffD7AZU/rgM/ihrlU44brwyeAA5p/lO+IBGkDiLtiF0QJ+NCNNrx9kACHejYOJJ6+LR0tOAvJX+UbiuoQS9qQk3QRVxZ1OGRi9k+FD2JvMLDBMLnvU2sgg8JgIx6lGx0ybfuavPMdjnaazEKKz4LlIbA/XoSM7ItHNAOQ7qxkjHYygjHb/NVDDcLro/4kqArKx6hQRLdVcKkaDcoH4Lf6zipNhEnOJ6EmvtLDQHiahuFsm15DBI4zhQ6GvaxUa7NNulOAwVS7oxxkARE69kfrHLps3wN/48hj95MNvVNsNgzQM/wvl0erPLBseo9A0TVfLtZfDrp69Wo5l2f4QphvIKBITwMJO5n5rNyHOj9u7jQn2eCx2TFZv26vDHQsn6Dzl2zE9Lnj4aocGf3cFoKAi+P1STUdEzeIg9wUa6CNQwuL5c5sCC68sqilTJAEDZiN4KlSEwO7NofOmIwZ23nPD05PPgzymY9sA7dey8oVLQrslZkNnLDjLGg0atsTKSvTAsC4hmHHabs/Dy8rTwq0fLqDk1fNDPmiWT2cHzb/fpNQwczxBIiHkyCpNqrruX8brZI7ejQf3WvgC4A8/buS74xrsIh0EBe9lwVz/Opb2Y0IOOPZse8xOmOtwurFgheiTGb0d3pwGGZa/wyKKnoVf7Y+n6hRDu+loGYVMh/FwI8Zr8uXj86N/8R1P/UXjy6Jf+o7f9R8f/XuS3+TmHZODT80SZylHHYXSLmcoH5gWGSQYHyL6GIPlvceYAL5LY/S3+hbD9Hkfx901oJO3tNeCJuuSIIt6XpXI4BrDyxgotW/LWhL5ferWJ34IoNeHBowWeeI4/+WkEMhWoeBrhXwM4E8ECL3ZsCvSjyhE+iczxRCE8bZQPJ2k2pPdyC68ZwUGBSELvOvuCAyibt4S6BllOBapgkJDoByUwniwmo5VEUFwgjBQAlxPPeJXxB/qA6SdjnDcstdV5xYOhjv0372J68GanZoPUmLjQoxv7HIV1h4SxNDAIMY+Tgw9rqJ7YcGyqU6vBFkQ3seEYXvFb8eQbopNHCArGIU7MRDWfToNMW18AnUM7euNHBojm+eadkma9h960GHotSkL5uVnvtYU38FpiALrMYvIpJ7dMW/UeHUOxktgeF96Dwr+++/j6w5uj16/OvJat4Zlkb3XVF8fHv34sV+REzx5Xp/UnwhMeFTl7/LgmUEX++t0rcYtnXvNS3nDEvkSr+sSlvGlz/Ut5cwb+EgrFaHcNB6bqBphTHSQd3VZFQy1+s/E7F4sGJ/YXYiAWWBtXUDv7lRupCskFLcGRDVaO3Wg21DaJ1blJmiCfMAS7zRVlqABIBodkfLmqqeFsms8h7uh4/ViGcyWxbGWx8XQ2lOOLdBidJ2kmh2AvWFEOYndCdwAYoBgrioCtbZpeRlKtbCT4DKVQGBOnKxvKr4eZhGO/In8SjYbTeZxHYKw7vAjUxZCsKEuFQQHRVek0+Aw7rJRJjDb/8ZOJPw7i2Ng1b1m4d4/SQVbddiJzwtluIXwqcVJbFZ0Gn7crCIAdgc/wSGZB5TKDWrK7281m2uptdRnGrhXIwIWCbMaItaEQhAycw/m7vtjGUbE1UTZbNzswhaV9BuH41vSIYfup5JpiKhsPr4I4CofTILvc3F4mwyiT47xij/R0UTYTHqKR9Opi6xahV+422FwmDMI1hab53I2lh9z2kiXVL4p8of+E8XxtVPYdcQxqMR2m1IjrTFAKEir3qRm8E2MM04OOlVFij0WxVp1NMEu+fu7bSzrGIeuSi7FMtdEVGdX2OcCVfvFIX2eh9W7NaNd9UYg6B7C6Wxm1bpfB19l1Q9dNgmkU38BLvHRbgid4L+XNoP7MFIFObWA53TEVLxTqlgsBWnt16oIsF4RX3wWW8VLerI7CZjt0eM+BER9jA8bGqcoP0TJAdHQWHppYOkBljqAb5zFZK7kJIdtI4Bvpy4lzlXVxW2Ic7OrsqoyKRBejt3kLY6ckJBzFQXLJQsIJnJ74jvchvgVg1dBLyCF2T0/7qD3vn62UgVQZhXzRuxuV8m13DVisWoJRlZq4tOtF4zd3Qv6n2732/qe7ROanne5Zg9/fKCEJinJVyXScGrxQr0XjN7GrYrH4TexiOIHHfcE2j2eP+/rr9unditTm3ovF3nct0RBWtJKPZ8VfPefnPJwVf/WK4zXRFhwrmNV2A2VtPgc2s6YESwYDHLpNuN68Tirezz0dnY6bw6AI/P4rNFO/Rb/U/mNqZECOumyAUHROdWPa2beFuUxZtGblB9hQ0dvaDHGJDmsTqA1+1/QevH2t1zUBWvatJrMZ13LHmELDMHmjELjIgggm3Pd9yi7UoyB01iXbv6vKhj/lLH1yYN7uoJhpXv4haDrBqKD4o0cDjkVFclUG7lIINiceLDtC7w42hwQtjRs7K2Q6VkaFmJ+Out2BY4WNk6h0i69ovjAuEx7QsZO1eL28UM5br4VpGSx0jN7KyHNfdFh6qbNoQ6UVAQ7tIieqIV5elfMaV4EloigboCaJlB+MUY9oA3XMJ9cgJNQObUs+boaNB79SBeFGk7wc26MU2SMsB/YIjVGlE0wEQ4mQm51wFEg+/XGTijwcn9z/T82A6TTJIYD60CKV34N0DYj3PdaH6wdP+dk9EzrAvGSkw3swJpZfFbLo4rg6kCHpSneH1f4LXce6fp1lFRvSspG6o2YuPGZkHIQ2GlnxE1x4Lk/Ru4NtLF8evfrYZs/rN8CNvcVc7UD8nv2H29oA689REr4gv5K29qZ20sQWrhdLfAJwCU0Y1cIZ1KI0pkV5SIvlES2WB9TqN7byB1m51NyLY/Ft/W4qXcyXhyX29w6e9eyFx3kSDTwlrUddl+sCiFx3TZ2+aZBDEOX9PiNFP8K1I8US9xrp7zhc9F1cO1wssXG4EJnoD1p77Gpp5TF1/fD+wFUvj5HWfNsx/oHrXR4orfb6gQIFqhxdZdCICtq3v3fw9IdtlhpbfsthIQvLbXLWjnI1IL94qOUVrxoqrfo9hvo7jre88FXjpcXfYrzU7x+DA1zXYysBuIQVMIHz4WiEkdBAQDbPY0J7zGET1VoLY/3bBMFFFMTD1k+goANtAPhKzDN67IsKYSs2OWV9hQ7qoRangf/Ps8fD8QUoL9RwJhMQT7YWdiD0b5O36AI3VmuYp3kQL5hbGeLllUJcstlUq7EJ9n8gZq9eAMLv/48X4A/cr6tXgXbt/y+rAM5X1bcKdAZ0ALnsmocS2s1iwpWekSXvDfdKUZIXOrcI68XVLvprtR1nrXbBU6s0YLJ3cD3TqsFCzSF0NsFmhd+fE8yopt/wIQfmvo8Sa8fh9m6Tc3rR8s640C65veknihzXtRb3jSYVrsiHrMd+fP3uVQ3fqHSB0qpBsnlUEceOigv2LnfTHI/zZTXGhrunV4UnF/hObZIWXJLZRBJxB0y3IF5U05kmdWueBtp0KcWnnbUMXD/D5kjMV706Tdn48DR86td/3OFHaEh/gc+y00CrXLtLLtncchEZtSccbXVj/Gbc7L7f+35v+xveigveui5dmrxFv9X3tRXXtY393rPz6tvXistXdefu851uj/vf728DZqy+BGVMXdPfqmmu6LQM43KnBOKtOr1nz2UAl3sm+K7pucjqOj3+sP/syddlX3XjTXi9MxxGySRdzIIEeA06KDMJTklDCvTDadruhVBkfCHHl8NRll7KpFQAbFHGaTKeZ5lM4Kz4O2jl7RFsRA7Uhj7uuQAtgpqlidJprdNbcdZYC7UVi7UKdA9nPP+Lgu6e8Hs4y/hfAH7GC7Yoh3Rcor+6XLHcpbtcG/r9IilhZb/36PyLZH7jJCry35WmDuMkAr2yY41QlYqONks5f1dpUnzGcg5+hCnpZvbW2SucLlkQFF0hsCV6it0qQwaD5xDb7sfBQJsc61ATRrMFNpWvRUN1m95p0XeneXqSnwHOL04/zM4CpYCbXZweqzM5zmS+OP2XyzN5w3+G4BW3OH05PpNZrv9iYstzDQr6BXMJr3n6m/fp09ni06dOa9frftr3mpmcplcybHndczNkmq5WX1kPB5y1+5i3wxyWgP8Zfc9wbdrCLlGaCVwVA/RitcZabRAgDAVnXWkck85ybG0UJd1da9ECSfYnuA5QUhVy3AMr6IWPz/fGE60xKz5asiWc3SkSlDl+LUDTyWwXpg+QL8+/sQzeWAZqtekReM9pcLLeUXV3vxiMX7q5rItWZRSmJzoG01aRVO7cW+Uq9yCxbdiQ7Ze1Erafuze4wma3VJWqMMGuur/H0okuUHq10LnvYcHSe4Wguytf2h37lzcaleHNWOtu+abyPrnqAWz97G0g1M10BIbJsESXFTdaelQoLs6DTRaWJgKjRjufrilWmgU2VwUU2t7fVG35yl636/HQ6XDlpXv1GlXdxxslYQHhGcZLKDyh1rC+B5UeYkBKCs8Aoq0cBd932zePXaF3qHmssFJwVZA0rL71s/8BGbMO4/Tccebwr4SKwNfIq8fp+RC/PUidQhCRp3t7jrtHnF6LgchTMB/KmvW9FntHQPo3/1N0m65ld2vRNN+dXYotMQGPqEUzkdH5xSid/6RjTkBUb/CNdfKyvmgtmlMUeyatRRN9UTE/D+WVuIZIq2F63lo08yxIFDwz9Y+5nEvR2cVXqUJwR2stmiZcibpJwP82JZFnE0SD6URM5TTNbjq7+XgGTY1nfVHIgcQ0FdMguRFpNrsI4NV5thGE1oNzOZylaczfOio1hl4j/rizqy5HrUUTIzRESjTns0WYXictndYcSXokAq+3C/YSpB9O2YT3rIig43GQZZHMRDNOVb4Ixv+YRxk8arZoNvEJKxku4FHrlmhac+zFCDyA4IMtuaFMkIEH/QIfDsavWZZOIzWep3O1COIYnRrGgcqh7UyOJT5tMwsoiEAC4CZ35+tEx+dsLZrhfBZHEJ3bTQtCDn67AAPuvujsmmIw7mjGERoW0aynPz/rDxO/YfE5H5IgexHNlMwX0WxIf67UQo44vMJpvynOWoumlqAbKXlr0eTt0Jxch4soWQCeYP/0OTg1nsDg893ZVdl4wK+sdvpnj0Wo8kFr0SRXCsRSE9ybTJAYwRyDpUVzlKKsvS8W8KUtR3G58ouFTNRCJrOFTNKFnC7A33cxTqIFXxAW4Pi7oDeLFqNsQTZGi6s4SBb5PFlcn7dOHV4XW+eEs13shQy0YbFK6AF5Gbmb0Zou8CcY7/Nv+qN+ElwOAJgF52Bh10REX6jWT6KJbwIseH3JDRYxBvwa+mIxiUZ9sTDeErC187mg/TzMglwiDw8TjcELRwk1n83wYYWw1RW3+PAM0hp2PCPFgxgIf994nmH0ZXT36v726VTb5552zujj01kXfL9MTTUfqTzD8gdt8fHN63d/OflF+OKgJR7z66TQKlJE8Zw813TtH4lo0oM47C85aq7oVpz+Js4eG1+Cbtvtet903QLHsxbHqZvlp8gWPX4sHiEpPiuOeL8tenuGAKN7mhnxu4/sUnfrslPEDgD7pCPlSKWAZBUOHHzrB46V/effHhg/9ThVsmmTNZvGbofwyYbD4CAXgecpsnTPceTiJ/7p088+PMEbiR8p9VBEjx9bP7pZfhrpGcPkXP85CD1CW831ocP73qdTrzlTlwu4b+VyCJ+zLLoKcjm8lDeLGV/4Wl67dEv7dNY99T7tQ7q5q511z0vMu9HDUTgcpkRPK19uxjwMYr7sZDmKpXe45FpvCB+9JblN172v1nVvqW+GNniKF8LpILQTgPZvn5p0bnd2P7XEbWe33v20352VgAYNcJAlIxtjwUBx2OQTYkfvhtjS/iJnK97f0zGrKmN2dCloh04bdtxXsjWIqIVHakMAD3rvPqDDGU/LkG9KPEId956uNqEc7NdWRmQsO7loAQaE8/H/js0zZ2Tb14tIdsO2/MbCRVmD1srZIAGsjitLBnY0ncgk3lsRABD9NgIzxnkma7TMc4AYLzDFMMAUsb8nvt//4QAcrxqU4qts2ijFdIkmAtlktwR9Q0SpuW4MMhwOvq/vKLiIHHuUsJqjbpUKs64RX7Kkt6UjePpmNIcDjIKGT4J5nJvY4twMzzEF0SZCoTDRFJ5yIeC4sx1rgY3Nr5h2YejF0htnqkUPK6sszTeZT0cUq/Llh19V374FhMuq0kkO/lkYOJjDVs1kBmUZAuPZXBXmDgmFWZPp61g0PjUav41nczz94Id23suDfNXqb1cXSzFamBq2uFN2EzQu0msMLoAnkN7cxWMRgaBRfAY3iiKOY9LysuMQKHPTmjtFN40XI4pFxlMRgovADoQIAVpx3cY5oI8/P4ceRpOJzGrLzv+8gJBSmMCakBarFm5tFcyk9YKYI6IUimDTpHX8PJ6zfqkUbS+UVo4nEh7fYPU4BM5SKAjVG5deoyrOG5MKEweUEf5kLB6dCHScnKguFVs173U1MI/RdHW5TbMvhDPkFYVtCfodGYrmKBsaR4a2iGbDK9UW//s//leLZ84VC1PXjVVjLeduhbZcdtMkjj5cPW2Lo5dvP7TFycsPiKK/vvpg9l1f8O1Uhm00yoDbQlugfglCl+Cby6pmPd2GKpkWlxNSfUhdMSvgciC7YV442TQ3XWOLyfXMTMpj7FUPsrdhlL3GfUbY2zRE+Tmn19Q18I9c2FvfdbjaqTaxNQnLUbRMpjC1ROaA0suT44w10+MS91sHrrRpnnxHpV0CxAIOOX1hBeH8GJiIGOhRnta0oyeeeYWp6HNwzSJRieH9p+LW3Mid6KBub09+bdMznW1xCfE5miAbaBcjs7Xa8KQh0oESOkLojigp0v1o5qMYyZ1jNBO+wv8Pif9MLoW6SK9XzRBp4OpKkTmmV5Wp4nCWGt3Y4rbNrWloiyYm7PHkBw1hfuhGbOZ27CmHUtuEAPZVSR2nkzDCriuUKK8rpC2t69+xMZ7+6pUsFCtCyclaB+hV9beo/NVBDOFY8iySTlI0GUaJzDfSzBcfiVS+e/UBHakj2IfEbLx98dIaCiqMd2jICYS/AdF1eU0wsWJRKH3zqrjlysti89aty8oWtqgOQUv8IGkI+OCanLb9YgTZxrPUiRnCMAfEdwNPIsUrbQPKH07CUQHqHORmEo4KcGcprf93ATnrIF9VktMYBsslVoJQC4fXt7SimSVA/fXNi3cObDDYfAkcIBauggekrwAIZm0HEafoKpCYIptgsqmtVQ1V8pnEPNKDQ3HMAZjt5sTcp+XdSakAlScH3/W+N/vzKcwDM7F/lq8Ecbxus66pVNy5KwuuPceebtn2vRqmwn7S4Grckk7efpNjja1Y5i3WqVe5Tr3ldeo9ZJ16265T70Hr1Nuy7W0broY3qNCG2wL9qeBgZCiP1ccZy0510FSK2WgXYh5X7BdIXDrNCJ8hyvqm86xcsmpf6NxNm2F1K6uaqMZHFzTF6feqpt9bmn5v6+n31k6/t/30e+taucf0lRzT/JnLCdDFQCbj7AYiWZJQSSej+liGDKPPk2zKMe4KYIJ0fkEYIHWw99RsV8jS4N4AquWihVmWszfNlEOj44usIPVEVSzfevl11ihRMstVuyz4tIEwyxdf+576hqsvZBei3t3z5liuXoUawVUahUOQDgETVQixR+FjLwF8CF4r+/WPG44kmMHrZm8jSEXbCAtgkh5jA4BAI4z2kKfjNCZRM4SwgEhUHKUolsEVPVaCbPUy1AvhR5cAT7niYLXYwYGEWAgyNmtVYN4pqKJW1DuzsNuq8bGRALKEBclrdWBVsbrJr7fOb4SfWmmQO9LS6m8z3hXNbsIV/ZqbcbfiJ7tUHowv+8IGB21byZQWcSwFw2w7wyDtMiAX6sVQDFqriJbKMh5MshizLw6ePQMhMKUncqWWwi3B31rMa3JWUm1SWJTCRBZ0Gkug51a5JoYwLNT+Twbw6hC164GOcytMSjQDoOgZKTZbazVG6yu6oDXqh9IgtwYhShavoxgiMfNrPsEk1w8ggHHKKE3z2spAgy4YfCLw5rzY14D4DUN/lkMQItUsxb5bB5V7tFIJoqUpbAKSsR3ThnFtes+NBSWoTNcP5BgNFplC1qqC7mlZLMl0C4oaJfxf4iSvVMwUKSPIeoZhFJwLiDCLH/OQPzSBdJtTymxmk7qZ/m7bS2UnK/uwa9k0sG09PGDg2nUmKP+uS2z33H2X+euucuUif901rlri/zdWmCNFls8KfPNlIv5lPgJ9ZA7ngFlsitiIlBEvTzCrWnVUSqspIql2Ue1MPUc6HPaHo1ddiALZpnCRYpKlUycLOEhWipSzxlN8MKICbZbhYgazUTapI8u1y1Hi7IM4BAUKrFCA30hegNrGPH1WgGVtTdg+3h2U5VOWBdsT8ZRYljWR/DaFtPvf//G/1nA6X9qwbaIaKwtz3rQEeAN14sfBcwWKn6BRHP8NvtBzH59ayZV7nVgV6Y6AbBvmUBEVR/PvGmOuSa9f0AuRzjR16Ir1XND/7aGtJj1LYN+8zhJfqXM6UjkwXddZBPgPy+rKaVaGtVtaWM4WPeee6PiU2kd/MSKXdqlcBfetqmIhep5+HWT0yBYL0UcHqVUyc8cVdWWfWGjrPtEXdWPHrhvqyo6x0P06Xtd7pQWUCqYYFINwJM30a0rEg4AcE599ylMyZkZr3traCHhLaIKZ2yIJFn4IinDFLRGExvQl6MH9bYkcNr7dF6EGd7olYpSC6t0HLcyTonnplJirKkLhRMVbWn7I22r1n/5gw6/dGwOKlbfEAhzag5Gg2OWWiGDC3T0cD4r9bokLxTB726KCDkeA5z8YSxpeFmJpgfvXuLYhQt4yPnDkhS1Rgos/BCFMVY0O29fQ5+8mqPJcvgSHTJ8ag7avcb9RfjnamY410m1f4wFDvTfRwosyP1RrrNZ0lKdz9A/lAE9aB0OnXpQz88tmrFf7tTUx1yxCxzJfYm41b/uAyGeWL1SaMYyljbXWNl9+GGWtre5jxQlsBUN6dxSaccAJAOObQBxdSvEyzeSrd8cQMgNqTWubgrEVgeaEWlvS8CwxxwADC7L7zdsZyLZssp4a+hPX1sT10moTzGJeeDNRg2hYzOHdj6QVKq4734qDfSBpKvS27miriAP2QBJT6HLdqbYq9Ni2pIIU9emEbrcUncO8UkThsFaHGSuuOuZssej73+9ToK17rrlTb5slp+E8cMWdvrZZcBuW7KHr7XS4zXKX4qBtu9pBoq5BmDS6QaettuVp0omYz1SeyWCqyVxtXQC04tJvzcZAxKqHcTHFmlswMcUK647c0gwfiDPF/rbgXx48wC9BtGKnW7AuXzbKe9IiOnV01KrCsbMirBfhoc7cXgqz9zAJzN520pfyYB+IUnvbyV0qw4A9ED/2tpO4rI48tu1iv3x3JIgTm2ccziKKtfQfpCwK42YZKlSONsYEKImquM5xkFcHGttdudxraoBfcrWXmRnURu/IwLkuwtQ56NMoSgIwRq6tCpFlp6kPZ3eesSrEjCqGjFqKF7UNs+iMYHsXArxfgATYp1cjz4MrKYLr4Ka2IjSVnRUlLy/eqlhVW0+CGt5K7m/oTQ4um8UVKlKfoZqPQFknk6sq+uNTti+Tq+UZwZN+XK5L5ToyudrkjlVdaxt008c4KeYlOFaLEG9dGttW3UzW3UjKcaS28TsuhE/6woGviZG1xeCNHq8qJNYm1KrqeqN5x0yCjRqEoZGf2+QMRLoTIzmW+UWepvGyH5XHOehN1a9HuZx67pR0vuCsSsJWLqR/sgpZ//Qoe6MON4uuWC05ibLptfVg1rOgEtXzoLx1M/Gj7SZjy62Yjx9tO6V0MgE9PHiss1Mo0mnyBmG3v9IcJzIA52hVPUudu3ael1vO83LTPC+3X7p0xpQ6TWJy66YFYQmHcVUHc9fSjEGJGqm8zP6bOdv8tbM+3nLWx5tmfbztrMsu90XjAzC+AKdHa3IQZSjZ1SKccjwzltxgsg8PeRfMDKZSnYPpo9M6RkqrEtNcBGoI0dE0872uMuWtsOGzY6RyVfxeubO/p/MsCWLQnfuXKzp1ymzuudigP4LQKgd7e3t7YL6JNnP+NE3SPIUYY76fpP4MNfv+PzYt4Pu/HmsvrT7eVrU2mpz1YzAohLip8Cq6yG9meumWQvlwQI0r5bPvj7t0kHyFBoS+P0mzaZAPMMwphj75M5avWEPoAy31iqH/EMRbtWgLrQCxnYVwGwQUTef54BnB8jqIQDIaZjc+7JKVHRbCOPZtMMZKoKPfF6k6cFuAX5jIg3PlABjKLIEXErcH7oc0y78maKm9Pwyw0N29wBoBjZ0E6HsN6NqmEATMGqCxigNgU3oJyiZne1Af6SpfE95Oo38Y0E2fW0NeSxacMB8xcpiZ1I4Fhh+DUdoyS4C3WdtD/qWp8zVB77b6h8Hedvog4E/JpGs15LnAEtg5fXuYs/HY1wS4afIPgzb3uDWodUQbujlZ4/z3M5mIq2N6GtYCGyJILkEaErcHM7Q85Ja/JqyL7f5hAHe73Z6uz2TyM4SoJSNV5jFpOA60MdZJkX+GsWKywzYb/1PMTScwk3A+nVHB9Rz0uho2j7lpm+Dn4plbo5q5NqJDpxv/vZn9/pMHdLqy/sOG8PQLh/D0y4fw7AuHsMVCrEZA5L0oEttqPETObhkPMXkDHqIv8ZYY6JbdBAAs+1Csu09HFTUfimkP7fbpl3T77MHdrgXyCrUwRQQl/25+21x+juDltjhNwaM7yMVITlLwVUpuBNzN2xS3lgLKpWmsxDiTGBbJWkasD3aqfaEp1acyPpdZ4wNbCnJa7YApV1fQMf0rnxZfWastVAoFGFSY1Sgedsvy6RUAuAdHVVyd3u+/Or0tVqe3dnV6916e3sPWp/d7LVBv6wWicCHIDUTkxcTda1PSQxLCwZ69hmcBAo6VgAuoVqyECq7k+l2CJcT+wZ7Y/6HX29N+8cuFhD+uWIHCbFfjfAUvt7KPygzjZl9ZqQLKVmv5uVgFg8fbhky3lcW4262aWDWISA1hDeHN01IdXmEtY1seUzGlDIPV/a5Esd7vg2K9jSjWW0ax3pfjWG8zkvVWYllvHZr1vhqe9b4CovUegmm9tajWW8a1XiWy9R6IbUZ/DRF1ICh0IarOUiRvQp1kkvPJIHrOwYAxqDmstALPTBBAG/04vaFQgTgQ8l9x1FFhHmug5qqoOj2OslVfUGrFxdJOTZTbWos/xcDZyu2jFFRbrV2EU+HVQSo4Vx7E57+MMOAkHoW3HMbcFvhmINJLPicn+fAySa8T8xCTjcc9aOBw4MyT4dPCrx49MlT5Zm9lFHUaAOTD+IjCLIdSN4/rUhMmmrqAUCsLwEv4F9zKFxj9baEDdC0EPcdi3uGlt3hN6zbZhDrnvnSocqEDlTudQvwXWt+GWFAIOwwdjZ/TIDmPpf6VBdf6U8nxPIvym0bLhZ5Xtz9MX85gYXcWO+s5vfWK3fWc/nqVHfbcDntVHe623KX2nDjsRYjUE3lNz2Ytw5DiuNeTTsrvP2xFC4yC/P70oLBVvt7W/+8d+N878L/gDnSuF9NAR0fQjBrGVba7pMzowWDWXCRgj66/RegS1exdoR/zNNbTdVeGQoPLqWVG2Sm+FQcH5TddE2yZEuu2uvL9LwhMf36328FGQmWfpbMbpvy63zTILmU28CK4VozT6SzIYQXbhqY2UHCgH+5xywzqTYok9LPw6tSOJwCD4R+p30XBd+34TRXhDMShZ5pWuY1D6V3v0/+gndMQuoPyXru1v+6iWcVGc8kUv+3I8LtbfcN68C7rrd9lay5SD9lmvbWXptI+663caL2vsNN6X7TVvvyKVNxsv8v96CH7rfefZb/1fpf91vuiDUfNOCylaFpX2bY2sm278VIugiT0YXe2rOF4ji9eppPCdqutejLKsqacDrzp/pP9ve+c22rhxaSfX7w9evNv4t2Lt6+reFWcxHCJsSzcSFe351xFiyJJZ+Rb39qVebJAk7F8fCGCczCltYFYy7DAFPGkGAkXkmBTbOLO6a1ErtGopEe2Kfo2m09n3EMG9tdjHcGmgCyC3iKB4VyplpnplSpN9Aotz3vPnj3pVWsUrtTW72Vg6fV6FTCRH84CYzQ1y+QsyOQQ0rFgpnJ8XFU09jr7nb0GU5lmFMIbOAfPIbJ/N4E3ToHk7BGxgdnFcmpeggXvVLBv7lPoIPuArLJbR28wMBQw9zkbPYle7IP29DOx+AhrejkMcv3wC80sHHJ0Jf3T9gbvgVHeEF+QxtlH4FPr4dzN217ml30FyyTBK1C2NL5lZPMgXKz9hZ7D5qcdZenhFIH3q/JrKsUk/diIU1S/3OEk8eMXpSRwi3B/YxB8k2AjypeTIBa5W48ihy+l9AopEC25nGBLOBF0LZgK4WbdsS8F4rRzx1h9pZ+0ARz4kKm0C0dEJluiEJHJJC/F8KnKYTejqiwM7FGVAQSgMp380wpZ1i98Kdmx9q8J8Q05pQ0xQCN7vOlNWPbG3bo4+dluW7o8/rIvll1Q455USGL3nkIaecuUm3TcXUxWERxwjA31mwmCA2bJKfIa8KEMm7Hs7FCRTAbpFRnaqL4iy9qe29fay+bblsIYO6FCEtg+FBKMeWUh1dr+FZLZNq2QBlZUGj5sv7wNfIydUCmNXmEozW+FGnlDfm9lPt771+baulbEt1zBiBhWZxUbYr7GKV78daX08RMleVo8YpDJ9uoqmM5ADOOf53AuOucwGH1BHNohFXEAa4+Eg3KqPgDcDH0CuGn6CHDTShT2wD6pzqe7fQtzD7gCIzdVg4Z9bMx50avw/pV+XUm/xmNegHEeJbHvTtiXDUxsfRNlnkPm6viYruPUKuuLVXr/aj10terQkQJXSJ0qrsgub05sJcPMMlKQ5QM92hEn+iVDvPhcwGPnGl0gghdc2zkOfTaHmJAQjB5CVudpSoFQkjS/wMjX8hpj0svzedKpCQg4PhONUAYYAXKw1xAnrz++tVzcV+M0vhJb8cUsRCmScTHJnPb/uQ7EKh+9/9v0skIt8jvSzEk8V4QXxQea03k+m+fKE8/R0at2V3v3+uTN0buT4YcXH0+OnRod0enC3lIddfEp0TsNWnk+S8MOtu6WqQlhLjZ0L4M9OEnjUGb45jFH8Unim77ZXZHSAfREBkJ2FV3J+KZTy6PwZmge1ByHMPLrZEitOUaHvOkfw+pmU+FPRKe7SzW6mBRGWbEuDI0C2Oe0HsKr/8mrwRPjtf8DllwJmVMyAQA=
    - "75"
    - {{ .Values.nodes.interval | quote }}
    - --budget
    - "60"
{{- end }}

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
    - H4sIAAAAAAACA+1963rbRpbgfz5FBaJDUiZISbaZhA6ddttOx9/49llKT8/IChckiiJaIMBGgZLVovabp9kH2yfZ71zqAhC8SHays7OTmbbAutepU1WnznXvm+4oSrpqWtsTiczjKMlFkoZSzLN0JNtiFoRSjK5N3kHnsHPQqe3V9sSHLEpyJa6mQS7yqYQiV2l2IVQejC9EOhH5NFJiFoynUSJFnKYXSsTRhWyLQIlcfs7FVZRPRSDGUzm+UIuZmKSZkJcyuxbzIMtre6IZpmPVxaH4kzSbBXlnFrY64uMiEVEO7WRpmos0oQGkITSehOJCyjkNLMrFHMfZr+0J+E9NcVz+JIqleAZVOti+cP5rpllfLMX5P6O5W6Rz/s9WbU+8zkUiZahEINRUxnEbO1+oRRALNQviWORpGisaCQwCpgTwiOZtkUzytlCqLTqdjogUVM3kUx6rErNIqSg5h88kzWXYof7G0yA5l5g2jZLzvkhSMU5nM+ghUiJbAACCXIwzGeQSRpYHo1iKNBNxGuBQL2SWyFjM0nARy6ciypVIk/haAByUCDIpogTqydk8zYLsurYnJmkcyqwtrqbReAqQzOQsvZSqA0PKJLSbpEIml1GWJjOZ5DDJeZaOpVJStSHzWI4zmTMs0okZdBwlkgcAwIsjlctQTOLgXBFyvZ/nUZqovvB9FczmsRTHr168f/fy2K7SSOZXUtLS51cpjihKzhX1s0hymam2OECsShOp82F9j1qMDfif78fpua+iZFzuJZbBpRTpIjfgk0oFsBIIGgB6Qmi+mOfRzEGi5kGpi1nw2U+CmVTzYCyVeKdzYF+IKMlToVIxC5Jrs4+c0pX/NY+e9EqdjBbhucyrQHUeJRp7RCKvRDDJafy5KA683Mmjg4NWrcbbf4j7oNkSNzUhaF0GRyJOz4cIvcGBmAWfh3bgg6MnPUGDGjw6OKgJwKVYilNR3xP+eS4OxNlTEaY16GocKCnqN0d9/1ZESY36bzTEUuyffnPg/3C236rpYeGenoiGPpZwXH3xQJmtmSxmI5l9ShrCqx964tm3R6ZyJvNFlgib8PQpfkoVjJ2RHNpRaCRs6UnXj3SlAvq0HFgUixSXv1WGU7EwQaylIedmbofBIrlI0qtEpLiDxAN1PxioaTTJMT9ME1mrCbEnTqYSACDFVZoBkJOQwQxbmU9uOC6fwtafZ+nna300XwXXIk8B2eejYHzxFDfkIoly3J2LOJpFufAncAZRM3iydmpCvHkxfP7mzeCF+OX921eDrkjSIbY8aOw3akLIz/M0y7kUljElakIsEiVzMc3zOSXhp+LvII7565eTkw/DDx/f/+3f8POYv5+/ecNf797zx4uXH56f/CJevfur+PPz41+G8PH65+OaEKfC/6fw6jeY/NdXH49fv3/X9289cSaWSwHD8FMxT1X0ucYI1q9DW32NZftqFCX7Lb0Q+y0B2QMq1F2orBun4yDuQjH6TV/wL1XitVvMAnUhDr77DvaozMVDueAvfwLrCBCfx8EYT3yvfnPy9sPL1x/7fjefzW89AX9EF66Ubigvu2o6E93LIINks1XTq2RIt8Og3pxdwKUh/FB4dWy3yxjZ+Zv5zxNHz7C5ZBHHLfHtt2KUyeCi3FijofFNiGiiYWoLMDS/EeOwmP4UsIzguGZbJKm92/hmg1siDsVIEpUTJTj3Nk6+bWefZgYAwk62BdtK7yjeTYcA3agm8KrBy80OsSZEngVz0cij8Hq4mDfEq7+9PjGpEVxX2WKey7Ahfvn1g3j97kScvPr41pSQn6NcHDbEh9cfXtUQh3LxDOgk1VFT8eOPjXevTt68fncy/PD848lxo7YnfqU7KUrEdJGEmQzzKV6OgVBynCZhGwkwuN0CQIqLTi1Jr/hwT9KrAZzXNzgX4WdiMReZVLn4EeixcZcuvKfi1l1ZWByGxQE3Ur9ZzB909m/h795+59bcAf3SwZ+kVzDUg5/2W1wxSa/2Dm7F06ewGRBf4JuxHLHktlbbEzIZA8F68upvJ326SeuUFCKl+eBvf7NUGK84thUgFSICgGGnRlV49lx/UFu5C/ZPv3nu/3vg//PA/2HYafe7fxo89M8K21ZXrh8+NcAoblBTwLkQfdiLnANo/u23cEve7HFrt8KPc9E7cC/MFIhHBRCmMns/3RI8p0FmUx94dSroUa7pnVKdFYB69s47rZinMzn+oErO9bRaoql35IMHDw6O/tYQ9WbTSQwbwmtgM15LfCuOnjxptVql68guNlEyr18aGufF8w/i+YsXrz6ciDfP//zqjTj9+Or5y9fv/nLWF+lcJkhiM5WLbxJ4qHwG+nWcZuFTrB8lYhSn4wss8eTwSIyucwmEqDgOrpHIvZpqQhN2FJygeKtN01gKNc6iOVLv6aXMOjUcIiNSBKvM2w1v+XEwH9QfiWA8lvN8UH8s4mAk40H9iSZPB/WbHlBAKg/yhRo0GgI2/sCH7TSoN5uJeCgOW0AF9MWzetJJzZekHVdDci9IBnX6cSo8+PKEH0vh1UMZhID3jGOF3TocyXGwUFJ4SZrDq6K/bs70ZLoKlFgoGYrF3MOjL4nUtOYch7hkTrsfXz0/fv+uTySz84Dh7jrCC0ZKJnkfnkeemMkA1y/IhUpncpSG10gvyxBpD3w7cXUkbHN6BMA5prvkdTDY5lBDGmYMaXURzecyrBg+Nj4McryQnTmUeudn8DzIp2YiHr1xIkI8ugmUSxSZK0jJIBtPJQ5ed8iDv4Ke3NOCE27w74Pu/i2dFniEYJrnnBKndDPrdDiix2mSR8lC6vzPbj41lZWS7HVdiSZUVoyDBJJG9Njyyncj3+xuC3q960cegRtSaSOfvH//pg9NEhKmaYwNLxIBff0kXucKgc1nPhToi0CMFup6lH4mClJcIXzz4ELSk/cqEcF8HsvcIDRQ4Z2aRZVJlIRD7M2DQWlCBGALqQhaQ2zw7j10Z3qgqQCLdH3E8Em6SELCvyMH/7hxQkNNLxJOMjughJNmhDxi+CTS6fXPx4N+mcRDCtKgA81mYmg12Ap60T8XU515cicmlxMtVuCEeX2J6iay2FJxDDzoSu98/5K3oiUgjp59e0j9co+HT6FtRA06X/piHKdK0rlOp3inRlmWduFzT8P0m4Hg7U3gNUfqTMGZ2gTaw6djsyX2xeEBHrDjYK4GXh3+CPgXkGEqg3DgwbEehfBST9Sgjn8gMw+ieOBh43Uk16D5mRJBjr1g+8KHxc1yGeqe6jd89Pcf2kuAP241rAZ1RDXGx2/EzcqRBiPTeFO/oY++L7MszW5FHYbm4TUxK9FszirviXcpcNRmIpaTvG9Ze7gdrrI0B1L5WkyBKzIC3st4kTtE5BWuBbRk7yaHIE8FvnaxcUBM2BfYBdwjWEqGfCDyKXIh5znN7sO/vvTMLSc2Th6nXJixJcsBW2BN+QtYO/NFDlClL0QH/jQXLd6gHhJgj44IgSbxQk3N/SDFv7x+91L8/PrVm5fHcAZR8wYyYZAHeK7rM2aHm7w8wyM7FxcvD7zKedUPvS0Dhxs8lrMCwYu7ETdQTld8LGfCA1atoeb4lMZm+kLJJHQ3Il/WV3AXnAd4Q8LmhMLckR4S8X5K7wWk0oDkiQYFXlGEU8CK9l6LAIaRgaGu7dWJ1qtHnZnHF9w3wseElGFQLpiWC8o1BaVnTzkV/RMYN836TAZqkUnBxdyHLuxWnAoAio5oOJovIiB7EqGXa/2ckFy8gZXeE7c6RVHS3r5NopQHD8Q+JeGF5yEM4MCdyTwYqsVsUFeLGbF3on8Cuw7SHh/98PiH3ndHPzypBpdpi8GULvJBHerD191blaVWpWfvJURqix14K3n1dJFDmoSHwziYi32g0Vut0gU1Dph8483ubqGG8Jgd4NcR+PUkBW4vTgV2qMwynhNKIgZ1DbF2nSfZhkkK2IRRZ0qThTX16vAH5jUtoJwetfyHxvNS8dSWhH43FWUIuamJvEIi3iGqBgfmHGg0CE0Q4eBQz4E0VnmYLnI4nlR0ngQxHuXjFNh5uNFylkEE+s5pKNwBHWY2UM/Pvn2kb1BNIeNS/vz6zau+fV7h0zqdCJycagvv+Ne34vj1v7/Cgl6biTaAKVACWKxTg5b4oIAG4B6D6g8eeHU9Y0Rw3nuUu7dvc281p8sXdUiAn7CcN4d9Hx5VgJ/IYj64pbEDS5POe7h7gQBHOhHQrPnxzeu3r0+GP+OwVZ4i/RDlRPm3+liQ7hyh4J2o0rblNJhrE66A82neqRGC8vQ0VwXh9CNgTsWZfwO5Dx7oi23fvAqpKSJjqNTePv26JQyF1uymd86oqDNrFfJu9CcdHgiUn9MMOOhwI+grDLdFnwAvgjhNZKfGjQ4xUVPPaYZIQ7zFP3nmaOO5+b5o+MCnpznWm1dj4Y/Fj3TIei3BH4VHP7KHZShevH/79vm7l51Op0+yQ/M6JQYyv+/59g2QwwWUJGE+4Ta0ThI7WOM0oVUE7INiMsvEeQrEZeo09bS2Z2kheldEuZLxhNYdWWos9+ILMFBCJqEMqbEkxedRp8YT0cwBSxtHMznEzCLZfRXkiJIASfdigRs7VkQKQd3KEkQ2YzZ32KQKyE5siL/9fPzvxBFi9vsYL2HhsOM9TfbSQeUOcwDbRkWh1BS1HAunABxrxPXwcGzEzYFC/KslfnSpfiR7xKNn3/q05PDMgwegeP7xL7++ffXuBBfd2VRBLryFkh69qp6KSRDFyvJp9BMDkpldoClMfl+3QeCWW+H15xyFEiCTzSIgW7KF5uKgLATPJMJD/ZhBoGvSTck8j6Wo/2QmMJxEcQ4kEJx5J68+rpkQSFRYQAq8AoNoVFvEMgesyuAUgdEBTYyDM82bhyv8pMeold7cVI76aemsqf8kno1RcnMrlkjJQNc4Nb04pgfg7f3kHGF4FfwItfG2ea4Hnpdk2nAy4CKhVFXZdSD58myhcqT7USIKigIiSISczfNrESTqClhrhIbQoSf8ROr7ks5BPTq7FlzULgg8/3/+9d2LExDO2IvODJX2NuomaP0F4u4RwNMrgxGaO1cTwBwuAMpBbBRQwdh+2vIgdZgkGo+gIoycfms6HVs7NI9cppoYIvIf4vDoMbV4WuD1OcTFjVvjXIrDR98ZdnPxJdzSRBfvZHyvHhDhdeucUgwM2PzpIi+QXvrWJHHzAyX41C89ubvc8DP7wiszU7iT9GIdEjgVkJ3tiTpxWYUHl9G+RyAV3n7LZctrFrP7eCSmjBK4qmeEPjijIZH4QMLw9k0VE06gQYGEQRuPEZpwkCCTvVNzamumDfLwzJOg8s5EolnqK5HpZqzn1Yn9WLwsC1eK4QOadXI4mch28ZJU1Pe9SgkWMba8cZBzSxr5AL7Nwh3ydOXCeEonPRKNNM5WaYuYTftTBcbviX81LAVGKr1T+0Z4ZS5c8wSdRJmiMxxvASDUggu8ykHwnJx3anyd6ttwzSzG4mDtlPDEX3t1iW8B+Wikwzkwib4xty4wPQb6TqTLnZ+3Xh3yCq8eFYMC0yF8XkRxLPwDUXfaBQThBptN5Kb48GJ8qrFAVLS6XHJTPxSawpu4xH+zc0GA2ZlcBVFerg3nPi0jNl83VUx5N4XRrI63BS01Hv6g3IVHLi83Hr1IgE4D1RfjNJOLPAKlKlBeAYUe4JoTpxcUjRLZESewDVH3hwsTagQssjjP0sW8pKGkUni+4OGfkDjN1boBVIK9CSpdPGkFt4RM8C5ugkxCi1ZRgIqcfSacJwBN6C0NVatTG0/TVMkhz0+fAYZcgifbPA2Hqyn6h8UsYJtqOJVXrngORhagPujPSYABNHAhjsQTkWcLuYYT6I7DNHEhjlZGqYlAZ6hO+Seid9Bwzhd9urgDu/9YkAp2mtq1FXtRFar7+T3GkTcMt78IGIcWJkR/n4wlPHvxrJqmKkclx75R/QNFPRRZo9agRGQMkmuSLYEUZCS5DEiaAtCOAUppGORDUurTNwv/AgQaLaI4H0YJfENdUAocXEulbwq8Xkiez7WK0g1dJUndFwdxFPABBjRgn1QxL5TRtAPxKQ4SYUZTopcX7AjqT10rJuscPUA6wqFSxxxjTbhGTJ0uKeLp4Q7DSMEIwwLbDemrQzr0inOw0Kk3gXfth6IhGnDMH5bgUGLjCdRRHHTjaKSLdOvNBZwWws9aOq2DEGcZuoH+IgE4wSgcEQxI2KDNsqDF1Ko3zzM5F/4r0eg2k8kQVTrVMpnkw3E6mwf5MpoPlcyXyWQ4TpMkz4LxxZD4XBfLKJH5MIyC82U+ntPHIqSP1mnn7CJt6P5blmeG/7BKlQaEHo+BJKEzZQ9hYtfi3fO3r/qAxJo7IoIYc+wjK1AXgMiAIlHOWqlMkPxUcxtzGMW6R3htXgNuVtJ5mvlT5xEbZhCRfSb70PKQKilA3A6h8BDNqC2WjlX2quFC3XSBoupcpNVNlyTKoKLImxZBJ/71l+cnICNsG9KFheK04bVAzEqcsYaQEVGXboOFQ4CXB6m9orCfHw52EgNhsbRENVbJew/1CEFryt04bXN40SywByhVEOwoKRM+Fwp4QYVg1iJCsYw5dKqExnBkFPSanXHp4xTxz8KNRLpaohhcplE4hKIwBlgKJOvNQmSLJEHFAoej4AwxJR5nPpVKPmU9BVIYYY2AEdwRWg+dRNEoO1PT9Crp1ArdOww0nkz5OVBaU/rpkUDVEehXLlgRthWA49YqRfbEhJPnwfiaTyFm9xpAaR0bPCUR0FjuqeHYKNZNN6rpmvNyjS+nQKFSB8CrUyv0pEklPMMbDdTpkSGd5vYO88oC6yp0geU/RIxIUp6OiOY8IfzjVdAqzm2Xg/6bn/Vp8OnE6BqQcQPzbWZA/sGV1kH2Cw8Yzi/cgsQ0YfAUted+ZPkbzqtOFcUARrvLhlxVvkDyRr8H6SDdBqP6YWkJ3e2CigeWQNbadg7J3IyQ+GWt4BbxYNGsIxhP22IehWr4+t37l69IeTiYSfrZEe/BRkRpertTK/WlBadWZRrEhNAZ0caa6d+MlfDfRKGmGGQ86SYKNFLLNzqQYENqAcUDWnTwcGKbo0ZOUfmcm+FBgDSP9XkGoC/aRSWAGqvb1FnBlKSIXAp0SN2S7rOfK3T3y9rwUGBvb7/rqsTvN1qOxl1BIbH/J9JGNMLboNwFPKjgjYJq3IDUaRiixmAwBoMJIj8DZThxSG56BQ0/mr+H6x4yC6JKYc8oHdNcQTsAB2LWCF/T3Iy7OiVlFUBfXKgyqcSrBw1rIaB7ELIYEMZHhRgvB9Saiz5GCRUL4I2ubQ5Mm859jqeCxXo8040m/ETkMhFhdA6SheaHj+9fDF/+27vnb1+/GP78+uPxSespMDHAUEhmmuXMy6T5kPimJ21CA4b6zR51QaqgP5RgYVa8TguOO9hsF9E0Tf7U8jYAi8DAOMPlaBe4lgfAECDUpLzbUtY8Ch+AXppJ3hPvJ+bh01DuG5y5v8E1nFzA9lHwzm7bR0EYyFmaKOeewEPiPIiSjumA6RmCEFAzXt1u8DLemIl6dd244RHOo7DvoT6vWLf2DrgQ5S+DWHh4tHH/g0/eJwSCSQGNzk/Q9ifPK5tcFIw6qDG04Bh8qt/gCWnbsHVZaQwLMolKVd0ag0+GP7jB0MUrnOCeXXcAB28Ib7+1cgTwOey5tc0CVB4HPOjCwsDINe42XDNCp9UC6ci2YnCIMGLyydzqW5xBA5iENFTNKdagWyyUwNMfSXu7CLyDgLeIZzNL/cxTHDi7YOeWI1GrRddhClgIsmt4+c+jsCN+tjKogGSEFtHpkEChYKe2OgTN3ze4NDAYBHcTHWIGIQ4ZF+Yp3kPYimYYwQ4EBQCwgENuLSoDRnT0Qov2isEioFQBH47WySkw6CAJVIa/pzWyqn7WJABIYm0PAE13IaHCJKCsbwpIwEPVGMADrxOb0FFIgiY9JwmOF/568KC9f+vgcZswsV1A4bYxBqjEYY2+BFnVf9i+NapOK9vFDt3TCkLAB03R8iUKHT48IAdKpIpMeUguHkaV0HDob25Kw5iKWVKEHuwaVpZaMFpchNCgsJjIvH9aPzzDeRt9LkQhaBcXc0DA8BxyD7I+vH5Jj615Ckohv75+KSZZOqMkQvCGEmPksOrtMU9DJuLmaWgUmeFecVUfSuQOakPYxTvt+mfzNAT6K/Anrv3fAq8ZVHzY08VuS7kLuIROu50z5x4qm544d0F9QXtkf7jfclsY7t/6+Lm3P1xnjEL/Ge77aptITAT+xD/bF0vRaGy4WfRlv4jA6EP+QzzqaYleIfVI4xEt4QLEAvqB/9S9n1aP4uKjg3HrsEsLWHNkbxYNpsDrNnhgT04jQNfimDgC2W6UoO2N1qREatMendAYIwd8MnbA54CtF/nY0nSae0OZtas6K7GCuSj19QZ55YvtEO40AyPs26Mtgm2cuVetIT+/GVRdX1gZUsvWlQcb1oDvIiI/gL3Gd5ABr9Zm0RQKQhqgq8WMfA1xC6RgYttjoLrZROryiVPB2Fp3+Xi8GjLJs2tcDW61uHs9C2eE8A2Wf/Cgv3+L9ENhKF5h4Lrw3n7/1qs08kK0orLEbAxTtHOnVghWQU6IhkCK2DDbIM5PNdsGA6dIA1LrZviH6yTFRWYe8uBhKQoPYz4skcVvjVrtthktcoccZk5+qRWtCIfkC2hVksLA4ECcp4k0V/vGPbIVdwtXMx09TC+B7N+rF+2Uy4S0HhLoCLA6g6Uiqh8YPB0QXFI/tgIqtldQZ3oKha4RBvVmE/5u7ZS0npHngSr7FTvd2Ym6P6Y6cpnZwTiN8I43tG0dh+JoWtgnGeY4BC3pho0kyOSICWbsgOybmxrVcK1sV2eCoqUDUE5uuXQ6KWUXXvV99r0wI05tea0Bv0uzt4pr37jSyEQRcVxpx0H6IGmohkmaI/PSaAQ1uKJjHlMlLWSBBJEybDwhtG6LIE1ereBobhxi9WvCsnD42CYhF8mhMu3UB3WoRZIXhbT1ooyPKH/61CDwE03lqanodIEKAutcFzBclLQg+gROS1ED2f0j/bFGXfi7uPmMvYIep+GUZzJQaaL5GrplShU/mt4r1oUsJ8CKAMq6nL9iueOT5ye/HhtLOKOxZk48h9V9Hl0Cqx/4f1Znkzro1ArNOgxw/VqBxQNLQ3ugkf2nVwda+UAcgPYG/SifZdoS5rDSXsS1v3IMF+19g8QJI00fCR9QPtV3sn3VgVsXgCdwhgsXMuqYRqxPwFksTuiAmQ3qCzARxFWKVzY84rhC8T1nmJTIQCSmnpHCEK/SgKv8VvM0oxGfVdueamwWDDUN7XSxGEmf3CYs8QfY0i3F9HouM/gpwMYkSBIZh2KJuhhhorioH8wjJTNQj+YE6C5LkRO2FGE6vpAZVLt4pHxb8JHyg3NwL8OVsnSRY056qcKRLZheKv9SXUX5eBryT+DYcx+YkhR7hIQkzXIun/AEoEwQJTSWcRalYilkPg71ABRoES2oiUmUyasgxtm+I9bF2yAJzjFTXatczkJf8zRsSiZVGl9CZ2GiZoH6B3xNx3FE8wyn4zn2dxWNL2RIoEwSPHCXYhzE0Tj18eJfiomMo89iKUYRjhf+9KBQFEeLmYFckOSZDIqAhOkzAbUkY2lQG/VVmPiJXt0ol7QGYimyC3kEP6ScB0BMQXfTQCMDDMcfgw49/Jjk/ixNojwFOFyBxqefzMe6ZwaIP0+Lb3LnVVTiVO3Eqzg6OChzK/Rusqy++g3tAc277Ds8Br3hPL1XhckssrRJfJidL8DvkRqmE3ocoe2A4+OIN74pyMqB/JNdEHRqbkN8CpikQb2pNXhBE8Kzz7UZK3cuRZ6JxqeDg4NPB4dHDfg8PBKNljbVCs55fEw6wwl2GcQLFF6yDBMGju6XeMSYD6ZbWJnHhInIcAKTMBTBFUDA4iuwQtWydj6mzIzhWDd1HDK1jgrYJOuCBaSuTFEmu3Sv+mhymmUc8ny/fjTw4JXt0VdLt3WjS+/tD24t1mENj8t7LeoFpHWVLExr24rAZWoEjcNh/Y0wVD+HUcG1vd4HByuKjsCNWXMSwal5dGS1ZD68ftmFm6yln3t5NIZrw/ZrVMnGF6yPfFMyLrEYAy15m112kEUMvdcTMQKVEtA/R6tP0LnTGklPxUhO0YwNdTMlmArB4B91HGGcZtC00FCNnT7BLl15epK++uEPBYcbRgbDLBPivdBM64fmRUZbMY7TKxkOCYfhriY8p99XqKeLeKC0qAGApKHKtTu1QjPuK9F6ALEXYEv3Omjgbx8lv+N4oXKZ+eMohFs3mUTnAg74hcyCUPrIGGahs++kj4AI1+no6QfeF3jGA6lK2pDw5QdhmDFLOVU5LJUPcp0M1PBCmctxTvVpOPM09EdZFJ5LHwmVCbyoINH8Qr9U/jyTk+izGEVJqHsAY+c4n/7TLyTOZJ5FY1VMNPpH6OhqDtOHp42THCUiml8qX0Ht3A+yeUPvMKYiHHBqGALpYL7TWQBqJEkEXfthlOE3Xjj2V5pM8AdYGvjE0Lo8FOa6iRfoCK3w05/lC4QIrhjeYtGcQTTJAt9QA340C85lBdSnQZTNoSEA+Cy4gAZ4JUER1R9PgygBxPvsA8Ur6PLHwVpaw88WCbwtfJmE8zRKcgMfQ1v9N8J9EcKJ/0YrF600me5gVYSLhf/6mTyXn/l7HCQ+mkeKaI44ZDFnkmZXQRb6GSoLmuRMqutkbBYUX9tEOy9Gicz92XkG8PIJX3304zFfjOJojFDSX5c9wRXgeW6Gzs8K98SASYeJ6tC7vnC22GeHUwESIpga40E09zNwsil0Bq4Y4r9OHy8ySikibRBeyiyPlNQpxc7tg6PigEPcWDsUKD4Och4LlFXCfMI6XPhos1yRBrB7vC6jJ+yg7Gj5+eWig1aOiuY986VX3KDCKJoLwHXa9GISfZaM9AslszhIQrouLVjM687pi7HRB/eAYGesfxNKVsMLDzxnT+tNxkrBvvNW1Un24RFH4+KQ8GlUMSIaAbddXFt6iTp1skXi6xchPCb0WxU+9bCLwNh3ajccN2FI1ZzLfDi6Ho4XWSzIWSDK3epB3hF/Ju7hd53eI4EFyM8tmRSSVTKTaKiDJz/nnZrTnjGz5qcFtOD/Q/jqWPh+khLUGvsN4c/EY+FficaDGzKQvQUfieLBDbpVBCHiLfJU4Ge/260HObwCbmu6s1FgnD/oziAJ7Gwa1ir00Y/PPKRJ8/EcSFUkydnM/DuXheP95dUJGJLBILqHnYNP2afkl1TlfWHuMEiC/4Gp4yNwe/kIG4BniSGN/Vw8ZvrYMWg/+r7QFU1UUUvazPrWOtIkaeKGdtmBwc0epNySMc4h+bAgISQLDI251I/fPmoQeIhXjx0H+R4JRrwiZK/OZV6CLCThMh4L/wTW7b3wK5ZmD61I4cnGJtXk2urN63evjjVXOLEiKNLTJwnLDKx5QIPpHwup0MMoJrOdrcpB/5V+dGrcCY/xBmUq9aMtxqc8FbZuxSV0jE1R0q2NTfkB4aE5EU6sWJk71mr0KPQiQepPZCypjfuQCwc7mhyC9h1jBOcM0SahLHBBKTdkIIMZPZnlSvh8pRUKUNJTzXonO4mxloHajo3uO/kSpcpUyfoSdZ5NbgF8s5rxoDaI07e1NFwvxUNUdeRwA3fyq9IiKxf2XFmfNReHPGgFjV1W69uxutWdLHiEMUHrpPJ8iENRNhW1DFyniQquR4APQ/hypljgfNj6JeaHXR8zAa0NwpyWQo5nt5xZZmAX/Pzm+V/E8auTk9fv/iI+vP94QiPUREWRM4MHEV2ZivRpA8G8wjSxSGmes3nbWhlhE0bwrvJOrTAQ1+uZzagV1sBVS8aZIyyK8gh6JbtL5CgQWiaM4WWZTflb/ajvGbaWgVwXPLsX2vNaK1xBzdnBv4C0FamiKvH0k/epcVaR88DmoOyJpkV4QxyJM2CxP/d/DvxJp39mZoaXtx4ZwJkxVADBOKg/WmkL+/50uv/prL/f4ho8hjMQmXMK/Nk7veVmePgwVUNA9Pf7jv/RlcagrTWVebQ0LkSWKCGP2wcd/D9u6vDoO/yNPJd+n1P7/UNnyrz+aWYbsSq0DAOnOOtrQgYcEQdbFdOdfZotEkWyJN+vHzJEq1T3ixND0AT5wDvFpLM+905sJfDRBsmUWmQuMbM+G9KtaF3dmFsy4DIdfIeQwZOpRr7yO7ViM5q7ZOQ6xt2V5mfnYBVPBsGWp4d6zChuwpuMfD6mWeixVf423T6CCeti8/5EGZWWopAjShTH4Mt4yZ7EQQCg0iwH/cuWc4MbD+M0CpAeqrxKAZTNG4oXbiy1HQ+LkiouWc6CU6HNHHY4DxZZgPQH2eQXi2Kac73GhlJyGoM9W6iwyyXJevnmmoRCFWKwjQrEO96c37hXpzvu0n25YvvvlF1r8dFwrGL0+DXT2r1TqgTy9qIr9GSu6tKhCcd/Ec6e3rQOWDY2CsyX6hPU6qUbuSiCuOBTgTrr7uP2LCj/of3QpOhioTTWIlKJgkq1o/JnbB2Mvpc9QMZBrtFwGCasHzRJFxn6PoCgFW1AfOSwkMutUo0K70rFYZlJgXBOC0kq3if4NLEnB3sCdkBSpYgp9Cv75btjOESxD0dE4pbAQ6MPLHs67l6kyQR/wqPgBXLO/nrYd1TvikMuhjbQR4v2dWY6c+nIkjK9EI29BooM4Pm616iQKmKUBV3Ed9WC8T3O47Gpjn7mqahjcBkrqVo/Vn3oEWo5ri8q7euYp4WiJCQHX6SZfPnu2J6IZcV4S+6RHjpRd7Ydo1dZuMID50e/fmiEhMgLHGqtIGLcMc0JQzBC/dU+26wkH+VoXIS+wZwGNe7qFDp57/EaMUO491ukcKIWBrTtSHUL73SmmsHe/VAt9uWyUKuPQKLYKuKkVA3NjMtQUeQewu2mUXPVWFeONMH0nH6BbRt5NF+9E1wqUyxFv2+Gv0paF8jPCgq7SLrdhe6zJ7RmdQ7BvH6eKhWBkerjZa9o5GrsiDm+0sQakIIAQBvpPwUXJWQHQubNju1twCa3nVpln9rQ0bURN+2KRjLJqe9G6SChArSxtDHUJB+ygRDbzztoS8q+XOsTlk2vEhnSU8+oCVMBvhjXGNW+/nBZP9wCEa80XET5gkGz9WtQMlUnr8QAB/CCAYARn7XR7lQmT6Gmw/wEh0yUGyhjYNzh44YGCceNXqgCWYdS58ctHEsS5NElagbaX7fRnGtaJwNPn4rexhq9qipFrQJ3o+5ssm0BxmbWPGsK5QUKOCiTkdruKVJDYK4PgbuOnuiSSb4kM+g+W+FBPiingj/DOEAJGstzFOjy5UF8Af6UnmrVVeBHAAl+2Pne7g40wqJ2OzWnU/Pg2ej8u8rZQr2ZkbbnBdFqzVIbrVJ4GR2rI5nkYKzB/Q8ATyzX3SSzJbh7vp2KugHVgNQFy9ESnAfQSIJ7KeMz0gDRCTZgm7u/23dCqKJZ/J2PidWj4ZvVs6ESHVcMExx8g0IUdaoJeEc5rUbJBN3uip1uUCoq7FQcfdT0Ug0R4ZzjOSF3GKBaA5Ks3BpQ5MEI0ChBvpm5jyfi/Vwm4vIYNQZNML5OzTRu2LHfAEPdq9+8/+vx8OOv7yhcEthyg9IcqxzedsNRB3peZdNyA8YC3KmlK631Yaf10MguoVHUeUQ6lxKt5mOj2myh4P1t15mA03bsUcMUzfbTIuS0CZi21FD5kGSBEPfAxZj3fz1mKaF+r0e5nKmOeO7Yo4NXxjhNWIcYxN44vXQyzmOU78sxhQMhohPUnsGxqu1UK6lD0/DE19FXvkdH2b3HtPfuvJ6nd19Ce0rRAsEMNh935AZFzshOPhnAvODg0VxT247vsw+qwRMU2PnobM33w+waRP64DP4oa5VuOG680nkAGaf5jvuARpA4i7bFdUCflQjTK8fYAA7uRkHFk9bFo6WnAXlr7aNwXUMJclPjboIq4s6mDI1eSPAh703mU3QTC5b11rMIBBMBH/Uo2GmT7dzl5xj08zRWohdWjIvURkc92pMzEu3sUI6dujHS8RjKSMexmQqK20XzR1wJ4JVVr5Bgru5aJhKUG9Rv4I8VnBSbiFNcTyKtnYVmJxHVzeJxLdkN0jgOFNqadrHRLs12xQ9DxZJu9TFQxMRLmU/3WbUZ/safx/AnD+b7WmcYtHngR7iYza73WeEYhb5hokq2vQx+HfpqPZpp80eYYigvgUEIgZnM+9RsRp4btXcXE+rzXGifrNi0V4c/FkrWfsjRY35csvTRCA327A5GQ0Gw/aGajIqewUPsCTbSNFDD4OpilQILri6qTqRKAgDKRhRgU4ZA7Myj8YXDBndiOeHtyffBn1NQ7YE4dWy8oVKQrsl5kNnHDhLGg0atsdaTvTAkC7BmHHKbs/Dx8rjwq0fLqCk1DNhn1ZJJ7eDZt4cUDQPHM4QjxISMwqSaa+5lrG4OyOxoUL+xEf72ILyda4JvrItwGOSwlxV3dXAubcWEFnRs2fSQ435qd7uwYgXvkei/Hc2dBuiWvcIii+Ipr7fH0vULLtz1swzcpoL7uRD8NfkL8fDBv/kPZv6D8OTBL/0Hb/sPjv+9SG9zOIdk4FN4okzlKOMwssVM5QMTgWGSwQVyqCFI9lucOcCHJHZ/g3/Bbb/HXvx94xpJW3sNeKLucUQe78tcORwDaHljhZYteWNc369EbeJYEKUmPAha4Iln+JNDI5CqQEVohH8N4E4EDbzY0SnQkYgjjCPM/kTBPW2UDydpNqQgs4VoRnBRIJJQMGRfsANlE0uoa5DlVKAIBg8SHVAC/cliMmpJBMUFQk8B8DjxjFUZf6ANmA4Z48So1Frn7EC3FLBS63/zLqaAN3s166TG+IUeXdtwFNYcEsbSQCfEPE52PqyhemLdsalOrQZbEM3EhmOI4rcm5Buik0cICsohjs9EtZjNgkxrX8A5h3r0xo4MEM3zTZySZr2H1rToei1KQvm5We+1hTfwWmIAssxi8iknt0xb9R5dQ7GS2B4XPoDCv777+OrDm9evXp55LVvDM8ne+qrPj49//ViuyImeva5O64+EJzwqcvbwYU2giPzVu5fiBu+85oW8Zo99iRb1iQt53eb6F/L6DOwlFLLRbhsOTNU1EKfaSTqarYqGWv5m/Xculw1O7C/FQCyxNq6gNvYrN1LlkgtagisbtBy70XyodRKrc5M0QTphCHqba8pQAeAMDkn5cl1Tw/ksX4Df0fHmsQwXSmLZymLj2Xwox9N0GJ0naSaHoC9YUQ58d0J3ABg4MdYUAV3bNL2IpFrbSPAZSiEzJk7XNpRfDTMJ135F/iQaDWeLOI9AWXc4DdR0SFqUpcIggOiqdBZ8hh1WyiRCm//4ycQfB3Fs9Jp3LNy7Q+kgq247kTnhbLfgPpUoqZ2KzoLPuxUEwI7AZngks6BymUEs2d3vZnOt9ba+DGPXGmTgQkE2Z8TaUghcBi7g/t1cbOuoWJsom2+aHajC0j4Dd3wbekS3/VRyQzGVjYeXQRyFw1mQXWxvL5NhlMlxXrFHerooqwkPUUl6fbFNi9ArdxtsLxMG4YZCs3zh+tJDantFk+oXRbbQf0J/vtYr+544BrGYdlNq2HXGKQUxlfvUDL6J0YfpUcfyKLHHIlurziqYJVs/N/aS9nHIsuSiL1OtdEVKtX12cKUjHunnLLTerRnpui8KXucAVrdrvdbtM/g6+67rukkwi+JriMRLryUIwXshrwf1J6YIdGody+mOqXihULdcCNDaq1MXpLkgvPo+kIwX8nq9FzbboUN7Dgz7GBswOk5VdoiWAKKrsxBoYuUClTmCbpzHpK3kJoSsI4Ex0FcTbRR68INdnV2VUZHoYvQusTD2SkzCURwkF8wknMDtiXG8n2IsACuGXkEOsX962kfpef9sLQ+kSinki+JuVPK33TVgtmoJRlVi4tKuF43f3An5n24O2oefbhOZn3a6Zw2Ov1FCEmTlqpLqODU4Va9E4zexr2Kx/E3sozuBh33BOo9nD/v66+bx7ZrU5sHz5cF3LdEQlrWSj+fFXz3n5yKcF3/1iuM13hYcLZj1egNlaT47NrOqBCsKA+y6TbjWvE4qvs897Z2Om0OnCBz/FZqp36Bdav8hNTIgQ11WQCgap7o+7WxsYS5TZq1Z/gE2VLS2NkNcOYe1CtQWu2uKB2+j9boqQKu21aQ242ruGFVoGCZvFAIXaRDBhPu+T9mFeuSEzppk+7dV2fCnnKVvDszbHxQzTeQfgqbjjAqKP3gwYF9UxFdl4K64YHP8wbIh9P5gu0vQ0rixs0Kmo2VU8PnpiNsdOFboOIlKs/iK5gvjMu4BHT1Zi9erC+XEei1My2Cho/RWRp67osNKpM6iDpUWBDhnFxlRDfHxqpxoXAWSiLxsgJgkUn4wRjmiddSxmFwBk1AbtK3YuBkyHuxKFbgbTfKyb4+SZ4+w7NgjNEqVjjMRdCVCZnbCESD59MdNKtJwfHP/PzUDPqeJDwGnDy1SOR6kq0B86LE8XAc85bB7xnWAiWSk3XswJpajCll0cUwdSJF0rbnDevuFrqNdv0mzihVpWUndETMXghkZA6GtSlYcggvv5Rlad7CO5YvXLz+22fL6DVBjbzFXGxC/Z/vhtlbA+nOUhM/JrqStramdNLGD6cUKnQBUQhNGtXQGtSyNaVke0nJ1RMvVAbX6jZ3sQdYuNffiaHxbu5tKE/PVYYnDg6MnPfvgcUKigaWktajrcl0AkWuuqdO3DXIIrLzfZ6RoR7hxpFjiTiP9HYeLtosbh4sltg4XPBP9QWuPXa2sPKZuHt4fuOrlMdKa7zrGP3C9ywOl1d48UDiBKkdX6TSi4uw7PDh6/MMuS40tv2W3kIXlNjkbR7kekF881PKKVw2VVv0OQ/0dx1te+Krx0uLvMF7q94/BAa7rsZYAPMIKmMD5cDXCSGggwJvnMaE+5rCJYq2l0f5tAuMiCuJh6ycQ0IE0AGwlFhkF+6JC2IpNTlleoZ16qOVp4P/z7OFwPAXhhRrOZQLsydbSDoT+bfIWXeLGag3zNA/iJVMrQ3y8kotLVptqNbbB/g/E7PULQPj9//EC/IH7df0q0K79/2UVwPiq+lWBxoAOIFdN85BDu51NuNYysmS94T4pSvxC5xVhrbjaRXuttmOs1S5YapUGTPoOrmVaNVioOYTONtissftznBnVdAwfMmDu+8ixdgxub7cZpxc174wJ7YrZmw5R5JiutbhvVKlwWT6kPfbjq3cvaxij0gVKqwbJJqgijh0FF2xd7qY5FuerYowtb0+vCk+mGKc2SQsmyawiibgDqlvgL6rpTJO6NaGBtj1KMbSz5oHrMGwOx3xd1GnKxsDT8Kmj/7jDj1CRfoph2WmgVabdJZNsbrmIjNoSjra6UX4zZnbfH3x/sPsLb80Db1OX7pm8Q7/V77U1z7Wt/d6x8+rX15rHV3XnbvhOt8fD7w93ATNWX4Eypm7ob90013RahnG5UwLxTp3esecygMs9E3w39FwkdZ0efzh88ujrkq+68SZE7wyHUTJJl/MgAVqDLspMglHSkBz9cJrWeyEUGU/l+GI4ytILmZQKgC7KOE3GiyyTCdwVfwepvL2CDcuB2tDXPRegRVDzNFE6rXV6I84aG6G2ZrHWge7+hOd/UdDdEX73Jxn/C8DPWMEW+ZCOSfRX5yuWu3SXa0u/X8QlrOz3Dp1/Ec9vnERF+rtS1WGcRCBXdrQRqlLR0GYl5+8qTYphLBdgR5iSbOZgk77C6YoGQdEUAluiUOxWGDIYPAPfdj8OBlrlWLuaMJIt0Kl8JRqq2/ROi7Y7zdOT/Axwfnn6YX4WKAXU7PL0WJ3JcSbz5em/XJzJa/4zBKu45emL8ZnMcv0XE1ueq1DQL6hLeM3T37xPn86Wnz51Wvte99Oh18zkLL2UYcvrnpsh03S1+MpaOOCs3WDeDnFYAv5ntD3DtWkLu0RpJnBVDNCL1RobpUGAMOScda1yTDrPsbVRlHT3rUYLJNmfYDpASVXIcQesoAgfn++MJ1piVgxasiOc3SkSlNl/LUDTyWwXpg+QL8+/sQreWAZqveoRWM9pcLLcUXX3vxiMX7q5rIlWpRemR9oH006eVG7dV+U68yCxq9uQ3Ze1Erafu9e4wma3VJWqUMGuer/H0vEuUIpa6Lz3sGApXiHI7sqPdkf/5Y1GZYgZa80t31S+J9cFwNZhbwOhrmcjUEyGJbqoeNFSUKG4OA9WWViZCIwa9Xy6plhpFthcFVBoe39TteUre92tx6dOh2sf3evXqOo93igxCwjP0F9CIYRaw9oeVFqIwVFSCAOIunLkfN9t3wS7QutQE6ywknFV4DSsf/Wz/QEpsw7j9Nwx5vAvhYrA1sirx+n5EL89SJ2BE5HHBweOuUecXomByFNQH8qa9YMWW0dA+jf/U3SbrmZ3a9k035198i0xAYuoZTOR0fl0lC5+0j4nwKs32MY6eVlftJbNGbI9k9ayibaomJ+H8lJcgafVMD1vLZt5FiQKwkz9YyEXUnT2MSpVCOZorWXTuCtR1wnY36bE8mwCazCdiJmcpdl1Zz8fz6Gp8bwvCjmQmKZiFiTXIs3m0wCizrOOILQenMvhPE1j/tZeqdH1GtHHnX11MWotm+ihIVKiuZgvw/Qqaem05khSkAh83i7ZSpB+OGUT3rMigo7HQZZFMhPNOFX5Mhj/YxFlENRs2WxiCCsZLiGodUs0rTr2cgQWQPDBmtxQJsjAgn6JgYPxa56ls0iNF+lCLYM4RqOGcaByaDuTY4mhbeYBORFIANxk7nyVaP+crWUzXMzjCLxzu2lByM5vl6DA3RedfVMMxh3N2UPDMpr39Odn/WH8Nyw/50NiZC+juZL5MpoP6c+lWsoRu1c47TfFWWvZ1Bx0wyVvLZu8HZqTq3AZJUvAE+yfPgenxhIYbL47+yobDzjKaqd/9lCEKh+0lk0ypUAsNc69SQWJEcxRWFo2Ryny2vtiCV9acxSXK58uZaKWMpkvZZIu5WwJ9r7LcRIt+YGwBMPfJcUsWo6yJekYLS/jIFnmi2R5dd46dWhdbJ0TzvaxF1LQhsUqoQfkZWRuRmu6xJ+gvM+/6Y/6SXA5AGAWnIOGXRMRfalaP4kmxgRY8vqSGSxiDNg19MVyEo36YmmsJWBr5wtB+3mYBblEGh4mGoMVjhJqMZ9jYIWw1RU3GHgGzxo2PCPBgxgI/9BYnqH3ZTT36v726VTr5552zujj01kXbL9MTbUYqTzD8kdt8fHNq3d/OflF+OKoJR5ydFJoFU9E8Yws13TtH+nQpIA4bC85aq7pVpz+Js4eGluCbtvt+tB03QLDsxb7qZvnp0gWPXwoHuBRfFYc8WFb9A7MAYzmaWbE7z6ySd2NS04ROQDkk/aUI5WCI6tw4WCsH7hWDp99e2Ts1ONUyaZN1mQamx3CJysOg4FcBJanSNI9w5GLn/inTz/7EII3Ej9S6lMRPXxo7ejm+WmkZwyTc+3nwPUIbTXXhg7fe59OveZcXSzhvZXLIXzOs+gyyOXwQl4v5/zga3nt0ivt01n31Pt0COnmrXbWPS8R70YOR+5w+CR6XBm5GfPQifmqkeUolt7TFdN6c/BRLMlduu59ta57K30ztMFSvOBOB6GdALR/+9Ske7uz/6klbjr79e6nw+68BDRogJ0sGd4YMwaKwyabEDt618WWthc5WxN/T/usqvTZ0SWnHTpt2HGjZGsQUQsP1BYHHhTvPqDLGW/LkF9KPELt956eNqEcHNbWemQsG7loBga48/H/js0zZWTb14tIesO2/NbCRV6DlspZJwEsjitzBvb0OZFJfLciAMD7bQRqjItM1miZFwAxXmDyYYAp4vBAfH/4wxEYXjUoxVfZrFHy6RJNBJLJbgn6Bo9SC90YZDgUfF+/UXAR2fcoYTV73SoVZlkjRrKk2NIRhL4ZLeACI6fhk2AR58a3ODfDc0yBtYlQKEw0hVAuBBx3tmPNsLH5FdMuDL1YeutMNethbZWV+SaL2Yh8Vb748Kvq21hAuKwqneRgn4WOg9lt1VxmUJYhMJ4vVGHukFCYNam+jkXjU6Px23i+wNsPfmjjvTzI163+bnWxFKOFqWGLO2W3QWOaXqFzAbyB9OYuXosIBI3ic3hRFHEck1aXHYdAmdvW3Cm6bbzoUSwylorgXAR2IHgI0ILrNs4Bbfw5HHoYTSYyq60a//MCQkphAhtcWqxbuI1VMJPWC3yOiJIrgm2T1v7zeM46UinqXigtHE8kBN9g8Tg4zlLICNUbl6JRFeeNSYWJA8oIfzIWD04EGk5OVJeKrZv3phqYx2i6vty22RfcGfKKwrYE+Y4MRXOUDY0hQ1tE8+Glaov//R//q8Uz54qFqevGqrGWc3dCWy67bRKvP1w+bovXL95+aIuTFx8QRX99+cHsu77g16kM26iUAa+FtkD5ErguwZjLqmYt3YYqmRWXE1J9SF0zK6ByILthIpxsm5uuscPkemYm5TH2qgfZ2zLKXuMuI+xtG6L8nFM0dQ381y7sre06PO1Um8iahPkomidTmFoic0Dp1clxxobpcYm7rQNX2jZPfqPSLoHDAi45/WAF5vwYiIgYzqM8rWlDT7zzClPR9+CGRaISw7tPxa25lTrRTt3envzapjCdbXEB/jmawBtoFz2ztdoQ0hDPgRI6guuOKCme+9HcRzaSO8doLnyF/x8S/ZlcCDVNr9bNEM/A9ZUic02vK1NF4aw0urXFXZvb0NAOTUzY4skPGsL80I3YzN3IU3altg0BbFRJ7aeTMMKuK5Qoryukrazr37Exnv76lSwUK0LJydoE6HX1d6j81UEM7ljyLJJOUjQZRonMt56Zzz/SUfnu5Qc0pI5gHxKx8fb5C6soqNDfoTlOwP0NsK7La4KJFYtC6dtXxS1XXhabt2ld1rawQ3VwWuIHSUPAB9fktN0XI8i23qWOzxCGOSC+63gST7zSNqD84SQcFaDOTm4m4agAd+bS+n8XkLMJ8lUlOY1hsFpiLQg1c3hzS2uaWQHUX988f+fABp3Nl8ABbOEqeED6GoBg1m4QcYquA4kpsg0m29pa11AlnUnEIwUcimN2wGw3J+Y+Lu9OSgWoPDr6rve92Z+PYR6Yif0zfyWI402bdUOl4s5dW3DjPfZ4x7bv1DAV9pMGV+OWdPLumxxr7EQy77BOvcp16q2uU+8+69TbdZ1691qn3o5t79pwNbxBhDbcFeiPBTsjQ36svs6Yd6qdppLPRrsQi7hiv0Diym1G+Axe1rfdZ+WSVftC527bDOtbWddENT66oClOv1c1/d7K9Hs7T7+3cfq93aff29TKHaav5Jjmz1ROgCYGMhln1+DJkphKOhnFxzJkGH2eZDP2cVcAE6RzBGGA1NHBY7NdIUuDewuoVosWZlnO3jZTdo2OEVmB64miWH71cnTWKFEyy1W7zPi0jjDLD18bT33L0xeyC17v7vhyLFevQo3gMo3CIXCHgIgquNgj97EXAD4Er+X9+scNhxPM4HWzd2Gkom6EBTBxj7EBQKARenvI03EaE6sZXFiAJyr2UhTL4JKClSBZvQr1gvvRFcBTrjhaz3ZwICGWgpTNWhWYdwqiqDX1zizsdmp8bDiAzGHB47XasapY3+TXW+c3wk8tN8gdaWn1dxnvmma34YqO5mbMrThkl8qD8UVfWOegbcuZ0iyOFWeYbWcYJF0G5EK5GLJBaxXeUpnHg0kWYw7F0ZMnwASm9ESulVK4Jfhbs3lNztpTmwQWJTeRBZnGCui5Va6JLgwLtf+TAbzaRe1moOPcCpMSzQBO9IwEm62NEqPNFV3QGvFDaZA7gxA5i1dRDJ6YOZpPMMl1AARQThmlaV5b62jQBYNPB7y5Lw41IH5D159lF4R4apZ8322Cyh1aqQTRyhS2AcnojmnFuDbFc2NGCQrTdYAcI8EiVchaldM9zYslnm5BUKOE/0uc5JWCmeLJCLyeYRgF5wI8zOLHIuQPfUC6zSllNrNJ3X7+7tpLZSdr+7Br2TSwbd3fYeDGdSYo/65LbPfcXZf5665y5SJ/3TWuWuL/N1aYPUWW7wqM+TIR/7IYgTwyh3vALDZ5bMSTER9PMKtatVdKKykirnZR7Ew9R9od9ofXL7vgBbJN7iLFJEtnThZQkCwUKWeNZxgwogJtVuFiBrOVN6k9y7XLXuJsQByCAjlWKMBvJKcgtjGhzwqwrG1w28e7g7J8yrJgeyQeE8mywZPfNpd2//s//tcGSudLG7ZNVGNlYc7blgBfoI7/OAhXoDgEjWL/b/CFlvsYaiVX7nNinac7ArJtmF1FVFzNv6uPuSZFv6AIkc40teuKzVTQ/+2hrT96VsC+fZ0lRqlzOlI5EF1XWQT4D8vq8mnWurVbWVjOFj3nnejYlNqgv+iRS5tUroP7TlWxEIWn3wQZPbLlUvTRQGodz9wxRV3bJxbauU+0Rd3asWuGurZjLHS3jjf1XqkBpYIZOsUgHEkzHU2JaBDgY2LYpzwlZWbU5q1t9IC3giaYuSuSYOH7oAhX3BFBaExfgh7c347IYf3bfRFqcKc7IkbJqd5d0MKEFM1Lt8RCVR0Ujle8leWHvJ1W//EP1v3anTGgWHlHLMCh3RsJil3uiAjG3d398aDY7464UHSztysqaHcEeP+DsqShZcGXFph/jWtbPOSt4gN7XtgRJbj4fRDCVNXosHsNff9ugyrP5UtwyPSpMWj3Gncb5ZejnelYI93uNe4x1DsfWvhQ5kC1RmtNe3k6R/tQdvCkZTB060U5E7+sxnp5WNvgc80idCzzFeJW07b38Hxm6UKlCcNYWl9rbfPlh1HW2uk9VpzATjCkuKPQjANOABi/BOLoQooXaSZfvjsGlxlQa1bb5oytCDTH1dqKhGeFOAYYWJDdbd7OQHYlk/XU0J64tsGvlxabYBbTwtsPNfCGxRTe3Y60QsVN91txsPc8mgq9bbraKvyA3fOIKXS56VZb53ps16OCBPXphF635J3DRCkid1jr3YwVVx1zdlj0w+8PydHWHdfcqbfLktNw7rniTl+7LLh1S3bf9XY63GW5S37Qdl3tIFFXwEwaXaPRVtvSNOlELOYqz2Qw08dcbZMDtOLS70zGgMeq+1ExxZo7EDHFCpuu3NIM74kzxf52oF/uPcAvQbRipzuQLl82yjueRXTraK9VhWtnjVsvwkOduTsX5uB+HJiD3bgv5cHeE6UOduO7VLoBuyd+HOzGcVnveWzXxX7x7rUgSmyRsTuLKNbcf+CyKPSbZU6hsrcxPoCSqIrqHAd5taOx/bXLvaEG2CVXW5mZQW21jgyc5yJMnZ0+jaIkAGXk2joXWXaa+nJ25xmrgs+oosuoFX9RuxCLzgh2NyHA9wVwgH2KGnkeXEoRXAXXtTWuqeysKHl18db5qtp5EtTwTnx/c97kYLJZXKHi6TNUixEI62RyWXX++JTty+RydUYQ0o/LdalcRyaX28yxqmvtgm76GifBvATDahHiq0tj27qXyaYXSdmP1C52xwX3SV848A0+snYYvJHjVbnE2oZaVV1vVe+YS9BRAzc08nObjIFIdmI4xzKf5mkar9pReZyD1lT9epTLmedOSecLzqo82MqF9E8WIeufHmVvleFm0SWLJSdRNruyFsx6FlSieh6Ut2kmfrTbZGy5NfPxo12nlE4mIIcHi3U2CsVzmqxB2OyvNMeJDMA4WlXPUudunOfFjvO82DbPi92XLp3zSZ0mMZl104Iwh8OYqoO6a2nGIESNVF4m/82cbf7GWR/vOOvjbbM+3nXWZZP7ovIBKF+A0aNVOYgy5OxqFk7ZnxlzbjDZh0DeBTWDmVTnoProtI6e0qrYNNNADcE7mia+N1WmvDU6fHaMVK6K3it39vd0kSVBDLJz/2JNp06Z7T0XG/RH4Frl6ODg4ADUN1Fnzp+lSZqn4GPM95PUn6Nk3//HtgV8/9djbaXVx9eqlkaTsX4MCoXgNxWioov8eq6XbsWVDzvUuFQ+2/64SwfJl6hA6PuTNJsF+QDdnKLrkz9j+Yo1hD5QU6/o+g9BvFOLttAaENtZCLdBQNF0kQ+eECyvggg4o2F27cMuWdthwY1j3zpjrAQ62n2RqAO3BdiFiTw4Vw6AocwKeCFxd+B+SLP8a4KW2vvDAAvd3QmsEZyxkwBtrwFd2+SCgEkDVFZxAGxKr0DZ5OwO6te6yteEt9PoHwZ00+fOkNecBcfNR4wUZia1YYGhx2CUtswK4G3W7pB/Yep8TdC7rf5hsLed3gv4M1LpWg95LrACdk7fHeasPPY1AW6a/MOgzT3uDGrt0YZeTlY5//1cJuLymELDWmCDB8kVSEPi7mCGlofc8teEdbHdPwzgbre7n+tzmfwMLmpJSZVpTBqOA230dVKkn2GsmOyQzcb+FHPTCcwkXMzmVHAzBb2phs1jatom+Ll44taoJq4N69Dpxn9vZn/46B6drq1/vyE8/sIhPP7yITz5wiHssBDrERBpL/LEth4PkbJbxUNM3oKHaEu8Iwa6ZbcBAMveF+vu0lFFzfti2n27ffwl3T65d7cbgbxGLEweQcm+m2Oby88RRG6L0xQsuoNcjOQkBVul5FrA27xNfmvJoVyaxkqMM4lukaxmxGZnp9oWmlJ9KuNzmQ02sCUnp9UGmHJ9Be3TvzK0+NpabaFSKMCgwqxG8bJb5U+vAcAdKKri6vR+/9Xp7bA6vY2r07vz8vTutz6932uBejsvELkLQWogIism7l6rkj4lJhzs2SsICxCwrwRcQLVmJVRwKTfvEiwhDo8OxOEPvd6BtotfLST8ccUKFGa7HucraLm1fVRmGDP7ykoVULZSy8/FKug83jZkuq0sxt3u1MS6QURqCGsIMU9LdXiFNY9tdUzFlDIM1ve7FsV6vw+K9baiWG8VxXpfjmO97UjWW4tlvU1o1vtqeNb7CojWuw+m9TaiWm8V13qVyNa7J7YZ+TV41AGn0AWvOiuevAl1kknON4PoORcD+qBmt9IKLDOBAW3k4xRDoQJxwOW/Yq+jwgRroOaqTnUKjrJTX1BqzcPSTk2U29qIP0XH2crto+RUW21chFPh1YEruFAe+Oe/iNDhJF6FN+zG3Bb4ZiDSC74nJ/nwIkmvEhOIyfrjHjRwOHDnyfBx4VePggxVxuyt9KJOA4B8GB+dMKuu1E1wXWrCeFMX4GplCXgJ/4JZ+RK9vy21g66loHAsJg4vxeI1rdtk4+qc+9KuyoV2VO50Cv5faH0bYkku7NB1NH7OguQ8lvpXFlzpTyXHiyzKrxstF3pe3f4wfTmDhd1Z7Kzn9NYrdtdz+utVdthzO+xVdbjfcpfac/ywFyFST+QVhc1ahSH5ca8nnZTjP+x0FhgB+d3Pg8JW+Xpb/7934H/vwP+CO9B5XswC7R1BE2roV9nukjKhB4PZ8JCAPbr5FaFLVJN3hX5MaKzHm54MhQZXU8uEslN8JwoOym97JtgyJdJtfeW7PxD4/PndXgdbDyobls5umHJ0v1mQXchs4EXwrBins3mQwwq2zZnaQMaBDtzjlhnUm+RJ6Gfh1akdTwAGwz9Sx0XBuHYcU0U4A3HOM31WuY1D6X3v0/+gndMQuoPyXruxv26jecVGc48pju3I8Ltd/8K69y7rbd5lGx5S99lmvY2PptI+663daL2vsNN6X7TVvvyJVNxsv8v76D77rfefZb/1fpf91vuiDUfNOCSlaFpT2bZWsm27/lKmQRL6sDtbVnE8x4iX6aSw3WrrQkZZ0pTTgTY9fHR48J3zWi1ETPr5+dvXb/5NvHv+9lUVrYqTGK4QloUX6fr2nKdokSXpjHznV7syIQv0MZaPpyI4B1Va64i1DAtMEY+KnnAhCTbFNuqcYiVyjUbleWSbom+z+XTGHXhgfz3WHmwKyCIoFgkM51K1zEwvVWmil6h53nvy5FGvWqJwqXaOl4GlN8tVQEV+OA+M0tQ8k/Mgk0NIx4KZyjG4qmgcdA47Bw0+ZZpRCDFwjp6BZ/9uAjFO4cg5oMMGZhfLmYkEC9apoN/cJ9dBNoCssltHbzBQFDDvOes9iSL2QXs6TCwGYU0vhkGuA7/QzMIhe1fSP21vEA+M8oYYQRpnH4FNrYdzN7G9zC8bBcskQRQoWxpjGdk8cBdrf6HlsPlpR1kKnCLwfVWOplJM0sFGnKI6coeTxMEvSklgFuH+Rif4JsF6lC8ngS9ytx55Dl9J6RVSwFtyOcGWcDzoWjAV3M26Y19xxGnnjr76Sj9pAzjwIVVpF46ITLZEwSOTSV7x4VOVw2ZGVVno2KMqAw6AynSyTytkWbvwlWRH278mxDdklDZEB41s8aY3Ydkad+fiZGe7a+ny+Mu2WHZBjXlSIYnNewppZC1TbtIxdzFZRXDANTbUMRMEO8ySM6Q14EMZMmPV2KEimRTSKzK0Un1FltU9t9Hay+rb9oQxekKFJNB9KCQY9cpCqtX9KySzblohDbSoNHxYf3kX+Bg9oVIaRWEozW+NGHlLfm9tPr77N+baupbFt1rBsBjWZxUbYrrGKV78dan09RMleVq8YpDI9uoqmM2BDeOf53AvOvcwKH2BH9ohFXEAa6+Eo3KqvgDcDH0DuGn6CnDTSifskQ2pzre7jYV5AFSB4ZuqQcMGG3MiehXiX+noSjoaj4kA4wQlsXEnbGQD41vfeJlnl7naP6ZrOLVO+2Kd3L9aDl0tOnS4wBVcp4onskubE1nJMLOEFGT5cB7tiRMdyRAfPlMIdq7RBTx4wbOd/dBnC/AJCc7owWV1nqbkCCVJ8yl6vpZX6JNeni+STk2Aw/G5aIQyQA+Qg4OGOHn18a2l4r4apfGVyIovJiFKnoyLSea2/891IVbZ6P3fPi8rxCK/45k5iReK8KIYoDld5PNFrjzxDA29are1d69O3rx+dzL88PzjybFToyM6XdhbqqOmnxK906CVZ/M07GDrbpmaEOZhQ+8y2IOTNA5lhjGP2YtPEl/3ze6KlHagJzJgsqvoUsbXnVoehddDE1BzHMLIr5IhteYoHfKmfwirm82EPxGd7j7V6GJSGGXFujA0cmCf03oIr/4nrwYhxmv/B3khkvqIMQEA
    - "75"
    - {{ .Values.nodes.interval | quote }}
    - --budget
    - "60"
{{- end }}

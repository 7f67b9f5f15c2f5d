netlint import --out snapshots/arp-mac-mismatch --force \
  --text worker:arp=snapshots/sources/arp-mac-mismatch/worker.arp.txt \
  --text worker@pod:ifconfig=snapshots/sources/arp-mac-mismatch/worker.pod.ifconfig.txt \
  --text podvm@podns:ifconfig=snapshots/sources/arp-mac-mismatch/podvm.podns.ifconfig.txt \
  --machine podvm \
  --notes snapshots/sources/arp-mac-mismatch/notes.md

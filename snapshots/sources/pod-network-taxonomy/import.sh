netlint import --out snapshots/pod-network-taxonomy --force \
  --text master-machine@netbox-85865d5556-hfg6v:ifconfig=snapshots/sources/pod-network-taxonomy/master-machine.ifconfig.txt \
  --text tecmint:mtr=snapshots/sources/pod-network-taxonomy/tecmint.mtr-1.txt \
  --text tecmint:mtr=snapshots/sources/pod-network-taxonomy/tecmint.mtr-2.txt \
  --text tecmint:mtr=snapshots/sources/pod-network-taxonomy/tecmint.mtr-3.txt \
  --text anonymous-host:mtr=snapshots/sources/pod-network-taxonomy/anonymous-host.mtr.txt \
  --machine tecmint --machine anonymous-host \
  --notes snapshots/sources/pod-network-taxonomy/notes.md

# What a controller needs: inventory.yaml and known_hosts.
# shellcheck shell=bash

write_inventory() {
  local host role
  : >"$STATE/known_hosts.new"
  : >"$CLUSTER/members.new"
  for host in $(host_names); do
    echo "$host $(cat "$HOSTS/$host/address") $(cat "$HOSTS/$host/role")" >>"$CLUSTER/members.new"
    sed "s/^/$(cat "$HOSTS/$host/address"),$host /; s/ [^ ]*\$//" "$HOSTS/$host"/keys/*.pub >>"$STATE/known_hosts.new"
  done
  mv "$STATE/known_hosts.new" "$STATE/known_hosts"
  mv "$CLUSTER/members.new" "$CLUSTER/members"
  {
    echo all:
    echo '  vars:'
    echo '    ansible_user: ubuntu'
    echo "    ansible_ssh_private_key_file: $LAB/id_ed25519"
    echo '    cluster_name: lab'
    echo '  children:'
    for role in control-plane worker; do
      if [ $role = worker ]; then echo '    workers:'; else echo '    control_plane:'; fi
      grep -q " $role\$" "$CLUSTER/members" || { echo '      hosts: {}'; continue; }
      echo '      hosts:'
      awk -v role=$role '$3 == role { print "        " $1 ":\n          ansible_host: " $2 }' "$CLUSTER/members"
    done
  } >"$STATE/inventory.yaml"
}

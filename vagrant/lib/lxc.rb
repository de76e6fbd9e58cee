# Machines of the lab's box (./lxc makes it): containers with systemd, sshd and the real snapd, as the lab's hosts are.
# ./lxc also makes the network that they are in; their addresses are those of the lab.
module Lxc
  IN_HOST = 'var/lib/bulwark-lab' # what test/lab keeps inside a host

  module_function

  def machine(lxc, override, fleet, node)
    address = node.address(prefix)
    lxc.container_name = container_of(node)
    lxc.backingstore = 'dir'
    lxc.ssh_ip_addr = address
    lxc.tmpfs_mount_size = '64M'
    network(lxc, address)
    mounts(lxc, node)
    override.vm.box = 'bulwark/lab'
    override.vm.boot_timeout = 60
    override.vm.synced_folder cluster, "/#{IN_HOST}/cluster", create: true
    override.vm.provision 'k8s', type: 'shell', inline: 'bulwark-lab-node "$@"',
                                 args: [node.role, node.name, address, endpoints(fleet)]
  end

  def network(lxc, address)
    lxc.customize 'net.0.type', 'veth'
    lxc.customize 'net.0.link', 'lab0'
    lxc.customize 'net.0.flags', 'up'
    lxc.customize 'net.0.name', 'eth0'
    lxc.customize 'net.0.ipv4.address', "#{address}/16"
    lxc.customize 'net.0.ipv4.gateway', "#{prefix}.0.1"
  end

  # /dev/fuse, by which snapd mounts snaps; and over each global sysctl a file of the machine's own, so that hardening
  # it never touches the computer underneath (all other global ones are read-only, see proc:mixed in the box).
  def mounts(lxc, node)
    lxc.customize 'mount.entry', '/dev/fuse dev/fuse none bind,create=file,optional 0 0'
    own_sysctls.each do |key|
      source = "/var/lib/lxc/#{container_of(node)}/rootfs/#{IN_HOST}/sysctl/#{key}"
      lxc.customize 'mount.entry', "#{source} proc/sys/#{key.tr('.', '/')} none bind 0 0"
    end
  end

  def own_sysctls
    defaults = File.join(__dir__, '../../test/lab/host/sysctl-defaults')
    File.readlines(defaults).map { |line| line.split.first }.select { |key| File.exist?("/proc/sys/#{key.tr('.', '/')}") }
  end

  def endpoints(fleet)
    fleet.machines.reject(&:worker?).map { |node| node.address(prefix) }.join(' ')
  end

  # What the API servers share, instead of etcd's content.
  def cluster
    File.expand_path('../.vagrant/lab/cluster', __dir__)
  end

  def container_of(node)
    "#{ENV.fetch('BULWARK_VAGRANT_NET', 'bulwark-vagrant')}-#{node.name}"
  end

  def prefix
    ENV.fetch('BULWARK_LAB_PREFIX', '10.77')
  end
end

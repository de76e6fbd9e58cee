# The real snap on Ubuntu: installed and bootstrapped by a provisioner, joined by a token of the first control plane.
module Cluster
  NETWORK = '192.168.56' # which VirtualBox allows without further settings

  module_function

  def ubuntu(override, fleet, node, box)
    override.vm.box = fleet.box || box
    override.vm.hostname = node.name
    override.vm.network 'private_network', ip: node.address(NETWORK)
    override.vm.provision 'k8s', type: 'shell', path: 'provision/k8s',
                                 args: [fleet.channel, node == fleet.first ? 'first' : 'joins', node.address(NETWORK)]
  end

  # After each `up`; nothing to do on the first control plane and where it was done before. A machine from the lab's
  # box was set up by its provisioner.
  def join(fleet, node, machine)
    return if machine.provider_name == :lxc || node == fleet.first || joined?(machine)

    token = answer(first(fleet, machine), "/snap/bin/k8s get-join-token #{node.name}#{' --worker' if node.worker?}")
    answer(machine, "/snap/bin/k8s join-cluster --name #{node.name} --address #{node.address(NETWORK)} #{token}")
  end

  def joined?(machine)
    machine.communicate.test('test -e /etc/kubernetes/kubelet.conf', sudo: true)
  end

  def first(fleet, machine)
    machine.env.machine(fleet.first.name.to_sym, machine.provider_name)
  end

  def answer(machine, command)
    output = +''
    machine.communicate.sudo(command) { |stream, text| output << text if stream == :stdout }
    output.strip
  end
end

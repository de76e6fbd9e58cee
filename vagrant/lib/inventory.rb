require 'json'
require 'fileutils'
require_relative 'fleet_error'

# Bulwark's inventory: a file for each machine that is there, made of what `vagrant ssh-config` says about it. Vagrant
# writes it after each `up`, because only then can address, port or key be new (docs/decisions/0031).
module Inventory
  module_function

  def write(node, machine)
    ssh = machine.ssh_info
    return if ssh.nil? # it has no address: not running

    path = path_of(node, machine)
    FileUtils.mkdir_p(path.dirname, mode: 0o700)
    temporary = Pathname.new("#{path}.new")
    temporary.write(text(node, variables(ssh, host_keys(machine))), perm: 0o600)
    temporary.rename(path)
  end

  # Also of a machine that is gone already.
  def forget(node, machine)
    path_of(node, machine).delete if path_of(node, machine).exist? && machine.id.nil?
  end

  # Beside Vagrant's own notes about the machines: .vagrant/bulwark/cp-1.yaml
  def path_of(node, machine)
    machine.env.local_data_path.join('bulwark', "#{node.name}.yaml")
  end

  def variables(ssh, keys)
    {
      ansible_host: ssh[:host],
      ansible_port: ssh[:port].to_i,
      ansible_user: ssh[:username],
      ansible_ssh_private_key_file: ssh[:private_key_path].first,
      bulwark_host_key: keys
    }
  end

  # What an editor checks the file with, from .vagrant/bulwark.
  MODELINE = "# yaml-language-server: $schema=../../../schemas/inventory.schema.json\n".freeze

  # JSON is YAML.
  def text(node, variables)
    host = { all: { vars: { cluster_name: 'vagrant' }, children: { node.group => { hosts: { node.name => variables } } } } }
    "#{MODELINE}# Written by Vagrant after each `vagrant up`.\n#{JSON.pretty_generate(host)}\n"
  end

  # Asked once in the life of a machine, right after it was made, over the way by which Vagrant sets it up; kept in the
  # folder that Vagrant empties when the machine is destroyed. A key that is another one later is thus found out.
  def host_keys(machine)
    kept = machine.data_dir.join('bulwark-host-keys')
    unless kept.exist?
      keys = +''
      machine.communicate.sudo('cat /etc/ssh/ssh_host_*_key.pub') { |stream, text| keys << text if stream == :stdout }
      raise FleetError, "#{machine.name}: sshd has no host key" unless keys.include?('ssh-')

      kept.write(keys, perm: 0o600)
    end
    kept.read.lines.map { |line| line.split.first(2).join(' ') }
  end
end

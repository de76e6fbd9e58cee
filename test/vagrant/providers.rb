# Stand-ins for the plugins of Parallels and VMware, which Debian does not package: they know the settings that the
# plugins document (memory and cpus; vmx), so that `vagrant validate` reads our blocks for them. They boot nothing.
# Vagrant loads this as the Vagrantfile of its home folder.
module StandIns
  class Provider < Vagrant.plugin('2', :provider)
    def state
      Vagrant::MachineState.new(Vagrant::MachineState::NOT_CREATED_ID, 'not created', 'not created')
    end
  end

  class Parallels < Vagrant.plugin('2', :config)
    attr_accessor :name
    attr_writer :memory, :cpus
  end

  class Vmware < Vagrant.plugin('2', :config)
    def vmx
      @vmx ||= {}
    end
  end

  class Plugin < Vagrant.plugin('2')
    name 'stand-ins for providers'
    provider(:parallels) { Provider }
    provider(:vmware_desktop) { Provider }
    config(:parallels, :provider) { Parallels }
    config(:vmware_desktop, :provider) { Vmware }
  end
end

Vagrant.configure('2') { |_| }

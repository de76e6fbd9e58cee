require_relative 'fleet_error'

# Which machines there are, and their addresses.
Node = Struct.new(:name, :role, :number, keyword_init: true) do
  def worker?
    role == 'worker'
  end

  # The group that the playbooks ask for.
  def group
    worker? ? 'workers' : 'control_plane'
  end

  # PREFIX.1.2 for cp-2: 10.77.1.2; with three bytes PREFIX.12: 192.168.56.12.
  def address(prefix)
    prefix.count('.') == 2 ? "#{prefix}.#{worker? ? 20 + number : 10 + number}" : "#{prefix}.#{worker? ? 2 : 1}.#{number}"
  end
end

Fleet = Struct.new(:machines, :memory, :cpus, :box, :channel, keyword_init: true) do
  def self.from_environment(env)
    control_planes = count(env, 'BULWARK_CONTROL_PLANES', 1)
    workers = count(env, 'BULWARK_WORKERS', 1)
    new(
      machines: nodes('cp', 'control-plane', control_planes) + nodes('worker', 'worker', workers),
      memory: Integer(env.fetch('BULWARK_MEMORY', '4096')),
      cpus: Integer(env.fetch('BULWARK_CPUS', '2')),
      box: env['BULWARK_BOX'],
      channel: env.fetch('BULWARK_K8S_CHANNEL', '1.32-classic/stable')
    )
  end

  def self.count(env, name, default)
    text = env.fetch(name, default.to_s)
    raise FleetError, "#{name} is #{text}; it can be 1, 2 or 3" unless %w[1 2 3].include?(text)

    text.to_i
  end

  def self.nodes(prefix, role, count)
    (1..count).map { |number| Node.new(name: "#{prefix}-#{number}", role: role, number: number) }
  end

  # The control plane that is there first: the others join it.
  def first
    machines.first
  end
end

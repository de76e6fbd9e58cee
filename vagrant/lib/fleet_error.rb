# Told in one line, without a trace.
class FleetError < Vagrant::Errors::VagrantError
  def initialize(text)
    @text = text
    super()
  end

  def error_message
    @text
  end
end

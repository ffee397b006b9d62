require "logger"
require "action_cable"

module ApplicationCable
  class Connection < ActionCable::Connection::Base
  end
end

ActionCable.server.config.tap do |config|
  config.cable = { "adapter" => "async" }
  config.connection_class = -> { ApplicationCable::Connection }
  config.logger = Logger.new($stdout, formatter: ->(_, _, _, message) { "#{message}\n" })
  config.allow_same_origin_as_host = true
  # not101: show
  config.allowed_request_origins = ["http://localhost:4000"]
  # not101: end
end

map("/cable") { run ActionCable.server }

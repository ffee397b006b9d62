# A channel-less Action Cable server at /cable, and an ordinary 404 elsewhere.
require "logger"
require "action_cable"

module ApplicationCable
  class Connection < ActionCable::Connection::Base
  end
end

ActionCable.server.config.tap do |config|
  config.cable = { "adapter" => "async" }
  config.connection_class = -> { ApplicationCable::Connection }
  # The page under test comes from another port than the socket.
  config.disable_request_forgery_protection = true
  config.logger = Logger.new($stdout, level: Logger::ERROR, formatter: ->(_, _, _, text) { "#{text}\n" })
end

map("/cable") { run ActionCable.server }
map("/") { run ->(_) { [404, { "Content-Type" => "text/plain" }, ["Not Found"]] } }

# As action-cable.ru with Rails' own check of the page's origin, and a page at /.
require "logger"
require "action_cable"

module ApplicationCable
  class Connection < ActionCable::Connection::Base
  end
end

ActionCable.server.config.tap do |config|
  config.cable = { "adapter" => "async" }
  config.connection_class = -> { ApplicationCable::Connection }
  config.allow_same_origin_as_host = true
  config.logger = Logger.new($stdout, level: Logger::ERROR, formatter: ->(_, _, _, text) { "#{text}\n" })
end

map("/cable") { run ActionCable.server }
map("/") do
  page = '<!doctype html><link rel="icon" href="data:,"><title>Lab</title>'
  run ->(_) { [200, { "Content-Type" => "text/html" }, [page]] }
end

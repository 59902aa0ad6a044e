# frozen_string_literal: true

# Serves a Pact Broker on a free port of 127.0.0.1, says which as its only line of output, and ends when its input does:
# with the process that started it, however that one ends. Its database goes with it. Logs go to standard error.

require_relative "install"
require "bundler/setup"
require "puma"
require "puma/configuration"
require "puma/launcher"
require "tmpdir"

# What tells other tools which broker to talk to means something else to a broker.
ENV.delete_if { |name, _| name.start_with?("PACT_BROKER_") && !name.start_with?("PACT_BROKER_BASIC_AUTH_") }
ENV.update(
  "PACT_BROKER_HIDE_PACTFLOW_MESSAGES" => "true",
  "PACT_BROKER_LOG_CONFIGURATION_ON_STARTUP" => "false",
  "PACT_BROKER_LOG_LEVEL" => "warn",
  "PACT_BROKER_LOG_STREAM" => "stdout",
  "PACT_BROKER_SEED_EXAMPLE_DATA" => "false",
  # By default, webhooks go to https: only.
  "PACT_BROKER_WEBHOOK_HOST_WHITELIST" => "127.0.0.1",
  "PACT_BROKER_WEBHOOK_HTTP_METHOD_WHITELIST" => "POST",
  "PACT_BROKER_WEBHOOK_SCHEME_WHITELIST" => "http https"
)

output = $stdout.dup
$stdout.reopen($stderr)

configuration = Puma::Configuration.new do |config|
  config.environment "production"
  config.rackup File.join(__dir__, "config.ru")
  config.bind "tcp://127.0.0.1:0"
end

launcher = Puma::Launcher.new(configuration)
launcher.events.on_booted do
  output.puts(launcher.connected_ports.first)
  output.close
end

Thread.new do
  $stdin.read
  # Unlike Puma's own stop, this ends it while it still starts, too.
  Process.kill("TERM", Process.pid)
end

Dir.mktmpdir("pact-broker-") do |folder|
  # After three slashes, a path is relative.
  ENV["PACT_BROKER_DATABASE_URL"] = "sqlite:///#{folder}/broker.sqlite3"
  launcher.run
end

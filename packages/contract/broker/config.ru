# frozen_string_literal: true

# Every setting comes from the variables PACT_BROKER_*, as with the official image.

require "pact_broker"

run(PactBroker::App.new { |config| config.basic_auth_enabled = config.basic_auth_credentials_provided? })

# frozen_string_literal: true

# Installs the gems of the lock into the user's cache, unless they are there, and makes Bundler use those and no others.
# They live outside the checkout, in a folder named by the lock's hash: a fresh clone finds them, and another lock never does.

require "digest"
require "fileutils"

lock = File.join(__dir__, "Gemfile.lock")
caches = ENV["XDG_CACHE_HOME"].to_s.empty? ? File.join(Dir.home, ".cache") : ENV["XDG_CACHE_HOME"]
folder = File.join(caches, "effect-userplane", "pact-broker", Digest::SHA256.file(lock).hexdigest[0, 16])
installed = File.join(folder, ".installed-#{RUBY_ENGINE}-#{RUBY_VERSION}")

ENV["BUNDLE_GEMFILE"] = File.join(__dir__, "Gemfile")
ENV["BUNDLE_PATH"] = folder
ENV["BUNDLE_APP_CONFIG"] = folder
ENV["BUNDLE_FROZEN"] = "true"

unless File.exist?(installed)
  FileUtils.mkdir_p(folder)
  # Whoever comes second waits for the first. The lock goes with its process, however that ends.
  File.open("#{folder}.lock", File::RDWR | File::CREAT) do |file|
    file.flock(File::LOCK_EX)
    unless File.exist?(installed)
      warn "Installing the Pact Broker's gems into #{folder}. This takes a few minutes, once."
      # Compiling the libraries that nokogiri brings along takes longer than all the rest.
      ENV["BUNDLE_BUILD__NOKOGIRI"] = "--use-system-libraries" if system("pkg-config", "--exists", "libxslt", "libxml-2.0")
      system("bundle", "install", "--quiet", out: :err) or abort "The Pact Broker's gems could not be installed."
      FileUtils.touch(installed)
    end
  end
end

#!/usr/bin/env bash
# Installs what the broker's gems are compiled with, where Debian or Ubuntu is, as root. Does nothing when it is all there.
set -euo pipefail
packages=(bundler build-essential libsqlite3-dev libxml2-dev libxslt1-dev libyaml-dev pkg-config ruby ruby-dev)
if ! dpkg-query --show "${packages[@]}" >/dev/null 2>&1; then
  apt-get update --quiet
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "${packages[@]}"
fi

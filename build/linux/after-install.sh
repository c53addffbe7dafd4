#!/bin/sh
# After a deb or an rpm has been unpacked. electron-builder fills the names in.
set -e

# Chromium's sandbox uses user namespaces. Where the system has none, it needs a helper that is root's.
if unshare --user true 2>/dev/null; then
  chmod 0755 '/opt/${sanitizedProductName}/chrome-sandbox'
else
  chmod 4755 '/opt/${sanitizedProductName}/chrome-sandbox'
fi

# Ubuntu as of 24.04 gives user namespaces to programs with a profile only. Older ones don't know profiles of this kind.
profile='/opt/${sanitizedProductName}/resources/apparmor-profile'
installed='/etc/apparmor.d/${executable}'
if apparmor_status --enabled >/dev/null 2>&1 && apparmor_parser --skip-kernel-load --debug "$profile" >/dev/null 2>&1; then
  cp -f "$profile" "$installed"
  # The profiles of a chroot are not the kernel's.
  if ! ischroot 2>/dev/null; then
    apparmor_parser --replace --write-cache --skip-read-cache "$installed"
  fi
fi

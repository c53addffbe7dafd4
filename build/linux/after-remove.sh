#!/bin/sh
# After a deb or an rpm has been removed; what after-install.sh made goes. electron-builder fills the names in.
set -e

# dpkg says `upgrade`, rpm says how many versions are left: the new version has its own profile by then.
case "$1" in
  upgrade | 1) exit 0 ;;
esac

installed='/etc/apparmor.d/${executable}'
if [ -f "$installed" ]; then
  if apparmor_status --enabled >/dev/null 2>&1 && ! ischroot 2>/dev/null; then
    apparmor_parser --remove "$installed" || true
  fi
  rm -f "$installed"
fi

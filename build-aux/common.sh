# common.sh: what the scripts beside it share: quiet steps that show their log only when they fail
# SPDX-License-Identifier: GPL-3.0-or-later

# quietly LOG COMMAND...: writes to LOG, and prints its end when the command fails.
quietly()
{
  local log=$1
  shift
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 60 "$log" >&2
    echo "This failed: $* (the whole log is in $log)" >&2
    return 1
  fi
}

# configure_in FOLDER OPTION...: configures the build folder, later only its options.
configure_in()
{
  local build=$1
  shift
  mkdir -p "$build"
  if [ -f "$build/build.ninja" ]; then
    quietly "$build/configure.log" meson configure "$build" "$@"
  else
    quietly "$build/configure.log" meson setup "$build" "$@"
  fi
}

# build_in FOLDER OPTION...: the same, and builds everything in it.
build_in()
{
  configure_in "$@" || return 1
  quietly "$1/build.log" ninja -C "$1"
}

# What the scripts about real programs share: sources from Debian's packages, and the recipes that
# tell the suite how to compile them. Sourced by the scripts beside it and by ../jit.sh.
# shellcheck shell=bash disable=SC2154,SC2034
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
benchmarks=$(dirname "$here")
root=$(dirname "$benchmarks")

say() { printf '\n== %s\n' "$*"; }

# fail MESSAGE [CODE]
fail() {
  echo "$program: FAILED: $1" >&2
  explained=1
  exit "${2:-1}"
}

# begin NAME ARGUMENTS... : reads the options, and enters the work directory.
#   --work DIR     fetch and write there
#   --source DIR   use this unpacked source, fetch nothing
begin() {
  program=$1 source='' work=''
  shift
  while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || fail "$1 needs a value" 64
    case $1 in
      --work) work=$2 ;;
      --source) source=$2 ;;
      *) fail "unknown option '$1'" 64 ;;
    esac
    shift 2
  done
  [ -n "$work" ] || fail "no --work DIR" 64
  if [ -n "$source" ]; then
    [ -d "$source" ] || fail "no directory '$source'"
    source=$(cd "$source" && pwd)
  fi
  keep=1
  enter_work_directory
}

# recipe: writes what the suite needs to build the program, from the variables `source` (its name
# says the release) and `flags`, `files` and `link`.
recipe() {
  local word
  {
    echo "release $(basename "$source")"
    for word in "${flags[@]}"; do echo "flag $word"; done
    for word in "${files[@]}"; do echo "file $word"; done
    for word in ${link[@]+"${link[@]}"}; do echo "link $word"; done
  } >recipe
}

find_tools() {
  if [ -z "${DEVIRT:-}" ]; then
    DEVIRT=$root/.build/release/devirt
    [ -x "$DEVIRT" ] || DEVIRT=$root/.build/debug/devirt
  fi
  DEVIRT=$(command -v "$DEVIRT") || fail "no devirt: run 'swift build', or set DEVIRT"
  DEVIRT=$(cd "$(dirname "$DEVIRT")" && pwd)/$(basename "$DEVIRT")
  local prefix
  prefix=$("$DEVIRT" config --prefix) || fail "'devirt config --prefix' failed"
  llvm_bin=$prefix/bin
  local tool
  for tool in clang clang++ llvm-link llvm-profdata opt; do
    [ -x "$llvm_bin/$tool" ] || fail "no $tool in $llvm_bin: see 'devirt doctor'"
  done
}

enter_work_directory() {
  if [ -n "$work" ]; then
    mkdir -p "$work"
    work=$(cd "$work" && pwd)
  else
    work=$(mktemp -d "${TMPDIR:-/tmp}/devirt-$program.XXXXXX")
  fi
  trap leave EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  cd "$work"
}

leave() {
  local status=$?
  cd / # so that the directory can go
  if [ "$keep" -eq 1 ]; then
    printf '\nkept: %s\n' "$work"
  else
    rm -rf "$work"
  fi
  [ "$status" -eq 0 ] || [ -n "${explained:-}" ] ||
    echo "$program: FAILED with exit code $status" >&2
  exit "$status"
}

# The tools under the names a person types, for `run`.
devirt() {
  local status=0
  "$DEVIRT" "$@" 2>devirt.messages || status=$?
  # What it proposes next is what these scripts do next.
  grep -v '^next: ' devirt.messages >&2 || true
  return "$status"
}
clang() { "$llvm_bin/clang" "$@"; }
clang++() { "$llvm_bin/clang++" "$@"; }
llvm-profdata() { "$llvm_bin/llvm-profdata" "$@"; }
opt() { "$llvm_bin/opt" "$@"; }
llvm-link() { "$llvm_bin/llvm-link" "$@"; }

# Prints a command, and runs it. Messages go to the standard output too: it reads as a session.
run() {
  local shown=${*//$work\//}
  [ ${#shown} -le 200 ] || shown="${shown:0:100} ... ${shown: -40}"
  echo "\$ $shown"
  "$@" 2>&1 || fail "'$1${2:+ $2}' ended with exit code $?"
}

# fetch PACKAGE: unpacks the Debian source of a package, with Debian's patches, and sets `source`.
# The system's APT configuration is read, never changed: deb-src entries are derived from its deb
# entries, and lists and caches are in the current directory. Needs no root.
fetch() {
  say "source of $1"
  if [ -z "$source" ] && [ -e fetched ]; then
    source=$(<fetched)
  fi
  if [ -n "$source" ]; then
    echo "using ${source##*/}"
    return
  fi
  local tool
  for tool in apt-get dpkg-source; do
    command -v "$tool" >/dev/null ||
      fail "no $tool: on Debian install dpkg-dev, elsewhere give an unpacked source with --source"
  done
  rm -rf apt source
  mkdir -p apt/sources apt/lists/partial apt/cache/archives/partial source
  source_entries apt/sources
  local options=(
    -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$PWD/apt/sources"
    -o "Dir::State::lists=$PWD/apt/lists" -o "Dir::Cache=$PWD/apt/cache"
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 -o Acquire::Languages=none
  )
  # An entry of a third party may have no sources: what counts is whether the package is found.
  apt-get -q=2 "${options[@]}" update >apt/log 2>&1 || true
  (cd source && apt-get -q=2 "${options[@]}" source "$1") >>apt/log 2>&1 || {
    tail -n 15 apt/log >&2
    fail "cannot fetch the source of $1 (is there a network?)"
  }
  local directories=(source/*/)
  [ -d "${directories[0]}" ] || fail "the source of $1 is not unpacked"
  source=$PWD/${directories[0]%/}
  echo "$source" >fetched
  rm -rf apt
  echo "fetched ${source##*/}"
}

# source_entries DIR: writes the system's package sources as deb-src into a directory.
source_entries() {
  local parts list file name
  list=$(apt_path Dir::Etc::sourcelist) parts=$(apt_path Dir::Etc::sourceparts)
  for file in "$list" "$parts"/*.list "$parts"/*.sources; do
    [ -r "$file" ] || continue
    name=$1/devirt-$(basename "$file")
    case $file in
      *.sources) sed -E 's/^[Tt]ypes:.*/Types: deb-src/' "$file" >"$name" ;;
      *) sed -nE 's/^[[:space:]]*deb(-src)?[[:space:]]/deb-src /p' "$file" | sort -u >"$name" ;;
    esac
  done
}

apt_path() {
  local path
  eval "$(apt-config shell path "$1/f")"
  echo "$path"
}

# bitcode OUTPUT COMPILER FLAGS... -- FILES... : compiles every file, and links them into OUTPUT.
# Debug information names call sites in reports; `debug=''` leaves it out.
debug=-g
bitcode() {
  local output=$1 compiler=$2 flags=() file objects=()
  shift 2
  while [ "$1" != -- ]; do
    flags+=("$1")
    shift
  done
  shift
  echo "\$ $compiler -O2${debug:+ $debug} -emit-llvm -c ... ($# files)"
  mkdir -p objects
  for file in "$@"; do
    local object
    object=objects/$(basename "$file").bc
    "$compiler" -O2 ${debug:+"$debug"} "${flags[@]}" -emit-llvm -c "$file" -o "$object" ||
      fail "cannot compile ${file##*/}"
    objects+=("$object")
  done
  echo "\$ llvm-link objects/*.bc -o $output"
  llvm-link "${objects[@]}" -o "$output" || fail "cannot link $output"
}

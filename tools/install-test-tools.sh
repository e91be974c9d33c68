#!/usr/bin/env bash
# Installs what the tests need beyond Python, where it is missing: two browsers, fonts for their screenshots, a Java
# runtime, two tools for ZIM files, nginx, a C compiler, and the Nu Html Checker and Lighthouse, which land under .venv.
# Run again it finds everything in place and ends at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly VNU_VERSION=26.9.27
readonly VNU_SHA256=22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47
readonly VNU_FOLDER=.venv/tools/vnu
readonly LIGHTHOUSE_FOLDER=.venv/tools/lighthouse
readonly LIGHTHOUSE_LIST=tools/lighthouse # package.json, and the versions and sums of all that it needs
readonly LEAST_JAVA=11
readonly LEAST_NODE=18
readonly LOCK_WAIT=600 # seconds to wait for another apt-get to end

say() {
    echo "test tools: $*"
}

die() {
    echo "test tools: $*" >&2
    exit 1
}

has_font() { # Debian package, family it brings
    local state
    if command -v dpkg-query >/dev/null; then
        state=$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) || return 1
        [[ $state == installed ]]
    else
        command -v fc-list >/dev/null && [[ $(fc-list "$2" family) ]]
    fi
}

has_java() {
    local report major
    report=$(java -version 2>&1) || return 1
    major=$(sed -n 's/.*version "\([0-9]*\).*/\1/p' <<<"$report") # Java 8 says 1.8
    [[ $major =~ ^[0-9]+$ ]] && ((major >= LEAST_JAVA))
}

has_vnu() {
    [[ -s $VNU_FOLDER/vnu.jar && -s $VNU_FOLDER/VERSION && $(<"$VNU_FOLDER/VERSION") == "$VNU_VERSION" ]]
}

has_node() {
    local version
    version=$(node --version 2>/dev/null) || return 1 # v20.20.2
    version=${version#v}
    ((${version%%.*} >= LEAST_NODE))
}

has_lighthouse() { # the one whose list is here
    cmp --silent "$LIGHTHOUSE_LIST/package-lock.json" "$LIGHTHOUSE_FOLDER/package-lock.json" &&
        [[ -s $LIGHTHOUSE_FOLDER/node_modules/lighthouse/cli/index.js ]]
}

has_compiler() { # the one that made the Python
    command -v "$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_config_var("CC").split()[0])')" >/dev/null
}

has_headers() {
    [[ -e $(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h ]]
}

# Fills the array "missing" with the Debian packages that would bring what is not here.
missing=()
find_missing() {
    missing=()
    command -v chromium >/dev/null || missing+=(chromium)
    command -v firefox-esr >/dev/null || command -v firefox >/dev/null || missing+=(firefox-esr)
    has_font fonts-noto-core 'Noto Sans' || missing+=(fonts-noto-core)
    has_font fonts-noto-cjk 'Noto Sans CJK JP' || missing+=(fonts-noto-cjk)
    command -v zimcheck >/dev/null || missing+=(zim-tools)
    command -v kiwix-serve >/dev/null || missing+=(kiwix-tools)
    [[ $(PATH=$PATH:/usr/sbin command -v nginx) ]] || missing+=(nginx-light)
    has_compiler || missing+=(gcc libc6-dev)
    has_headers || missing+=("$(.venv/bin/python -c 'import sys; print("python%d.%d-dev" % sys.version_info[:2])')")
    has_java || missing+=(default-jre-headless)
    has_node || missing+=(nodejs)
    { has_vnu && has_lighthouse; } || command -v npm >/dev/null || missing+=(npm)
}

# Runs apt-get, quietly unless it fails; waits while another one holds a lock.
apt() {
    local -a command=(env DEBIAN_FRONTEND=noninteractive apt-get --quiet=2
        -o "DPkg::Lock::Timeout=$LOCK_WAIT" -o Acquire::Retries=3
        -o Acquire::http::Timeout=60 -o Acquire::https::Timeout=60)
    if ((EUID != 0)); then
        command=(sudo -n "${command[@]}")
    fi
    local report deadline=$((SECONDS + LOCK_WAIT))
    until report=$(LC_ALL=C "${command[@]}" "$@" 2>&1 </dev/null); do
        # The lock time-out above covers dpkg's lock only, not those of the lists and of the downloads.
        if [[ $report != *"Could not get lock"* && $report != *"Unable to lock"* ]] || ((SECONDS > deadline)); then
            echo "$report" >&2
            return 1
        fi
        sleep 5
    done
}

install_missing() {
    local by_hand="install by hand: ${missing[*]}"
    command -v apt-get >/dev/null || die "no apt-get here; $by_hand"
    if ((EUID != 0)) && ! sudo -n true 2>/dev/null; then
        die "not root, and sudo does not help; as root: apt-get install ${missing[*]}"
    fi
    say "installing ${missing[*]}"
    apt update || say "the package lists could not be renewed; going on with those here"
    apt install --yes --no-install-recommends "${missing[@]}" || die "apt-get failed; $by_hand"
    find_missing
    if ((${#missing[@]} > 0)); then
        die "still missing after apt-get: ${missing[*]}"
    fi
}

matches_sum() { # file
    if command -v sha256sum >/dev/null; then
        sha256sum --check --status <<<"$VNU_SHA256  $1"
    else
        shasum --algorithm 256 --check --status <<<"$VNU_SHA256  $1"
    fi
}

fetch_vnu() {
    say "fetching the Nu Html Checker $VNU_VERSION"
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    (cd "$scratch" && npm pack --silent --ignore-scripts "vnu-jar@$VNU_VERSION" >/dev/null </dev/null) ||
        die "npm could not fetch vnu-jar $VNU_VERSION"
    tar -xzf "$scratch/vnu-jar-$VNU_VERSION.tgz" -C "$scratch" package/build/dist/vnu.jar
    matches_sum "$scratch/package/build/dist/vnu.jar" ||
        die "the vnu.jar of vnu-jar $VNU_VERSION is not the one this script knows"
    mkdir -p "$VNU_FOLDER"
    mv -f "$scratch/package/build/dist/vnu.jar" "$VNU_FOLDER/vnu.jar"
    echo "$VNU_VERSION" >"$VNU_FOLDER/VERSION"
}

fetch_lighthouse() {
    say "fetching Lighthouse"
    rm -rf "$LIGHTHOUSE_FOLDER"
    mkdir -p "$LIGHTHOUSE_FOLDER"
    cp "$LIGHTHOUSE_LIST/package.json" "$LIGHTHOUSE_FOLDER/package.json"
    cp "$LIGHTHOUSE_LIST/package-lock.json" "$LIGHTHOUSE_FOLDER/package-lock.json"
    # "ci" installs the versions of the list, checks their sums, and refuses all else.
    if ! (cd "$LIGHTHOUSE_FOLDER" && npm ci --silent --ignore-scripts --no-audit --no-fund </dev/null); then
        rm -rf "$LIGHTHOUSE_FOLDER"
        die "npm could not fetch Lighthouse and what it needs"
    fi
}

find_missing
if ((${#missing[@]} > 0)); then
    install_missing
fi
has_vnu || fetch_vnu
has_lighthouse || fetch_lighthouse

# shellcheck shell=sh
# The JDK that zero4j and Maven run on: found on this machine, or fetched with the user's consent. Read by ./zero4j and ./mvnw.
#
#   ZERO4J_JAVA_HOME   the JDK to use, before all others that are looked for
#   ZERO4J_JDK_ROOTS   folders of JDKs to look in, with : between them, instead of the usual ones of this machine
#   ZERO4J_FETCH_JDK   yes: fetch a JDK where there is none, without a question; no: do not offer it
#   ZERO4J_JDK_URL     the .tar.gz to fetch instead of Adoptium's newest (http, https, file)
#   ZERO4J_JDK_SHA256  its SHA-256, where the URL with .sha256 or .sha256.txt behind it does not give it
#   ZERO4J_ADOPTIUM    where Adoptium's interface is, for mirrors of it (https://api.adoptium.net)

JAVA_NEEDED=25

# Prints the folder of a JDK; where there is none and none may be fetched, says what to do and exits.
jdk_or_exit() {
    jdk_given && return
    jdk_found && return
    jdk_consent
    jdk_fetch
}

jdk_fail() {
    echo "$1" >&2
    exit 2
}

# --- looking ------------------------------------------------------------------------------------------------------------

jdk_given() {
    if [ -n "${ZERO4J_JAVA_HOME:-}" ]; then
        jdk_is_new_enough "$ZERO4J_JAVA_HOME" ||
            jdk_fail "ZERO4J_JAVA_HOME is $ZERO4J_JAVA_HOME, which is not the folder of a JDK $JAVA_NEEDED or newer: correct or unset it."
        echo "$ZERO4J_JAVA_HOME"
    elif [ -n "${JAVA_HOME:-}" ] && jdk_is_new_enough "$JAVA_HOME"; then
        echo "$JAVA_HOME"
    else
        return 1
    fi
}

jdk_found() (
    set +f
    if [ -n "${ZERO4J_JDK_ROOTS+set}" ]; then
        IFS=:
        for root in $ZERO4J_JDK_ROOTS; do
            jdk_first "$root"/* && return
        done
        unset IFS
    else
        user=${HOME:-/nonexistent}
        jdk_first /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/openjdk* /opt/java/* /opt/*jdk* "$(jdk_of_macos)" \
            /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home "${SDKMAN_DIR:-$user/.sdkman}"/candidates/java/* \
            "$user"/.jdks/* "$user"/.gradle/jdks/* "$user"/.m2/jdks/* "$user"/.local/share/mise/installs/java/* \
            "$user"/.asdf/installs/java/* "$(jdk_on_path)" && return
    fi
    cache=$(jdk_cache) || return 1
    jdk_first "$cache"/* "$cache"/*/Contents/Home
)

jdk_first() {
    for candidate; do
        if jdk_is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

# Whether a folder holds a JDK that is new enough, by its release file: starting a JVM to ask would cost more than the rest.
jdk_is_new_enough() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    while IFS='="' read -r key _ value _; do
        if [ "$key" = JAVA_VERSION ]; then
            major=${value%%[!0-9]*}
            [ "${major:-0}" -ge "$JAVA_NEEDED" ]
            return
        fi
    done <"$1/release"
    return 1
}

jdk_of_macos() {
    [ ! -x /usr/libexec/java_home ] || /usr/libexec/java_home -v "$JAVA_NEEDED+" 2>/dev/null || true
}

jdk_on_path() {
    java=$(command -v java) || return 0
    java=$(readlink -f "$java" 2>/dev/null) || return 0
    dirname "$(dirname "$java")"
}

# Where fetched JDKs are kept: below the user's folder of caches.
jdk_cache() {
    if [ -n "${XDG_CACHE_HOME:-}" ]; then
        echo "$XDG_CACHE_HOME/zero4j/jdk"
    elif [ -z "${HOME:-}" ]; then
        return 1
    elif [ "$(uname -s)" = Darwin ]; then
        echo "$HOME/Library/Caches/zero4j/jdk"
    else
        echo "$HOME/.cache/zero4j/jdk"
    fi
}

# --- fetching -----------------------------------------------------------------------------------------------------------

# Returns if the user agrees to fetch a JDK, and otherwise ends with what is missing and what to do.
jdk_consent() {
    missing="zero4j needs a JDK $JAVA_NEEDED or newer, and found none: not in ZERO4J_JAVA_HOME, JAVA_HOME, the usual folders, nor on the path."
    cache=$(jdk_cache) || jdk_fail "$missing
Install one, or set ZERO4J_JAVA_HOME to the folder of one. (One could be fetched, but neither HOME nor XDG_CACHE_HOME says where to keep it.)"
    offer="${ZERO4J_JDK_URL:-Temurin $JAVA_NEEDED from adoptium.net (about 140 MB, unpacked 350)} into $cache"
    case ${ZERO4J_FETCH_JDK:-ask} in
        yes) echo "no JDK $JAVA_NEEDED on this machine: fetching $offer" >&2 ;;
        ask)
            if [ ! -t 0 ] || [ ! -t 2 ]; then
                jdk_fail "$missing
With ZERO4J_FETCH_JDK=yes before the command it fetches $offer.
Or install one (https://adoptium.net), or set ZERO4J_JAVA_HOME to the folder of one."
            fi
            printf '%s\nFetch %s? [y/N] ' "$missing" "$offer" >&2
            read -r answer || answer=
            case $answer in
                [yY] | [yY][eE][sS]) ;;
                *) jdk_fail "Nothing was fetched. Install a JDK (https://adoptium.net), or set ZERO4J_JAVA_HOME to the folder of one." ;;
            esac
            ;;
        no) jdk_fail "$missing
Install one (https://adoptium.net), or set ZERO4J_JAVA_HOME to the folder of one. (ZERO4J_FETCH_JDK=no keeps one from being fetched.)" ;;
        *) jdk_fail "ZERO4J_FETCH_JDK is $ZERO4J_FETCH_JDK: expected yes or no." ;;
    esac
}

# Fetches into a temporary folder beside the others and renames what is complete: a start that is killed leaves no half JDK,
# and of two at once each ends with a whole one.
jdk_fetch() (
    set +f
    for tool in tar gzip; do
        command -v "$tool" >/dev/null || jdk_fail "A JDK cannot be unpacked: there is no $tool on the path."
    done
    cache=$(jdk_cache)
    mkdir -p "$cache" 2>/dev/null && work=$(mktemp -d "$cache/.fetching.XXXXXX" 2>/dev/null) ||
        jdk_fail "A JDK cannot be kept: $cache cannot be written. Set XDG_CACHE_HOME to a folder that can, or ZERO4J_JAVA_HOME to a JDK."
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' HUP TERM
    find "$cache" -maxdepth 1 -name '.fetching.*' -mtime +1 -exec rm -rf {} + 2>/dev/null || true # of killed starts

    jdk_source
    jdk_require_room
    jdk_get "$url" "$work/jdk.tar.gz" shown || jdk_fail "The JDK could not be fetched from $url ($(jdk_last_words)).
Check the network (https_proxy is heeded) and the room in $cache, and start again; or set ZERO4J_JDK_URL to another place."
    actual=$(jdk_sha256 "$work/jdk.tar.gz")
    [ "$actual" = "$checksum" ] || jdk_fail "What came from $url is not the JDK it should be: its SHA-256 is $actual, expected $checksum ($origin).
It was thrown away. Start again; if that does not help, the place is not to be trusted: set ZERO4J_JDK_URL to another."
    jdk_unpack
)

# Sets url, checksum, origin (who says what the checksum is) and megabytes (0: not known).
jdk_source() {
    megabytes=0
    if [ -n "${ZERO4J_JDK_URL:-}" ]; then
        url=$ZERO4J_JDK_URL
        jdk_checksum_of_mirror
    else
        jdk_platform
        question="${ZERO4J_ADOPTIUM:-https://api.adoptium.net}/v3/assets/latest/$JAVA_NEEDED/hotspot?architecture=$architecture&image_type=jdk&os=$os&vendor=eclipse"
        jdk_get "$question" "$work/assets" || jdk_fail "Adoptium does not say where its JDK is ($(jdk_last_words)): $question
Check the network (https_proxy is heeded) and start again; or set ZERO4J_JDK_URL to a .tar.gz of a JDK $JAVA_NEEDED."
        # The object "package" is flat: it ends with the first brace.
        package=$(tr '\n' ' ' <"$work/assets" | sed -n 's/.*"package" *: *{\([^}]*\)}.*/\1/p')
        url=$(jdk_value link '"\([^"]*\.tar\.gz\)"')
        checksum=$(jdk_value checksum '"\([0-9a-f]*\)"')
        bytes=$(jdk_value size '\([0-9]*\)')
        [ -z "$bytes" ] || megabytes=$((bytes / 1000000))
        origin="says Adoptium"
        [ -n "$url" ] && [ ${#checksum} = 64 ] || jdk_fail "Adoptium has no JDK $JAVA_NEEDED for $os $architecture, or answers in a new way: $question
Install a JDK and set ZERO4J_JAVA_HOME to its folder, or ZERO4J_JDK_URL to a .tar.gz of one."
    fi
}

jdk_value() {
    printf '%s' "$package" | sed -n "s/.*\"$1\" *: *$2.*/\1/p"
}

jdk_platform() {
    case $(uname -m) in
        x86_64 | amd64) architecture=x64 ;;
        aarch64 | arm64) architecture=aarch64 ;;
        *) jdk_fail "There is no JDK to fetch for $(uname -m): install one and set ZERO4J_JAVA_HOME to its folder, or ZERO4J_JDK_URL to a .tar.gz of one." ;;
    esac
    case $(uname -s) in
        Darwin) os=mac ;;
        Linux) if [ -e /etc/alpine-release ] || (ldd --version 2>&1 || true) | grep -qi musl; then os=alpine-linux; else os=linux; fi ;;
        *) jdk_fail "There is no JDK to fetch for $(uname -s): install one and set ZERO4J_JAVA_HOME to its folder, or ZERO4J_JDK_URL to a .tar.gz of one." ;;
    esac
}

jdk_checksum_of_mirror() {
    if [ -n "${ZERO4J_JDK_SHA256:-}" ]; then
        checksum=$ZERO4J_JDK_SHA256
        origin="says ZERO4J_JDK_SHA256"
    elif jdk_get "$url.sha256" "$work/checksum"; then
        checksum=$(cat "$work/checksum")
        origin="says $url.sha256"
    elif jdk_get "$url.sha256.txt" "$work/checksum"; then
        checksum=$(cat "$work/checksum")
        origin="says $url.sha256.txt"
    else
        jdk_fail "No checksum for ZERO4J_JDK_URL: there is no $url.sha256 or .sha256.txt. Set ZERO4J_JDK_SHA256 to the SHA-256 of the file."
    fi
    checksum=$(printf '%s' "$checksum" | tr 'A-F' 'a-f' | tr -cs '0-9a-f' '\n' | grep -E '^[0-9a-f]{64}$' | head -n 1)
    [ -n "$checksum" ] || jdk_fail "Not a SHA-256, which has 64 hexadecimal digits, is what it $origin. Set ZERO4J_JDK_SHA256 to that of the file."
}

jdk_require_room() {
    free=$(df -Pk "$work" 2>/dev/null | awk 'NR == 2 { print int($4 / 1000) }')
    if [ -n "$free" ] && [ "$free" -lt $((megabytes * 4)) ]; then
        jdk_fail "A JDK needs about $((megabytes * 4)) MB while it is unpacked, and $cache has room for $free MB: make room, or set XDG_CACHE_HOME to a folder of another disk."
    fi
}

# Fetches a URL into a file; a transfer that breaks is continued once, then begun anew.
jdk_get() {
    case $1 in
        file://*)
            cp "${1#file://}" "$2" 2>"$work/words"
            return
            ;;
    esac
    rm -f "$2"
    jdk_transfer "$1" "$2" "${3:-}" || { [ -s "$2" ] && jdk_transfer "$1" "$2" "${3:-}" continue; } ||
        { [ -s "$2" ] && rm -f "$2" && jdk_transfer "$1" "$2" "${3:-}"; }
}

jdk_transfer() {
    if command -v curl >/dev/null; then
        quiet=-sS
        if [ "$3" = shown ] && [ -t 2 ]; then quiet=--progress-bar; fi
        if [ "$quiet" = -sS ]; then exec 3>"$work/words"; else exec 3>&2; fi
        curl "$quiet" -fL --retry 3 --connect-timeout 30 --speed-limit 1000 --speed-time 60 ${4:+-C -} -o "$2" "$1" 2>&3
    elif command -v wget >/dev/null; then
        # Only options that busybox has, too.
        wget -T 60 ${4:+-c} -O "$2" "$1" 2>"$work/words"
    else
        jdk_fail "A JDK cannot be fetched: there is neither curl nor wget on the path. Install a JDK, and set ZERO4J_JAVA_HOME to its folder."
    fi
}

# Why the last transfer failed, as the program that made it says.
jdk_last_words() {
    words=$(grep -v '^ *$' "$work/words" 2>/dev/null | tail -n 1)
    echo "${words:-the transfer broke}"
}

jdk_sha256() {
    if command -v sha256sum >/dev/null; then
        sha256sum "$1" | cut -d ' ' -f 1
    elif command -v shasum >/dev/null; then
        shasum -a 256 "$1" | cut -d ' ' -f 1
    elif command -v openssl >/dev/null; then
        openssl dgst -sha256 "$1" | sed 's/.* //'
    else
        jdk_fail "The JDK cannot be checked: there is no sha256sum, shasum or openssl on the path."
    fi
}

# Unpacks, looks whether it is a JDK that runs here, and puts it under its own name.
jdk_unpack() {
    mkdir "$work/unpacked"
    tar -xzf "$work/jdk.tar.gz" -C "$work/unpacked" 2>"$work/words" || jdk_fail "The JDK could not be unpacked ($(jdk_last_words)): is there room in $cache?"
    unpacked=$(jdk_first "$work"/unpacked/* "$work"/unpacked/*/Contents/Home) || jdk_fail "There is no JDK $JAVA_NEEDED or newer in $url."
    "$unpacked/bin/java" -version >"$work/words" 2>&1 ||
        jdk_fail "The JDK from $url does not run on this machine ($(jdk_last_words)): set ZERO4J_JDK_URL to one for $(uname -s) $(uname -m)."
    inside=${unpacked#"$work"/unpacked/}
    name=${inside%%/*}
    mine=mine.${work##*.}
    mv "$work/unpacked/$name" "$work/$mine"
    # Another start may have been faster: then mv puts ours into its folder, and it goes again.
    mv "$work/$mine" "$cache/$name" 2>"$work/words" || jdk_is_new_enough "$cache/$inside" ||
        jdk_fail "The JDK could not be put into $cache ($(jdk_last_words)): remove $cache/$name, and start again."
    rm -rf "${cache:?}/$name/$mine"
    jdk_is_new_enough "$cache/$inside" || jdk_fail "$cache/$name is in the way of the JDK: remove it, and start again."
    echo "JDK: $cache/$inside" >&2
    echo "$cache/$inside"
}

#!/bin/sh
# Puts Promoter with everything that a server may want into a folder, in the very versions of uv.lock:
#     sh deploy/install.sh /opt/promoter
# Needs Python 3.11 or newer (PYTHON names one) and a package index. Run it again after an update: it changes what changed.
set -eu

UV_VERSION=0.13.9
target=${1:?Say where to: sh deploy/install.sh /opt/promoter}
python=${PYTHON:-python3}
cd "$(dirname "$0")/.."

if command -v uv >/dev/null; then
    uv=uv
else
    uv=$target/uv/bin/uv
    [ -x "$uv" ] || { "$python" -m venv "$target/uv" && "$target/uv/bin/pip" install --quiet "uv==$UV_VERSION"; }
fi
UV_PROJECT_ENVIRONMENT=$target/env UV_PYTHON_DOWNLOADS=never "$uv" sync --quiet --frozen --no-editable --compile-bytecode \
    --python "$python" --extra alerts --extra metrics --extra postgres --extra sso
echo "$("$target/env/bin/promoter" --version) is in $target/env/bin"

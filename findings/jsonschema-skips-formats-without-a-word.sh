#!/usr/bin/env bash
# Finding: jsonschema 4.26.0 for Python, asked to check formats, takes any text for a URI and for a
# date unless two other packages are installed, and says nothing.
#
# Behaviour. `Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)`
# checks the formats that it has code for. The code for `date-time` is rfc3339-validator, and that
# for `uri` is rfc3986-validator; if the import of one fails, the format is left out of the checker.
# rfc3987-syntax does not help: it brings `iri` alone.
#
# Seen. With jsonschema alone, and with rfc3987-syntax beside it, the URI "a b" and the date
# "yesterday" are valid. With the two packages both are refused.
#
# Why it matters here. Exports of ninjs are validated with formats. One would guess that a format
# checker that is passed in checks formats, or warns. A check has to begin with a value that must be
# refused, as tests/exchange/check.py does.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/check.py" <<'PYTHON'
import sys

from jsonschema import Draft202012Validator as Validator

formats = {"uri": "a b", "date-time": "yesterday"}
valid = {
    name: Validator({"format": name}, format_checker=Validator.FORMAT_CHECKER).is_valid(text)
    for name, text in formats.items()
}
print(sys.argv[1], valid)
assert all(valid.values()) if sys.argv[1] != "both" else not any(valid.values())
PYTHON
python3 -m venv "$folder/python"
install() { "$folder/python/bin/pip" install --quiet "$@"; }
install jsonschema==4.26.0
"$folder/python/bin/python" "$folder/check.py" alone
install rfc3987-syntax==1.1.0
"$folder/python/bin/python" "$folder/check.py" rfc3987-syntax
install rfc3339-validator==0.1.4 rfc3986-validator==0.1.1
"$folder/python/bin/python" "$folder/check.py" both

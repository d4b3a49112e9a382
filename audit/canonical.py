"""From a row of the trail to the text of its columns, as it is hashed and exported.

PostgreSQL writes each column as text, so that a value reads the same wherever it is read from: JSON as
`jsonb` prints it, times in UTC with microseconds, arrays as JSON. `audit/verifier.py` says in which order
they are hashed.
"""

from __future__ import annotations

from audit.verifier import COLUMNS, LEAF_VERSION

_TIME = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
_AS_TEXT = {
    "timestamp": f"to_char(e.timestamp AT TIME ZONE 'UTC', '{_TIME}')",
    "subject_refs": "array_to_json(e.subject_refs)::text",
    "request_id": "e.cid",
    "remote_addr": "host(e.remote_addr)",
}
_EXPRESSIONS = [_AS_TEXT.get(name, f"e.{name}::text") for name in COLUMNS]
# The select list of every hashed column of `audit_logentry e`, as text, in the order of the leaf.
COLUMNS_SQL = ", ".join(
    f"{expression} AS {name}" for name, expression in zip(COLUMNS, _EXPRESSIONS, strict=True)
)
# Of the columns above as `t`: what is hashed for a leaf, as the verifier's `leaf_bytes` gives it. Each
# is made into text once, then joined: half of what it takes where it stands twice. A uuid has 36 characters.
_UUIDS = {"id", "actor_id", "session_id"}
LEAF_BYTES_SQL = (
    f"convert_to('{LEAF_VERSION}'"
    + "".join(
        rf" || coalesce(E'\n36:' || t.{name}, E'\n-')"
        if name in _UUIDS
        else rf" || coalesce(E'\n' || octet_length(t.{name}) || ':' || t.{name}, E'\n-')"
        for name in COLUMNS
    )
    + ", 'UTF8')"
)
# The leaf's hash, as `leaf_hash(leaf_bytes(columns))` of the verifier computes it, but where the rows are.
LEAF_HASH_SQL = f"sha256('\\x00'::bytea || {LEAF_BYTES_SQL})"

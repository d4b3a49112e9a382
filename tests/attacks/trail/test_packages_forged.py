"""What whoever holds the signing key can put into an export, and what the verifier says to it."""

import base64
import csv
import hashlib
import io
import json
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.merkle import CompactRange, consistency_path, range_hash
from audit.verifier import COLUMNS, FORMAT, Head, NoteKey, leaf_bytes, leaf_hash, main, package_verify

SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = NoteKey.of("muniment", SECRET.public_key().public_bytes_raw())
OTHER = NoteKey.of(
    "muniment", Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
)


def _signed(text):
    signature = base64.b64encode(KEY.key_id + SECRET.sign(text.encode())).decode()
    return f"{text}\n\u2014 muniment {signature}\n"


def _event(number, **changed):
    plain = {**dict.fromkeys(COLUMNS, ""), "id": f"event-{number}", "subject_refs": "[]"}
    return {"leaf_index": str(number), **plain, "timestamp": "2026-03-05T12:00:00.000000Z", **changed}


def _hash(event):
    return leaf_hash(leaf_bytes([event[name] for name in COLUMNS]))


def _tree(events):
    tree = CompactRange()
    for event in events:
        tree.append(_hash(event))
    return tree


def _note(events):
    return _signed(Head("muniment", len(events), _tree(events).root()).text())


class Forged:
    """A package of six sealed events, each part of which a test may change before all is signed."""

    def __init__(self, path):
        self.path = path
        self.events = [_event(n) for n in range(6)]
        self.lines = None
        self.nodes = []
        self.history = []
        self.checkpoint = _note(self.events)
        self.keys = [KEY]
        self.facts = {}
        self.more = {}
        self.unsigned = []  # (name, content) put into the zip after signing

    def line(self, text):
        """Write this line behind the events."""
        self.lines = [*(json.dumps(event) for event in self.events), text]

    def verify(self, *, keys=(KEY,), anchors=()):
        """Sign, write and verify."""
        events = self.lines or [json.dumps(event) for event in self.events]
        files = {
            "events.ndjson": "".join(f"{line}\n" for line in events),
            "nodes.ndjson": "".join(f"{json.dumps(node)}\n" for node in self.nodes),
            "history.ndjson": "".join(f"{json.dumps(row)}\n" for row in self.history),
            "checkpoint.note": self.checkpoint,
            "keys.txt": "".join(f"{key}\n" for key in self.keys),
            **self.more,
        }
        manifest = json.dumps(
            {
                "files": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()},
                "since": "2026-03-01T00:00:00+00:00",
                "until": "2026-04-01T00:00:00+00:00",
                "subject": None,
                "events": len(events),
                "tree_size": int([*self.checkpoint.split("\n"), "0"][1]),
                **self.facts,
            }
        )
        digest = hashlib.sha256(manifest.encode()).hexdigest()
        files |= {"manifest.json": manifest, "manifest.note": _signed(f"{FORMAT} manifest\n{digest}\n")}
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, text in [*files.items(), *self.unsigned]:
                package.writestr(name, text)
        return package_verify(self.path, keys=list(keys), anchors=anchors)


@pytest.fixture
def forged(tmp_path):
    return Forged(tmp_path / "trail.zip")


def test_an_honest_package_holds(forged):
    report = forged.verify(anchors=[_note(forged.events[:4])])

    assert report.broken == []
    assert "Between event 0 and event 5 none is missing." in report.proven
    assert "1 checkpoints that you kept are part of this history." in report.proven
    assert report.text().startswith("PROVEN")


@pytest.mark.parametrize("index", ["6", "7", "99999999999999999999"])
def test_an_event_behind_the_end_of_the_tree_is_no_leaf(forged, index):
    forged.events.append(_event(index, event="invented"))

    assert "There is no leaf" in forged.verify().broken[0]


def test_no_event_is_proven_by_an_empty_tree(forged):
    forged.checkpoint = _signed(Head("muniment", 0, hashlib.sha256().digest()).text())

    assert "There is no leaf" in forged.verify().broken[0]


def test_a_column_that_is_not_hashed_is_not_taken(forged):
    forged.events[2]["approved_by"] = "the auditor"

    assert "has what is not hashed" in forged.verify().broken[0]


def test_a_value_that_stands_twice_is_not_taken(forged):
    forged.lines = [json.dumps(event) for event in forged.events]
    forged.lines[3] = '{"purpose": "what others read", ' + forged.lines[3][1:]

    assert "stands twice" in forged.verify().broken[0]


@pytest.mark.parametrize("value", [1, 1.0, True, ["x"], {"a": "b"}])
@pytest.mark.parametrize("column", ["count", "leaf_index"])
def test_a_value_that_is_no_text_is_not_taken(forged, column, value):
    forged.events[1][column] = value

    assert forged.verify().broken


@pytest.mark.parametrize("index", ["1_0", " 1", "+1", "-1", "\u0661", "1.0"])
def test_a_place_has_one_way_of_being_written(forged, index):
    forged.events[1]["leaf_index"] = index

    assert forged.verify().broken


@pytest.mark.parametrize("line", ["", "null", "[]", "3", '"x"', "{", "[" * 100_000, '{"id": "\\ud800"}'])
def test_garbage_among_the_events_is_told_as_broken(forged, line):
    forged.line(line)

    assert forged.verify().broken


def test_events_cut_off_within_a_line_are_not_taken(forged):
    forged.more["events.ndjson"] = "\n".join(json.dumps(event) for event in forged.events)

    assert "ends within a line" in forged.verify().broken[0]


@pytest.mark.parametrize(
    "change", [lambda e: e[::-1], lambda e: [*e, e[-1]], lambda e: [*e[:2], e[3], e[2], *e[4:]]]
)
def test_events_in_another_order_or_twice_are_not_taken(forged, change):
    forged.events = change(forged.events)

    assert "not in the order" in forged.verify().broken[0]


def test_what_lies_before_and_after_is_not_claimed(forged):
    whole = forged.events
    forged.events = whole[2:4]
    forged.nodes = [
        {"start": 0, "end": 2, "hash": _tree(whole[:2]).root().hex()},
        {"start": 4, "end": 6, "hash": _tree(whole[4:]).root().hex()},
    ]

    report = forged.verify()

    assert report.broken == []
    assert "What 4 more events of the tree say" in report.unknown[0]
    assert "the word of who signed this" in report.unknown[0]


@pytest.mark.parametrize(
    "facts",
    [
        {"events": 7},
        {"tree_size": 9},
        {"since": "2026-03-05T12:00:00.000001+00:00"},
        {"until": "2026-03-05T12:00:00+00:00"},
        {"subject": "00000000-0000-0000-0000-000000000007"},
    ],
)
def test_a_manifest_that_says_another_thing_than_the_events_is_not_taken(forged, facts):
    forged.facts = facts

    assert forged.verify().broken


def test_a_table_that_says_another_thing_than_the_events_is_not_taken(forged):
    def table(rows):
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
        writer.writerow(["leaf_index", *COLUMNS])
        writer.writerows([f"'{row[name]}" for name in ["leaf_index", *COLUMNS]] for row in rows)
        return buffer.getvalue()

    forged.more["events.csv"] = table(forged.events)
    same = forged.verify()
    forged.more["events.csv"] = table(forged.events[:-1])
    shorter = forged.verify()
    forged.more["events.csv"] = table([*forged.events[:-1], {**forged.events[-1], "purpose": "another"}])
    other = forged.verify()

    assert "events.csv says what events.ndjson says." in same.proven
    assert shorter.broken == other.broken == ["events.csv does not say what events.ndjson says."]


@pytest.mark.parametrize("name", ["events.ndjson", "Events.ndjson"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_not_taken(forged, name):
    forged.unsigned = [(name, "what another program unpacks")]

    assert "have one name" in forged.verify().broken[0]


@pytest.mark.parametrize("name", ["../run.sh", "/etc/cron.d/run", "..\\run.bat", "C:run.bat"])
def test_a_file_that_leaves_its_folder_is_told(forged, name):
    forged.more[name] = "x"

    assert "outside its folder" in forged.verify().broken[0]


def test_a_file_added_after_signing_is_told(forged):
    forged.unsigned = [("LETTER.txt", "from the management")]

    assert "it was added" in forged.verify().broken[0]


@pytest.mark.parametrize("name", ["manifest.json", "checkpoint.note", "keys.txt"])
def test_a_bomb_is_not_unpacked(forged, name, monkeypatch):
    monkeypatch.setattr("audit.verifier._WHOLE", 1000)
    forged.more[name] = "0" * 5000

    assert forged.verify(keys=()).broken


def test_a_line_without_end_is_not_read_whole(forged, monkeypatch):
    monkeypatch.setattr("audit.verifier._WHOLE", 5000)
    forged.events[1]["changes"] = "x" * 9000
    forged.checkpoint = _note(forged.events)

    assert "too long" in forged.verify().broken[0]


def test_every_key_of_the_package_is_named_for_comparison(forged):
    """A right key before the one that signed would be compared, and found right."""
    forged.keys = [OTHER, KEY]

    report = forged.verify(keys=())

    assert str(OTHER) in report.unknown[0]
    assert str(KEY) in report.unknown[0]
    assert not report.text().startswith("PROVEN")
    assert "\nProven:" not in report.text()


@pytest.mark.parametrize("keys", [[], ["x"], ["muniment+00000000+AAAA"]])
def test_a_package_without_a_readable_key_is_told_as_broken(forged, keys):
    forged.keys = keys

    assert forged.verify(keys=()).broken


def test_an_empty_key_is_no_leave_to_take_the_one_in_the_package(forged):
    forged.verify()

    with pytest.raises(SystemExit) as refused:
        main([str(forged.path), "--key"])

    assert refused.value.code == 2


def test_a_checkpoint_that_cannot_be_compared_is_not_passed_over(forged):
    whole = forged.events
    forged.events = whole[5:]
    subtrees = {(0, 4): _tree(whole[:4]).root(), (4, 5): _hash(whole[4])}
    forged.nodes = [{"start": s, "end": e, "hash": h.hex()} for (s, e), h in subtrees.items()]

    assert "cannot be compared" in forged.verify(anchors=[_note(whole[:3])]).broken[0]


def test_a_history_of_the_right_key_that_an_anchor_does_not_know_is_told(forged):
    anchored = _note([_event(n, event="as it was") for n in range(3)])

    assert "history was rewritten" in forged.verify(anchors=[anchored]).broken[0]


def test_nothing_is_claimed_of_a_past_that_is_not_there(forged):
    report = forged.verify()

    assert not any("grew" in sentence for sentence in report.proven)
    assert "Whether it continues an earlier state: the package holds none." in report.unknown


def test_an_earlier_state_is_proven_by_its_path(forged):
    leaves = [_hash(event) for event in forged.events]

    def subtree(height, index):
        return range_hash(index << height, (index + 1) << height, subtree) if height else leaves[index]

    path = " ".join(
        step.hex()
        for step in consistency_path(4, 6, lambda h, i: _tree(forged.events[i << h : (i + 1) << h]).root())
    )
    forged.history = [{"note": _note(forged.events[:4]), "path": path}]
    good = forged.verify()
    forged.history = [{"note": _note([*forged.events[:3], forged.events[4]]), "path": path}]

    assert "The tree grew from 1 earlier checkpoints; nothing under them changed." in good.proven
    assert "history was rewritten" in forged.verify().broken[0]


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.replace("\n6\n", "\n06\n"),
        lambda note: note.replace("muniment\n6", "muniment\n6_0"),
        lambda note: note + "\u2014 muniment ***\n",
        lambda note: note.replace("\u2014 ", ""),
        lambda note: note[:0],
        lambda note: note[:-20] + "\n",
    ],
)
def test_a_note_has_one_way_of_being_written(forged, change):
    forged.checkpoint = change(forged.checkpoint)
    forged.facts = {"tree_size": 6}

    assert forged.verify().broken


def test_a_note_with_signatures_of_strangers_before_ours_holds(forged):
    """As C2SP signed-note wants it: signatures of unknown keys are passed over."""
    text, ours = forged.checkpoint.split("\n\n")
    stranger = base64.b64encode(b"abcd" + bytes(64)).decode()
    forged.checkpoint = f"{text}\n\n\u2014 witness {stranger}\n{ours}"

    assert forged.verify().broken == []


def test_no_zip_at_all_is_told_as_broken(tmp_path):
    path = tmp_path / "trail.zip"
    path.write_bytes(b"PK\x03\x04 and then nothing")

    assert package_verify(path, keys=[KEY]).broken
    assert package_verify(tmp_path, keys=[KEY]).broken

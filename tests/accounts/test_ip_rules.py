"""IP rules: who may come from where, and that nobody locks the door from the wrong side."""

import datetime as dt
import time
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from accounts import ip_rules
from accounts.addresses import network_parse
from accounts.constants import RuleEffect, RuleScope
from accounts.exceptions import RuleWouldLockOut
from accounts.ip_rules import address_may, address_may_enter, rules_forget
from accounts.models import IPRule, Session
from accounts.roles import Role
from accounts.services.network import ip_rule_create, ip_rule_delete, ip_rule_update
from audit.models import LogEntry
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

HOME = "127.0.0.1"
LIST = "/api/v1/ip-rules"


def rule(effect, network, **more):
    made = IPRule.objects.create(
        effect=effect,
        network=network_parse(network),
        reason="test",
        created_at=timezone.now(),
        **{"scope": RuleScope.GLOBAL, **more},
    )
    rules_forget()
    return made


def make(actor, effect, network, *, address=HOME, **more):
    return ip_rule_create(
        actor=actor,
        effect=RuleEffect(effect),
        network=network_parse(network),
        reason="test",
        at=timezone.now(),
        address=address,
        **more,
    )


@pytest.mark.parametrize(
    ("network", "inside", "outside"),
    [
        (
            "203.0.113.128/25",
            ["203.0.113.128", "203.0.113.255", "::ffff:203.0.113.129"],
            ["203.0.113.127", "203.0.114.0"],
        ),
        ("203.0.113.9", ["203.0.113.9"], ["203.0.113.8", "203.0.113.10", "::203.0.113.9"]),
        ("2001:db8:1::/48", ["2001:db8:1::", "2001:db8:1:ffff::1"], ["2001:db8:2::", "203.0.113.9"]),
        ("::ffff:203.0.113.0/120", ["203.0.113.7"], ["203.0.112.255"]),
        ("0.0.0.0/0", ["1.2.3.4"], ["2001:db8::1"]),
    ],
)
def test_a_network_ends_where_its_prefix_says(network, inside, outside):
    rule("deny", network)

    assert [address_may_enter(address) for address in inside] == [False] * len(inside)
    assert [address_may_enter(address) for address in outside] == [True] * len(outside)


def test_an_allow_list_closes_its_scope_and_deny_wins():
    rule("allow", "203.0.113.0/24")
    rule("deny", "203.0.113.9")

    assert [address_may_enter(a) for a in ("203.0.113.8", "203.0.113.9", "198.51.100.1")] == [
        True,
        False,
        False,
    ]


def test_an_address_nobody_knows_passes_no_allow_list():
    assert address_may_enter("") is True
    rule("allow", "0.0.0.0/0")
    assert address_may_enter("") is False


def test_rules_for_a_role_and_for_an_account_bind_nobody_else(owner, officer, stranger):
    rule("allow", "203.0.113.0/24", scope=RuleScope.ROLE, role=Role.COMPLIANCE_OFFICER)
    rule("deny", "198.51.100.0/24", scope=RuleScope.USER, user=stranger)

    seen = {user.email: address_may(user, "198.51.100.1") for user in (owner, officer, stranger)}

    assert seen == {owner.email: True, officer.email: False, stranger.email: False}
    assert address_may(officer, "203.0.113.5") is True
    assert address_may_enter("198.51.100.1") is True


def test_what_has_expired_or_is_disabled_binds_nobody():
    rule("deny", "203.0.113.9", expires_at=timezone.now() - dt.timedelta(seconds=1))
    rule("deny", "203.0.113.9", is_enabled=False)

    assert address_may_enter("203.0.113.9") is True


def test_a_rule_made_elsewhere_is_in_force_within_two_seconds(settings):
    assert address_may_enter("203.0.113.9") is True
    IPRule.objects.create(
        effect="deny", network=network_parse("203.0.113.9"), reason="x", created_at=timezone.now()
    )

    assert address_may_enter("203.0.113.9") is True  # held
    time.sleep(settings.IP_RULES_HELD_SECONDS + 0.1)
    assert address_may_enter("203.0.113.9") is False


def test_while_the_database_is_away_the_last_rules_stay(settings, monkeypatch):
    settings.IP_RULES_HELD_SECONDS = 0
    rule("deny", "203.0.113.9")
    assert address_may_enter("203.0.113.9") is False

    def away(_):
        raise OperationalError

    monkeypatch.setattr(ip_rules, "rules_load", away)
    assert [address_may_enter("203.0.113.9"), address_may_enter("203.0.113.8")] == [False, True]


def test_where_rules_were_never_known_nobody_is_let_in_on_a_guess(client, monkeypatch):
    def away(_):
        raise OperationalError

    monkeypatch.setattr(ip_rules, "rules_load", away)

    assert client.get("/api/v1/documents").status_code == 503
    assert client.get("/health/live").status_code == 200


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/api/v1/documents", "/docs", "/static/console/mark.svg", "/nothing"]
)
def test_a_refused_address_reaches_no_view(client, path):
    rule("deny", HOME)

    response = client.get(path)

    assert response.status_code == 403
    assert "Your address is not let in here." in response.content.decode()


def test_health_is_open_to_every_address(client):
    rule("deny", HOME)

    assert client.get("/health/live").status_code == 200


def test_an_account_is_refused_by_the_api_at_the_next_request(as_user, officer):
    api = as_user(officer)
    assert api.get("/api/v1/documents").status_code == 200
    rule("deny", HOME, scope=RuleScope.USER, user=officer)

    response = api.get("/api/v1/documents")

    assert (response.status_code, response.json()["code"]) == (403, "address_refused")
    assert api.get("/api/v1/documents").status_code == 403
    assert LogEntry.objects.filter(event="user.address_refused", object_pk=str(officer.pk)).count() == 1


def test_an_account_is_refused_by_the_console_and_its_session_waits(console, officer):
    browser = console(officer)
    made = rule("allow", "203.0.113.0/24", scope=RuleScope.ROLE, role=Role.COMPLIANCE_OFFICER)

    assert browser.get("/admin/").status_code == 403
    made.delete()
    rules_forget()
    assert browser.get("/admin/").status_code == 200


def test_the_right_password_from_the_wrong_place_is_told_like_a_wrong_one(client, officer):
    rule("deny", HOME, scope=RuleScope.USER, user=officer)

    def answer(password):
        body = {"email": officer.email, "password": password}
        response = client.post("/api/v1/auth/login", body, content_type="application/json")
        return response.status_code, {k: v for k, v in response.json().items() if k != "request_id"}

    assert answer(PASSWORD) == answer("wrong")
    assert answer(PASSWORD)[0] == 401
    assert Session.objects.filter(user=officer).count() == 0


@pytest.mark.parametrize(
    ("effect", "network", "more"),
    [
        ("deny", "127.0.0.0/8", {}),
        ("deny", HOME, {}),
        ("allow", "203.0.113.0/24", {}),
        ("allow", "203.0.113.0/24", {"scope": RuleScope.ROLE, "role": Role.ADMIN}),
    ],
)
def test_a_rule_that_would_lock_its_author_out_is_refused_and_leaves_nothing(admin, effect, network, more):
    with pytest.raises(RuleWouldLockOut, match="keep you out"):
        make(admin, effect, network, **more)

    assert IPRule.objects.count() == 0
    assert not LogEntry.objects.filter(event="ip_rule.created").exists()
    assert address_may_enter(HOME) is True


def test_one_cannot_deny_oneself_but_others(admin, owner):
    with pytest.raises(RuleWouldLockOut):
        make(admin, "deny", HOME, scope=RuleScope.USER, user=admin)

    assert make(admin, "deny", HOME, scope=RuleScope.USER, user=owner).pk


def test_taking_away_or_disabling_the_rule_that_lets_one_in_is_refused(admin):
    own = make(admin, "allow", "127.0.0.0/8")
    make(admin, "allow", "203.0.113.0/24")
    now = timezone.now()

    with pytest.raises(RuleWouldLockOut):
        ip_rule_delete(actor=admin, rule_id=own.pk, at=now, address=HOME)
    with pytest.raises(RuleWouldLockOut):
        ip_rule_update(actor=admin, rule_id=own.pk, changes={"is_enabled": False}, at=now, address=HOME)
    with pytest.raises(RuleWouldLockOut):
        ip_rule_update(actor=admin, rule_id=own.pk, changes={"expires_at": now}, at=now, address=HOME)
    assert IPRule.objects.get(pk=own.pk).is_enabled is True


def test_a_rule_must_name_exactly_whom_it_is_about(admin):
    wrong = [
        {"role": "admin"},
        {"user": admin},
        {"scope": "role"},
        {"scope": "user"},
        {"scope": "user", "role": "admin"},
    ]
    for more in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            rule("deny", "203.0.113.9", **more)


def test_the_way_back_in_disables_rules_and_is_in_the_trail(capsys):
    first, second = rule("deny", HOME), rule("deny", "203.0.113.9")
    call_command("ip_rules", "list")
    assert str(first.pk) in capsys.readouterr().out

    call_command("ip_rules", "disable", str(first.pk), "--reason", "locked out")

    assert [address_may_enter(HOME), address_may_enter("203.0.113.9")] == [True, False]
    entry = LogEntry.objects.get(event="ip_rule.broke_glass")
    assert (entry.object_pk, entry.interface, entry.additional_data["reason"]) == (
        str(first.pk),
        "command",
        "locked out",
    )
    call_command("ip_rules", "disable", "--all", "--reason", "all of them")
    assert IPRule.objects.get(pk=second.pk).is_enabled is False


@pytest.mark.parametrize(
    "arguments", [["--all"], ["--reason", "x"], ["--all", "--reason", "x", str(uuid.uuid4())]]
)
def test_the_way_back_in_needs_a_reason_and_a_choice(arguments):
    with pytest.raises(CommandError):
        call_command("ip_rules", "disable", *arguments)

"""Which role may do what: one declaration, from which groups, permissions and the docs are made."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import TextChoices


class Role(TextChoices):
    """The roles people hold; each is a group of the same name."""

    ADMIN = "admin", "Administrator"
    COMPLIANCE_OFFICER = "compliance_officer", "Compliance officer"
    PROCESSOR = "processor", "Processor"
    AUDITOR = "auditor", "Auditor"
    CUSTOMER = "customer", "Customer"
    SERVICE_ACCOUNT = "service_account", "Service account"


class Verb(TextChoices):
    """What a grant on one case or one document lets somebody do with it."""

    VIEW = "view", "view"
    CHANGE = "change", "change"
    SHARE = "share", "share"
    DISPOSE = "dispose", "dispose"


# One letter a role; a dot where the role has no part in the row.
LETTERS: dict[str, Role] = {
    "A": Role.ADMIN,
    "O": Role.COMPLIANCE_OFFICER,
    "P": Role.PROCESSOR,
    "U": Role.AUDITOR,
    "C": Role.CUSTOMER,
    "S": Role.SERVICE_ACCOUNT,
}


def _roles(letters: str) -> frozenset[Role]:
    return frozenset(LETTERS[letter] for letter in letters.split() if letter != ".")


@dataclass(frozen=True, slots=True)
class Right:
    """One row of the matrix: what is done to what, the permission it needs, and who holds it."""

    entity: str
    verb: str
    permission: str
    letters: str

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that hold the right."""
        return _roles(self.letters)


# What a machine's token opens is less than its role: only the rights of its scopes (accounts/scopes.py).
# Rights open a screen or a verb; which rows they reach is decided by `visible_to`, except for
# `view_all_documents`, which reaches every row.
# A admin, O officer, P processor, U auditor, C customer, S service account
TABLE: tuple[Right, ...] = (
    Right("case", "view", "documents.view_case", "A O P U . S"),
    Right("case", "add", "documents.add_case", ". O P . . S"),
    Right("case", "change", "documents.change_case", ". O P . . S"),
    Right("case", "share", "documents.share_case", ". O . . . ."),
    Right("case", "dispose", "documents.dispose_case", ". O . . . ."),
    Right("product", "view", "documents.view_product", "A O P U . S"),
    Right("product", "add", "documents.add_product", ". O . . . ."),
    Right("product", "change", "documents.change_product", ". O . . . ."),
    Right("document", "view", "documents.view_document", "A O P U C S"),
    Right("document", "view every one", "documents.view_all_documents", ". O . U . ."),
    Right("document", "add", "documents.add_document", ". O P . C S"),
    Right("document", "change", "documents.change_document", ". O P . . S"),
    Right("document", "share", "documents.share_document", ". O . . . ."),
    Right("document", "dispose", "documents.dispose_document", ". O . . . ."),
    Right("document", "end another's check-out", "documents.break_checkout", ". O . . . ."),
    Right("hold", "view", "documents.view_documenthold", ". O . U . ."),
    Right("hold", "place", "documents.add_documenthold", ". O . . . ."),
    Right("hold", "release", "documents.change_documenthold", ". O . . . ."),
    Right("finding about a stored file", "view", "documents.view_filefinding", ". O . U . ."),
    Right("finding about a stored file", "sign off", "documents.change_filefinding", ". O . . . ."),
    Right("document version", "view", "documents.view_documentversion", "A O P U . S"),
    Right("page", "view", "documents.view_page", "A O P U . S"),
    Right("value read", "view", "documents.view_field", "A O P U . S"),
    Right("line", "view", "documents.view_statementline", "A O P U . S"),
    Right("check", "view", "documents.view_check", "A O P U . S"),
    Right("review task", "view", "documents.view_reviewtask", "A O P U . S"),
    Right("review task", "close", "documents.change_reviewtask", ". O P . . ."),
    Right("reading", "view", "documents.view_processingrun", "A O P U . S"),
    Right("broken glass", "break", "documents.break_glass", "A . . . . ."),
    Right("broken glass", "view", "documents.view_breakglass", ". O . U . ."),
    Right("broken glass", "acknowledge", "documents.change_breakglass", ". O . . . ."),
    Right("trail", "view", "audit.view_logentry", ". O . U . S"),
    Right("finding of the trail's review", "view", "audit.view_finding", ". O . U . ."),
    Right("finding of the trail's review", "sign off", "audit.change_finding", ". O . . . ."),
    Right("terms of the trail's review", "view", "audit.view_reviewterms", ". O . U . ."),
    Right("terms of the trail's review", "set", "audit.add_reviewterms", ". O . . . ."),
    Right("retention of the trail", "view", "audit.view_trailhold", ". O . U . ."),
    Right("retention of the trail", "hold, release, set", "audit.change_trailhold", ". O . . . ."),
    Right("account", "view", "accounts.view_user", "A O . U . ."),
    Right("account", "add", "accounts.add_user", "A . . . . ."),
    Right("account", "change", "accounts.change_user", "A . . . . ."),
    Right("invitation", "view", "accounts.view_invitation", "A . . . . ."),
    Right("invitation", "add", "accounts.add_invitation", "A . . . . ."),
    Right("invitation", "withdraw", "accounts.change_invitation", "A . . . . ."),
    Right("session", "view", "accounts.view_session", "A . . . . ."),
    Right("session", "end", "accounts.change_session", "A . . . . ."),
    Right("data subject", "view, masked", "accounts.view_datasubject", ". O P U C S"),
    Right("data subject", "view every one", "accounts.view_all_subjects", ". O . U . ."),
    Right("data subject", "add", "accounts.add_datasubject", ". O P . . S"),
    Right("data subject", "change", "accounts.change_datasubject", ". O P . . S"),
    Right("data subject", "reveal", "accounts.reveal_datasubject", ". O . . . ."),
    Right("data subject", "merge", "accounts.merge_datasubject", ". O . . . ."),
    Right("data subject", "link to a login", "accounts.link_datasubject", ". O . . . ."),
    Right("data subject", "share", "accounts.share_datasubject", ". O . . . ."),
    Right("group", "view", "auth.view_group", "A O . . . ."),
    Right("service account", "view", "accounts.view_serviceaccount", "A O . U . ."),
    Right("service account", "add", "accounts.add_serviceaccount", "A . . . . ."),
    Right("service account", "change", "accounts.change_serviceaccount", "A . . . . ."),
    Right("webhook", "view", "accounts.view_webhookendpoint", "A O . U . S"),
    Right("webhook", "add", "accounts.add_webhookendpoint", "A . . . . S"),
    Right("webhook", "change", "accounts.change_webhookendpoint", "A . . . . S"),
    Right("webhook", "delete", "accounts.delete_webhookendpoint", "A . . . . S"),
    Right("webhook delivery", "view", "accounts.view_webhookdelivery", "A O . U . S"),
    Right("IP rule", "view", "accounts.view_iprule", "A . . U . ."),
    Right("IP rule", "add", "accounts.add_iprule", "A . . . . ."),
    Right("IP rule", "change", "accounts.change_iprule", "A . . . . ."),
    Right("IP rule", "delete", "accounts.delete_iprule", "A . . . . ."),
)

MATRIX: dict[Role, frozenset[str]] = {
    role: frozenset(right.permission for right in TABLE if role in right.roles) for role in Role
}

# A grant never lifts its holder over this: an auditor changes nothing, whoever asks them to.
CEILINGS: dict[Verb, str] = {
    Verb.VIEW: "A O P U C S",
    Verb.CHANGE: ". O P . C S",
    Verb.SHARE: ". O P . C .",
    Verb.DISPOSE: ". O P . . .",
}

# Which roles the holder of a role gives to others and takes from others; never to or from themselves.
GIVES: dict[Role, str] = {Role.ADMIN: "A O P U C ."}


def verbs_reachable(roles: frozenset[str] | set[str]) -> frozenset[Verb]:
    """Return what a grant can open to the holder of these roles; groups that are no roles open viewing."""
    found = {verb for verb, letters in CEILINGS.items() if _roles(letters) & roles}
    return frozenset(found) if roles & set(Role) else frozenset({Verb.VIEW})


def roles_given_by(roles: frozenset[str] | set[str]) -> frozenset[Role]:
    """Return the roles that the holder of these roles may give to others."""
    return frozenset().union(*(_roles(letters) for role, letters in GIVES.items() if role in roles))


def roles_sync() -> dict[str, int]:
    """Make groups and their permissions equal to the matrix; return the number of rights per role.

    Groups that are no role are left as they are.

    Raises:
        LookupError: the matrix names a permission that no model declares.
    """
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    with transaction.atomic():
        for role, rights in MATRIX.items():
            if missing := rights - known.keys():
                raise LookupError(f"{role} names permissions that do not exist: {sorted(missing)}")
            group, _ = Group.objects.get_or_create(name=role.value)
            group.permissions.set([known[right] for right in rights])
    return {role.value: len(rights) for role, rights in MATRIX.items()}

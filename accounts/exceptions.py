"""What accounts refuse, as facts with stable codes."""


class AccountsError(Exception):
    """Base of this app's refusals; `code` is stable and `status` is what the API answers."""

    code = "accounts_error"
    status = 409
    title = "Refused"


class TokenInvalid(AccountsError):
    """The token is not one of ours, has expired, or its session has ended."""

    code = "token_invalid"
    status = 401
    title = "Token not valid"


class SessionNotFound(AccountsError):
    """There is no such session, or it is somebody else's."""

    code = "not_found"
    status = 404
    title = "Not found"


class SecondFactorRequired(AccountsError):
    """The session has not shown its second factor yet."""

    code = "mfa_required"
    status = 403
    title = "Second factor required"


class StepUpRequired(AccountsError):
    """The verb asks for a second factor shown within the last minutes."""

    code = "step_up_required"
    status = 403
    title = "Fresh second factor required"


class AccountOutOfReach(AccountsError):
    """The account may not be changed by whoever asks."""

    code = "account_out_of_reach"
    status = 403
    title = "Account out of reach"


class OwnAccount(AccountsError):
    """Nobody changes their own roles or closes their own account: a second person does it."""

    code = "own_account"
    status = 403
    title = "Your own account"


class RoleNotYours(AccountsError):
    """The role is not one that the actor may give or take."""

    code = "role_not_yours"
    status = 403
    title = "Role not yours to give"


class LastAdministrator(AccountsError):
    """The installation would be left without anybody to run it."""

    code = "last_administrator"
    title = "Last administrator"


class AddressTaken(AccountsError):
    """Another account has this e-mail address."""

    code = "address_taken"
    title = "Address taken"


class MachineRefused(AccountsError):
    """Base of what is refused about machines and their secrets."""


class ScopeUnknown(MachineRefused):
    """A scope is not one that is declared."""

    code = "scope_unknown"
    status = 400
    title = "Scope not known"


class ServiceAccountNameTaken(MachineRefused):
    """Another service account has this name."""

    code = "name_taken"
    title = "Name taken"


class TooManySecrets(MachineRefused):
    """Two secrets are good already: one has to end before another is made."""

    code = "too_many_secrets"
    title = "Too many secrets"


class ServiceAccountInactive(MachineRefused):
    """The service account is switched off."""

    code = "service_account_inactive"
    title = "Service account switched off"


class TokenRequestRefused(MachineRefused):
    """A request for a machine's token was refused; `error` is what RFC 6749 calls the reason."""

    status = 400
    error = "invalid_request"


class ClientRefused(TokenRequestRefused):
    """The client is unknown, switched off, or its secret is not good: told alike."""

    code = error = "invalid_client"
    status = 401


class SecretsGuessed(MachineRefused):
    """So many client secrets were wrong that none is looked at for a while; `retry_after` is in seconds."""

    code = "secrets_guessed"
    status = 429
    title = "Too many wrong secrets"

    def __init__(self, message: str, retry_after: int) -> None:
        """Take what to say and how long to wait."""
        super().__init__(message)
        self.retry_after = retry_after


class ScopeRefused(TokenRequestRefused):
    """The account does not hold a scope that was asked for."""

    code = error = "invalid_scope"


class WebhookRefused(AccountsError):
    """Base of what is refused about webhooks."""


class WebhookUrlRefused(WebhookRefused):
    """The address is not one that events may be sent to."""

    code = "webhook_url_refused"
    status = 400
    title = "Address refused"


class WebhookEventUnknown(WebhookRefused):
    """There is no such event, or the account's scopes do not open it."""

    code = "webhook_event_unknown"
    status = 400
    title = "Event not known"


class WebhookDisabled(WebhookRefused):
    """The endpoint is switched off: nothing can be sent to it."""

    code = "webhook_disabled"
    title = "Endpoint switched off"


class TooManyWebhooks(WebhookRefused):
    """The service account has as many endpoints as it may."""

    code = "too_many_webhooks"
    title = "Too many endpoints"


class WebhookInFlight(WebhookRefused):
    """The delivery is being sent at this moment."""

    code = "webhook_in_flight"
    title = "Being sent"


class ValueNotValid(AccountsError):
    """A name, identifier or contact is not written as it must be; the message never repeats it."""

    code = "value_not_valid"
    status = 400
    title = "Value not valid"


class IdentifierTaken(AccountsError):
    """Another live data subject holds this identifier."""

    code = "identifier_taken"
    title = "Identifier taken"


class SubjectValueTwice(AccountsError):
    """The data subject already holds such a value."""

    code = "subject_value_twice"
    title = "Value held already"


class SubjectNotFound(AccountsError):
    """There is no such data subject, value or login that the person may see."""

    code = "not_found"
    status = 404
    title = "Not found"


class SecondFactorWrong(AccountsError):
    """The code, recovery code or passkey was not accepted; which part was wrong is not told."""

    code = "second_factor_wrong"
    status = 403
    title = "Second factor not accepted"


class SecondFactorLocked(AccountsError):
    """So many codes were wrong that none is looked at for a while; `retry_after` is in seconds."""

    code = "second_factor_locked"
    status = 429
    title = "Too many wrong codes"

    def __init__(self, message: str, retry_after: int) -> None:
        """Take what to say and how long to wait."""
        super().__init__(message)
        self.retry_after = retry_after


class SecondFactorSpent(SecondFactorWrong):
    """The authenticator app was locked for good by wrong codes."""

    code = "second_factor_spent"


class EnrolmentMissing(AccountsError):
    """No enrolment is under way, or it took too long."""

    code = "enrolment_missing"
    title = "Nothing to confirm"


class FactorNotFound(AccountsError):
    """The person has no such factor."""

    code = "not_found"
    status = 404
    title = "Not found"


class SubjectErased(AccountsError):
    """The data subject was erased: its key is destroyed and nothing can be read."""

    code = "subject_erased"
    status = 410
    title = "Erased"


class SubjectMerged(AccountsError):
    """The data subject was merged into another, which is the one to change."""

    code = "subject_merged"
    title = "Merged into another"


class SubjectChanged(AccountsError):
    """Somebody changed the data subject since it was read."""

    code = "stale"
    status = 412
    title = "Changed meanwhile"


class MergeRefused(AccountsError):
    """The two records cannot be one person's as they stand, or the merge cannot be undone any more."""

    code = "merge_refused"
    title = "Merge refused"


class LoginLinkRefused(AccountsError):
    """The login, or the data subject, is linked already, or the login is not a customer's."""

    code = "login_link_refused"
    title = "Link refused"


class RevealRefused(AccountsError):
    """The person may see this data subject, but only masked."""

    code = "reveal_refused"
    status = 403
    title = "Reveal refused"


class AddressInvalid(AccountsError):
    """The text is no e-mail address that a mail could be sent to."""

    code = "address_invalid"
    status = 400
    title = "Not an e-mail address"


class LinkInvalid(AccountsError):
    """The link was used, has expired, was replaced by another, or is not one of ours."""

    code = "link_invalid"
    status = 400
    title = "Link not valid"


class PasswordsBusy(AccountsError):
    """More people sign in at this moment than passwords can be computed."""

    code = "busy"
    status = 503
    title = "Too many sign-ins at once"


class LastFactor(AccountsError):
    """Staff keep at least one second factor."""

    code = "last_factor"
    title = "The last second factor"


class TooManyFactors(AccountsError):
    """The person has as many passkeys as anybody may."""

    code = "too_many_factors"
    title = "Too many passkeys"


class AddressRefused(AccountsError):
    """An IP rule keeps this address out."""

    code = "address_refused"
    status = 403
    title = "Address refused"


class RuleWouldLockOut(AccountsError):
    """The change would keep out whoever makes it."""

    code = "would_lock_out"
    status = 409
    title = "The change would lock you out"


class PasswordRefused(AccountsError):
    """The new password is too short, known, or easily guessed; the message says which."""

    code = "password_refused"
    status = 400
    title = "Password not taken"


class PasswordWrong(AccountsError):
    """The current password was not the right one."""

    code = "password_wrong"
    status = 403
    title = "Password not right"


class RegistrationClosed(AccountsError):
    """Nobody registers by themselves here."""

    code = "registration_closed"
    status = 403
    title = "Registration closed"


class InvitationClosed(AccountsError):
    """The invitation was accepted or withdrawn: it cannot be sent or withdrawn any more."""

    code = "invitation_closed"
    title = "Invitation closed"

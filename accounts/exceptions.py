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

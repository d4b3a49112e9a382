"""What grants, offers and broken glass refuse."""

from documents.exceptions.base import DocumentsError


class GrantNotYours(DocumentsError):
    """The right is not the actor's to give or to take back."""

    code = "grant_not_yours"
    status = 403
    title = "Not yours to give"


class GrantBeyondOwn(DocumentsError):
    """The grant would outlive the right of whoever gives it."""

    code = "grant_beyond_own"
    title = "Longer than your own right"


class GrantNotPossible(DocumentsError):
    """The receiver cannot hold this right."""

    code = "grant_not_possible"
    title = "Grant not possible"


class GrantTimeInvalid(DocumentsError):
    """The grant would end before it begins."""

    code = "grant_time_invalid"
    status = 400
    title = "Time not valid"


class GrantNotFound(DocumentsError):
    """There is no such grant or offer here."""

    code = "not_found"
    status = 404
    title = "Not found"


class OfferGone(DocumentsError):
    """The offer is over, or whoever made it may not give this any more."""

    code = "offer_gone"
    title = "Offer gone"


class TooManyOffers(DocumentsError):
    """The actor has as many open offers as one person may have."""

    code = "too_many_offers"
    title = "Too many open offers"


class TargetNotFound(DocumentsError):
    """There is no such case or document."""

    code = "not_found"
    status = 404
    title = "Not found"


class ReasonTooShort(DocumentsError):
    """The reason does not say enough to be judged afterwards."""

    code = "reason_too_short"
    status = 400
    title = "Reason too short"


class GlassNotNeeded(DocumentsError):
    """Whoever asks may see the object already."""

    code = "glass_not_needed"
    title = "You may see this already"


class OwnGlass(DocumentsError):
    """Nobody acknowledges the glass they broke themselves."""

    code = "glass_not_yours"
    status = 403
    title = "Not yours to acknowledge"

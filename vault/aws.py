"""AWS KMS as the keeper of the key encryption key; loaded only where VAULT_KEK_URI names it."""

from tink import aead
from tink.integration import awskms


def kek(uri: str) -> aead.Aead:
    """Return the key that AWS keeps under `aws-kms://arn:...`."""
    return awskms.AwsKmsClient(uri, "").get_aead(uri)

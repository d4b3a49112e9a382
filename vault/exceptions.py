"""What the vault refuses, as facts."""


class VaultError(Exception):
    """Base of the vault's refusals; `code` is stable and `status` is what the API answers."""

    code = "vault_error"
    status = 500
    title = "Stored data cannot be opened"


class KeyEncryptionKeyMissing(VaultError):
    """The key encryption key is not configured or cannot be loaded."""

    code = "kek_missing"


class DataKeyDestroyed(VaultError):
    """The data key was destroyed: what it protected is gone for good."""

    code = "data_key_destroyed"
    status = 410
    title = "Erased"


class CiphertextCorrupt(VaultError):
    """Stored ciphertext does not authenticate: it was altered, cut or belongs elsewhere."""

    code = "ciphertext_corrupt"


class StoredFileMissing(VaultError):
    """The storage holds no file under this key."""

    code = "stored_file_missing"

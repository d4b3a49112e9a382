"""Links in mails lead to the configured address, whatever a request says its host is."""

import pytest

from tests.mailbox import link_in, mails_deliver

pytestmark = pytest.mark.django_db

POISONED = [
    {"Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example"},
    {"X-Host": "evil.example", "Forwarded": "host=evil.example", "X-Forwarded-Server": "evil.example"},
    {"Host": "testserver:evil.example"},
    {"X-Forwarded-Proto": "http", "X-Forwarded-Port": "666"},
]


@pytest.mark.parametrize("headers", POISONED)
@pytest.mark.parametrize("path", ["/api/v1/auth/password/reset", "/account/forgotten"])
def test_no_header_changes_where_a_reset_link_leads(client, customer, headers, path):
    response = client.post(path, {"email": customer.email}, content_type="application/json", headers=headers)
    if path.startswith("/account"):
        response = client.post(path, {"email": customer.email}, headers=headers)

    mails = mails_deliver()
    assert response.status_code in {200, 202, 400}
    assert all(link_in(mail).startswith("https://muniment.test/account/reset#") for mail in mails)
    assert all("evil" not in str(mail.message()) for mail in mails)
    assert (len(mails) == 1) == (response.status_code != 400)

"""Keys and certificates of a lab."""

from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_ssh_private_key, load_ssh_public_key

from hfcheck.lab.keys import Authority, ssh_key, write_private
from hfcheck.model import SHANGHAI

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


def test_an_ssh_key_is_a_pair_in_the_forms_of_openssh():
    pair = ssh_key()
    private = load_ssh_private_key(pair.private.encode(), None)
    assert private.public_key() == load_ssh_public_key(pair.public.encode())
    assert pair.public.startswith("ssh-ed25519 ")
    assert ssh_key() != pair


@pytest.mark.parametrize("days", [9, 200])
def test_a_certificate_lasts_its_days_for_half_a_day_after_the_start(days):
    _, pem = Authority(NOW).issue("portal.lab.example", days)
    ends = x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc
    assert (ends - NOW).days == days
    assert (ends - (NOW + timedelta(hours=11))).days == days
    assert (ends - (NOW + timedelta(hours=13))).days == days - 1


def test_a_certificate_is_issued_by_the_authority_for_its_name():
    authority = Authority(NOW)
    _, pem = authority.issue("hall.channels.example", 30)
    issuer = x509.load_pem_x509_certificate(authority.certificate.encode())
    leaf = x509.load_pem_x509_certificate(pem.encode())
    leaf.verify_directly_issued_by(issuer)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["hall.channels.example"]


def test_another_authority_did_not_issue_it():
    _, pem = Authority(NOW).issue("hall.channels.example", 30)
    stranger = x509.load_pem_x509_certificate(Authority(NOW).certificate.encode())
    with pytest.raises(InvalidSignature):
        x509.load_pem_x509_certificate(pem.encode()).verify_directly_issued_by(stranger)


def test_a_private_file_is_its_owners_alone_and_is_replaced(tmp_path):
    path = tmp_path / "deep" / "id"
    write_private(path, "one")
    path.chmod(0o644)
    write_private(path, "two")
    assert path.read_text() == "two"
    assert path.stat().st_mode & 0o777 == 0o600

"""A timestamp authority (RFC 3161) of our own: its CA, its answers, and an HTTP server that gives them."""

import datetime as dt
import hashlib
import http.server
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyasn1.codec.der import decoder, encoder
from pyasn1.type import univ, useful
from pyasn1_modules import rfc3161, rfc5035, rfc5280, rfc5652

SHA256 = univ.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
ECDSA_SHA256 = univ.ObjectIdentifier("1.2.840.10045.4.3.2")
POLICY = univ.ObjectIdentifier("1.3.6.1.4.1.99999.1")


@dataclass
class Authority:
    """Signs what it is asked to, except where a test bends it."""

    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING
    names: list[x509.GeneralName] = field(default_factory=list)
    imprint: bytes | None = None
    nonce: int | None = None
    at: dt.datetime | None = None
    granted: int = 0
    asked: int = 0
    ca_key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self):
        self.ca = _certificate("Test authority CA", self.ca_key, "Test authority CA", self.ca_key, None)
        self.certificate = _certificate(
            "Test authority", self.key, "Test authority CA", self.ca_key, self.purpose, self.names
        )

    def pem(self):
        """Return the CA's certificate."""
        return self.ca.public_bytes(serialization.Encoding.PEM)

    def answer(self, query):
        """Return the answer to a request, both as DER."""
        self.asked += 1
        request, _ = decoder.decode(query, asn1Spec=rfc3161.TimeStampReq())
        response = rfc3161.TimeStampResp()
        response["status"]["status"] = self.granted
        if self.granted == 0:
            response["timeStampToken"] = self._token(encoder.encode(self._info(request)))
        return encoder.encode(response)

    def _info(self, request):
        info = rfc3161.TSTInfo()
        info["version"] = 1
        info["policy"] = POLICY
        info["messageImprint"] = request["messageImprint"]
        if self.imprint is not None:
            info["messageImprint"]["hashedMessage"] = self.imprint
        info["serialNumber"] = self.asked
        info["genTime"] = useful.GeneralizedTime(
            (self.at or dt.datetime.now(dt.UTC)).strftime("%Y%m%d%H%M%SZ")
        )
        info["nonce"] = request["nonce"] if self.nonce is None else self.nonce
        return info

    def _token(self, info):
        der = self.certificate.public_bytes(serialization.Encoding.DER)
        certificate, _ = decoder.decode(der, asn1Spec=rfc5280.Certificate())
        signed = rfc5652.SignedData()
        signed["version"] = 3
        signed["digestAlgorithms"].append(_algorithm(SHA256))
        signed["encapContentInfo"]["eContentType"] = rfc3161.id_ct_TSTInfo
        signed["encapContentInfo"]["eContent"] = info
        signed["certificates"].append(
            rfc5652.CertificateChoices().setComponentByName("certificate", certificate)
        )
        signer = signed["signerInfos"]
        signer.append(self._signer(info, certificate, der))
        content = rfc5652.ContentInfo()
        content["contentType"] = rfc5652.id_signedData
        content["content"] = encoder.encode(signed)
        return content

    def _signer(self, info, certificate, der):
        ess = rfc5035.SigningCertificateV2()
        ess["certs"].append(
            rfc5035.ESSCertIDv2().setComponentByName("certHash", hashlib.sha256(der).digest())
        )
        attributes = rfc5652.SignedAttributes()
        for kind, value in (
            (rfc5652.id_contentType, encoder.encode(rfc3161.id_ct_TSTInfo)),
            (rfc5652.id_messageDigest, encoder.encode(univ.OctetString(hashlib.sha256(info).digest()))),
            (rfc5035.id_aa_signingCertificateV2, encoder.encode(ess)),
        ):
            attribute = rfc5652.Attribute()
            attribute["attrType"] = kind
            attribute["attrValues"].append(univ.Any(value))
            attributes.append(attribute)
        signer = rfc5652.SignerInfo()
        signer["version"] = 1
        signer["sid"]["issuerAndSerialNumber"]["issuer"] = certificate["tbsCertificate"]["issuer"]
        signer["sid"]["issuerAndSerialNumber"]["serialNumber"] = certificate["tbsCertificate"]["serialNumber"]
        signer["digestAlgorithm"] = _algorithm(SHA256)
        for attribute in attributes:
            signer["signedAttrs"].append(attribute)
        signer["signatureAlgorithm"] = _algorithm(ECDSA_SHA256)
        signer["signature"] = self.key.sign(encoder.encode(attributes), ec.ECDSA(hashes.SHA256()))
        return signer


@contextmanager
def serving(authority):
    """Give the address of an HTTP server on the loopback that answers for an authority."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            query = self.rfile.read(int(self.headers["Content-Length"]))
            body = authority.answer(query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/tsa"
        server.shutdown()
        thread.join()


def _algorithm(oid):
    found = rfc5280.AlgorithmIdentifier()
    found["algorithm"] = oid
    return found


def _certificate(name, key, issuer, issuer_key, purpose, names=()):  # noqa: PLR0917 - one call each
    """Return a certificate; without a purpose it is a CA's."""
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=purpose is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())

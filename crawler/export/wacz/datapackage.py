"""What a package says of itself: its members with their sums, and the sum of that, signed where there is a key.

Source: WACZ 1.1.1, "datapackage.json"; WACZ Signing and Verification 0.1.0, the form with a key of one's own.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from crawler.config import SOFTWARE
from crawler.errors import BadSetting, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from crawler.export.wacz.package import Member

WACZ_VERSION = "1.1.1"
SIGNING_VERSION = "0.1.0"
COORDINATE_BYTES = 48
"""Of a point of the curve P-384."""
OPTION = "--sign"


def datapackage(members: Iterable[Member], *, title: str, made_at: datetime) -> bytes:
    """Return ``datapackage.json``."""
    said = {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "title": title,
        "created": _moment(made_at),
        "software": SOFTWARE,
        "resources": [
            {
                "name": member.name.rpartition("/")[2].lower(),
                "path": member.name,
                "hash": f"sha256:{member.sha256}",
                "bytes": member.size_bytes,
            }
            for member in members
        ],
    }
    return json.dumps(said, indent=2).encode()


def digest_file(data: bytes, *, made_at: datetime, sign: Callable[[bytes], dict[str, str]] | None) -> bytes:
    """Return ``datapackage-digest.json`` for the ``datapackage.json`` *data*; *sign* as `signer` returns it."""
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    said: dict[str, Any] = {"path": "datapackage.json", "hash": digest}
    if sign is not None:
        said["signedData"] = {
            "hash": digest,
            **sign(digest.encode()),
            "created": _moment(made_at),
            "software": SOFTWARE,
            "version": SIGNING_VERSION,
        }
    return json.dumps(said, indent=2).encode()


def signer(path: Path) -> Callable[[bytes], dict[str, str]]:
    """Return what signs by the private key in the PEM file *path*: ECDSA on P-384 with SHA-256.

    The signature is the two numbers behind one another, as browsers check it, in base64; the public key is its
    SubjectPublicKeyInfo. Raises `BadSetting` for what is no such key.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as err:
        raise BadSetting(OPTION, f"{path}: {reason_of(err)}") from err
    except (ValueError, TypeError, UnsupportedAlgorithm) as err:
        raise BadSetting(OPTION, f"{path}: no private key without a password, in PEM") from err
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP384R1):
        raise BadSetting(OPTION, f"{path}: the key is not one for ECDSA on the curve P-384")
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(data: bytes) -> dict[str, str]:
        numbers = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
        signature = b"".join(number.to_bytes(COORDINATE_BYTES, "big") for number in numbers)
        return {"signature": base64.b64encode(signature).decode(), "publicKey": base64.b64encode(public).decode()}

    return sign


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"

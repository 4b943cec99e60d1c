"""A program in Python that calls `kitchen` with code that protoc has generated from its contract."""

import base64
import hashlib
import json
import os
import secrets
import sys
import time

import grpc
from cryptography.hazmat.primitives import serialization
from google.rpc import error_details_pb2, status_pb2
from kitchen.v1 import kitchen_pb2 as v1, kitchen_pb2_grpc as v1_grpc
from kitchen.v2 import kitchen_pb2 as v2, kitchen_pb2_grpc as v2_grpc


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def digest(text):
    return base64url(hashlib.sha256(text.encode()).digest())


def bearer(issuer, key, subject, roles, context):
    """Signs a principal for calls to one context, valid for five minutes."""
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    secret = base64url(secrets.token_bytes(16))
    now = int(time.time())
    header = {"alg": "EdDSA", "kid": digest(base64url(public))[:12], "typ": "ml-principal"}
    claims = {
        "use": "call",
        "iss": issuer,
        "aud": context,
        "iat": now,
        "exp": now + 300,
        "cnf": digest(secret),
        "sub": subject,
        "roles": roles,
    }
    body = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    return f"Bearer {body}.{base64url(key.sign(body.encode()))}~{secret}"


def details_of(error):
    """The details of a failed call, and what the trailers say about its effects."""
    trailers = dict(error.trailing_metadata() or ())
    status = status_pb2.Status.FromString(trailers.get("grpc-status-details-bin", b""))
    return status.details, trailers.get("may-have-executed")


def failure(call):
    try:
        call()
    except grpc.RpcError as error:
        details, may_have_executed = details_of(error)
        told = {"code": error.code().name, "text": error.details(), "mayHaveExecuted": may_have_executed}
        for detail in details:
            info, out_of_tea = error_details_pb2.ErrorInfo(), v2.OutOfTea()
            if detail.Unpack(info):
                told.update(reason=info.reason, domain=info.domain)
            if detail.Unpack(out_of_tea):
                told.update(tea=out_of_tea.tea, since=out_of_tea.since.ToJsonString(), left=out_of_tea.left)
        return told
    return None


def main(address):
    key = serialization.load_pem_private_key(os.environ["PRINCIPAL_KEY"].encode(), None)
    with grpc.insecure_channel(address) as channel:
        first, kitchen = v1_grpc.KitchenServiceStub(channel), v2_grpc.KitchenServiceStub(channel)
        once = (("idempotency-key", "from-python"),)
        pots = [kitchen.Brew(v2.BrewRequest(tea="green", cups=0), metadata=once).pot for _ in range(2)]
        signed = bearer("inspectorate", key, "ada", ["chef"], "kitchen")
        inspected = first.Inspect(
            v1.InspectRequest(), metadata=(("authorization", signed), ("multilith-host", "inspectorate"))
        )
        steeping = first.Steep.future(v1.SteepRequest())
        steeping.cancel()
        print(
            json.dumps(
                {
                    "once": pots[0] == pots[1],
                    "menu": [[item.tea, item.left] for item in first.Menu(v1.MenuRequest()).items],
                    "error": failure(lambda: kitchen.Brew(v2.BrewRequest(tea="none", cups=1))),
                    "invalid": failure(lambda: kitchen.Brew(v2.BrewRequest(cups=1))),
                    "anonymous": failure(lambda: first.Inspect(v1.InspectRequest())),
                    "late": failure(lambda: first.Steep(v1.SteepRequest(), timeout=0.3)),
                    "inspector": inspected.inspector,
                }
            )
        )


if __name__ == "__main__":
    main(sys.argv[1])

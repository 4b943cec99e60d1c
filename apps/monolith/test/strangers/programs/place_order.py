"""Places orders from Python, with grpcio and the code that protoc generates from the contract of orders."""

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
from orders.v1 import orders_pb2, orders_pb2_grpc


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def digest(text):
    return base64url(hashlib.sha256(text.encode()).digest())


def bearer(issuer, key, subject, context):
    """Signs a principal without roles for calls to one context, valid for five minutes."""
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    secret = base64url(secrets.token_bytes(16))
    now = int(time.time())
    header = {"alg": "EdDSA", "kid": digest(base64url(public))[:12], "typ": "ml-principal"}
    claims = {
        **{"use": "call", "iss": issuer, "aud": context, "iat": now, "exp": now + 300},
        **{"cnf": digest(secret), "sub": subject, "roles": []},
    }
    body = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
    return f"Bearer {body}.{base64url(key.sign(body.encode()))}~{secret}"


def read(setting):
    with open(os.environ[setting], "rb") as file:
        return file.read()


def channel_to(address):
    if "GRPC_TLS_CA" not in os.environ:
        return grpc.insecure_channel(address)
    credentials = grpc.ssl_channel_credentials(read("GRPC_TLS_CA"), read("GRPC_TLS_KEY"), read("GRPC_TLS_CERT"))
    # The certificate of a host has the name of the host, at whatever address it runs.
    return grpc.secure_channel(address, credentials, (("grpc.ssl_target_name_override", "orders"),))


def failure(call):
    """Returns the status, details and trailers of a failed call."""
    try:
        call()
    except grpc.RpcError as error:
        trailers = dict(error.trailing_metadata() or ())
        seen = {"code": error.code().name, "mayHaveExecuted": trailers.get("may-have-executed")}
        status = status_pb2.Status.FromString(trailers.get("grpc-status-details-bin", b""))
        for detail in status.details:
            info, unknown = error_details_pb2.ErrorInfo(), orders_pb2.UnknownProducts()
            if detail.Unpack(info):
                seen.update(reason=info.reason)
            if detail.Unpack(unknown):
                seen.update(skus=list(unknown.skus))
        return seen
    return None


def main(address, reference):
    key = serialization.load_pem_private_key(os.environ["PRINCIPAL_KEY"].encode(), None)
    # Without TLS, a client names itself.
    name = ("multilith-host", "partner")
    signed = (name, ("authorization", bearer("partner", key, "ada", "orders")))
    once = (*signed, ("idempotency-key", reference))

    def mugs(quantity, sku="MUG-BLUE"):
        lines = [orders_pb2.RequestedLine(sku=sku, quantity=quantity)]
        return orders_pb2.PlaceOrderRequest(customer_id="ada", lines=lines, reference=reference)

    with channel_to(address) as channel:
        orders = orders_pb2_grpc.OrdersServiceStub(channel)

        def place(request, metadata):
            return orders.PlaceOrder(request, metadata=metadata, timeout=60).order_id

        print(
            json.dumps(
                {
                    "placed": [place(mugs(2), once), place(mugs(2), once)],
                    "reused": failure(lambda: place(mugs(3), once)),
                    "unknown": failure(lambda: place(mugs(1, "NO-SUCH-MUG"), signed)),
                    "anonymous": failure(lambda: place(mugs(1), (name,))),
                }
            )
        )


if __name__ == "__main__":
    main(*sys.argv[1:])

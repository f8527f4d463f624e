"""Who receives webhooks, and who only sends them."""

from __future__ import annotations

import pytest

from readiness.model import Component
from readiness_checks.facts.webhooks import webhook_receivers
from tests.repos import repo_of

SERVICE = Component("orders", "", "backend")
EXPRESS = 'const app = require("express")();\n'


def notes(files: dict[str, str]) -> list[str]:
    return [receiver.note for receiver in webhook_receivers(repo_of(files), SERVICE)]


@pytest.mark.parametrize(
    "path",
    [
        "/webhooks/stripe",
        "/api/stripe/webhook",
        "/hooks/v1/github",
        "/webhook",
        "/stripe-webhook",
        "/callback/paypal",
        "/slack/events/hook",
    ],
)
def test_a_route_named_after_a_sender_receives(path: str) -> None:
    """The sender's name, or the one address `/webhook`, says that others call it."""
    assert [f"POST {path} receives webhooks"] == notes({"app.js": f'{EXPRESS}app.post("{path}", handle);\n'})


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("app.js", 'app.post("/webhooks", create);'),
        ("app.js", 'app.post("/webhooks/:id", update);'),
        ("app.js", 'app.get("/webhooks/stripe", list);'),
        ("app.js", 'app.post("/stripes/webhookers", paint);'),
        ("app.js", 'app.post("/auth/google/callback", signIn);'),
        ("settings/app.js", 'app.post("/webhooks/slack", save);'),
    ],
)
def test_a_resource_of_subscriptions_receives_nothing(path: str, route: str) -> None:
    """What creates, lists and sets up webhooks sends them; a login's callback is none."""
    assert notes({path: f"{EXPRESS}{route}\n"}) == []


@pytest.mark.parametrize(
    ("path", "text", "note"),
    [
        ("pay.ts", "const event = stripe.webhooks.constructEvent(body, signature, secret);\n", "verifies a Stripe signature"),
        ("pay.py", "event = stripe.Webhook.construct_event(body, signature, secret)\n", "verifies a Stripe signature"),
        ("pay.rb", "event = Stripe::Webhook.construct_event(body, signature, secret)\n", "verifies a Stripe signature"),
        ("pay.go", "package pay\n\nvar paid = webhook.ConstructEvent(body, signature, secret)\n", "verifies a Stripe signature"),
        ("Pay.cs", "var paid = EventUtility.ConstructEvent(body, signature, secret);\n", "verifies a Stripe signature"),
        ("hook.py", 'signature = request.headers.get("X-Hub-Signature-256")\n', "reads a signature header"),
        ("hook.py", 'signature = request.META["HTTP_X_HUB_SIGNATURE"]\n', "reads a signature header"),
        ("hook.ts", "const signature = req.headers['svix-signature'];\n", "reads a signature header"),
    ],
)  # fmt: skip
def test_who_verifies_a_signature_receives(path: str, text: str, note: str) -> None:
    """Only a receiver checks what a sender signed, whatever its route is called."""
    assert [note] == notes({path: text})


def test_a_verification_elsewhere_than_in_code_is_none() -> None:
    """A document that names the header verifies nothing."""
    assert notes({"docs/hooks.md": 'Read "X-Hub-Signature" first.\n'}) == []

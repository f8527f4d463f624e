"""Where a service receives the webhooks of others: the routes they call, and the verification of what they send."""

from __future__ import annotations

from functools import partial

from readiness.classify import BACKEND_LANGUAGES
from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.declared_routes import declared_routes
from readiness_checks.facts.place import Place
from readiness_checks.facts.wiring import reaching

_code = partial(Pattern, languages=tuple(sorted(BACKEND_LANGUAGES)))
_SENDERS = (
    r"stripe|paypal|braintree|adyen|razorpay|square|mollie|paddle|chargebee|gocardless|coinbase|plaid|github|gitlab|bitbucket|gitea|slack|twilio"
    r"|sendgrid|mailgun|postmark|mandrill|sparkpost|resend|ses|sns|shopify|woocommerce|bigcommerce|clerk|auth0|okta|workos|segment|intercom"
    r"|zendesk|hubspot|salesforce|typeform|docusign|dropbox|discord|telegram|facebook|whatsapp|line|linear|jira|sentry|pagerduty|vonage"
    r"|lemon-?squeezy|revenuecat|app-?store|play-?store|apple|easypost|shippo|dialogflow|payments?|inbound|incoming"
)
_ROUTE = Regex(
    rf"(?:^|/)(?:web-?)?(?:hooks?|callbacks?)/(?:v\d+/)?(?:{_SENDERS})(?:/|$)|(?:^|/)(?:{_SENDERS})(?:/[\w-]{{1,30}}){{0,2}}/(?:web-?hooks?|callbacks?)(?:/|$)"
    rf"|(?:^|/)(?:{_SENDERS})[_-](?:web)?hooks?(?:/|$)|(?:^|/)webhooks?[_-](?:{_SENDERS})(?:/|$)|(?:^|/)(?:web)?hook/?$"
)
# where people set up what is to be sent to them
_SETTINGS = Regex(r"(?i)settings|notification|subscription|admin")
# Only a receiver checks what a sender signed.
_VERIFIES: dict[str, Pattern] = {
    "verifies a Stripe signature": _code(
        ("constructEvent", "construct_event", "ConstructEvent", "webhook.ConstructEvent"),
        r"[wW]ebhooks?\w{0,20}(?:\.|::)(?:constructEvent|construct_event|ConstructEvent)(?:Async|WithOptions)?\(|EventUtility\.ConstructEvent\(",
    ),
    "reads a signature header": _code(
        ("X-Hub-Signature", "x-hub-signature", "X_HUB_SIGNATURE", "Stripe-Signature", "stripe-signature", "STRIPE_SIGNATURE",
         "X-Shopify-Hmac", "x-shopify-hmac", "X-Slack-Signature", "x-slack-signature", "X-Twilio-Signature", "x-twilio-signature",
         "X-Gitlab-Token", "x-gitlab-token", "svix-signature", "X-Razorpay-Signature", "x-razorpay-signature"),
        r"(?i)[\"'](?:HTTP_)?(?:X[-_]Hub[-_]Signature|Stripe[-_]Signature|X[-_]Shopify[-_]Hmac|X[-_]Slack[-_]Signature|X[-_]Twilio[-_]Signature"
        r"|X[-_]Gitlab[-_]Token|svix-signature|X[-_]Razorpay[-_]Signature)",
    ),
}  # fmt: skip


@fact
def webhook_receivers(repo: Repo, component: Component) -> tuple[Place, ...]:
    """The places in the component's source that receive webhooks, by place.

    A resource `/webhooks` whose items are created, listed and deleted keeps the subscriptions of this service's own webhooks: it
    sends, and receives none. Hence a route counts only with the name of a sender, or as the one address `/webhook`.
    """
    found = [
        Place(f"{route.method or 'ANY'} {route.path} receives webhooks", route.file, route.line)
        for route in declared_routes(repo)
        if route.method in ("POST", "") and _ROUTE.search(route.path) and not _SETTINGS.search(route.file)
    ]
    found.extend(Place(note, hit.path, hit.line) for note, pattern in _VERIFIES.items() for hit in repo.hits(pattern))
    return tuple(sorted(reaching(repo, component, found), key=lambda receiver: (receiver.path, receiver.line, receiver.note)))

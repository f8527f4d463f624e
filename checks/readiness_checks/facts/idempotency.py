"""Where a service takes care that a request or an event that comes twice is done once."""

from __future__ import annotations

from functools import partial

from readiness.classify import BACKEND_LANGUAGES
from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.place import Place
from readiness_checks.facts.wiring import reaching

_code = partial(Pattern, languages=tuple(sorted(BACKEND_LANGUAGES)))

_LOOKED_UP = "looks an event up by its id before it is done"
# An event may be a concert and a message one of a chat: only where something is received is it one that may come twice.
_RECEIVES = Regex(r"(?i)web_?hook|consumer|inbox|idempoten|already[_ ]?(?:processed|handled|seen)")
_WAYS: dict[str, Pattern] = {
    "uses idempotency keys": _code(
        ("dempotency-Key", "dempotency-key", "dempotencyKey", "dempotency_key", "DEMPOTENCY_KEY", "x-idempotency"),
        r"(?i)\b\w{0,30}idempotency[_-]?key\w{0,20}\b",
    ),
    "makes a handler idempotent": _code(
        ("dempotent", "IdentifiedCommand"),
        r"(?m)^\s*@(?:\w+\.)?[iI]dempotent(?:_function)?\b|\bmakeIdempotent\(|\bmakeHandlerIdempotent\(|\bIdentifiedCommand(?:Handler)?<"
        r"|\bIdempotent(?:Consumer|Handler|Receiver|MessageHandler|Repository)\b|\bidempotentConsumer\(|:\s*IIdempotent\w*",
    ),
    "remembers the events that were handled": _code(
        ("rocessed", "andled", "eceived", "onsumed", "ebhookEvent", "ebhook_event", "tripeEvent", "tripe_event", "InboxMessage",
         "inbox_message"),
        r"\b(?:[pP]rocessed|[hH]andled|[cC]onsumed|[sS]een)_?(?:[wW]ebhook_?)?(?:[eE]vent|[mM]essage|[wW]ebhook|[nN]otification)(?:_?[iI]ds?|s)?\b"
        r"|\b(?:WebhookEvent|StripeEvent|ReceivedEvent)(?:\.|::)(?:where|find_by|exists|find_or_create_by|firstOrCreate|findUnique|findOne|objects)"
        r"|\b(?:webhookEvent|stripeEvent|processedEvent)\.(?:findUnique|findFirst|upsert|findOne|create)\b|\bInboxMessages?\b|\binbox_messages\b",
    ),
    _LOOKED_UP: _code(
        ("vent_id", "ventId", "ebhook_id", "ebhookId", "essage_id", "essageId", "elivery_id", "eliveryId"),
        r"\b(?:get_or_create|find_or_create_by|firstOrCreate|exists|existsBy|findBy|find_by|setnx|setNX|SETNX|wasRecentlyCreated|isDuplicate"
        r"|is_duplicate|alreadyProcessed|already_processed)\w{0,40}!?\(\s*[\[{]?\s*(?:where:\s*\{\s*)?[\w.:\"']{0,20}(?:event|webhook|delivery|message)_?[iI]d\b",
    ),
}  # fmt: skip


@fact
def idempotence(repo: Repo, component: Component) -> tuple[Place, ...]:
    """Where the component's own source uses idempotency keys or drops what it saw before, by place; each way at its first place."""
    found: dict[str, Place] = {}
    for note, pattern in _WAYS.items():
        for hit in repo.hits(pattern):
            file = repo.file(hit.path)
            if file is None or file.role != "source":
                continue
            if note != _LOOKED_UP or _RECEIVES.search(f"{hit.path}\n{repo.text(hit.path)}"):
                found.setdefault(f"{note}{hit.path}", Place(note, hit.path, hit.line))
    return tuple(sorted(reaching(repo, component, found.values()), key=lambda once: (once.path, once.line)))

"""What makes sure that the same request or event is done once."""

from __future__ import annotations

import pytest

from readiness.model import Component
from readiness_checks.facts.idempotency import idempotence
from tests.repos import repo_of

SERVICE = Component("orders", "", "backend")


def ways(files: dict[str, str]) -> list[tuple[str, int]]:
    return [(once.note, once.line) for once in idempotence(repo_of(files), SERVICE)]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("pay.py", 'key = request.headers["Idempotency-Key"]\n', ("uses idempotency keys", 1)),
        ("pay.go", "package pay\n\nvar idempotencyKeyTTL = 5\n", ("uses idempotency keys", 3)),
        ("pay.rb", "Stripe::Charge.create(params, idempotency_key: key)\n", ("uses idempotency keys", 1)),
        ("handler.ts", "export const handler = makeIdempotent(work, { store });\n", ("makes a handler idempotent", 1)),
        ("handler.py", '@idempotent_function(data_keyword_argument="order")\ndef work(order): ...\n', ("makes a handler idempotent", 1)),
        ("Pay.cs", "class Pay : IdentifiedCommandHandler<PayCommand, bool> { }\n", ("makes a handler idempotent", 1)),
        ("Listener.java", "boolean fresh = processedMessages.add(id);\n", ("remembers the events that were handled", 1)),
        ("webhook.php", "<?php\n$seen = WebhookEvent::where('key', $id)->exists();\n",
         ("remembers the events that were handled", 2)),
        ("WebhookController.php", "<?php\n$seen = Delivery::firstOrCreate(['event_id' => $event->id]);\n",
         ("looks an event up by its id before it is done", 2)),
        ("webhook.py", "_, fresh = Seen.objects.get_or_create(event_id=event.id)\n", ("looks an event up by its id before it is done", 1)),
    ],
)  # fmt: skip
def test_each_way_is_known(path: str, text: str, expected: tuple[str, int]) -> None:
    """Keys of callers, decorators of libraries and memories of events are told apart."""
    assert [expected] == ways({path: text})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("concerts.py", "found = Ticket.objects.get_or_create(event_id=concert.id)\n"),
        ("chat.rb", "Message.find_by(message_id: params[:id])\n"),
        ("tests/test_pay.py", 'client.post("/pay", headers={"Idempotency-Key": "a"})\n'),
        ("README.md", "Send an `Idempotency-Key` with each request.\n"),
        ("web/pay.css", ".idempotency-key {}\n"),
        ("docs.py", 'NOTE = "the call is idempotent"\n'),
    ],
)
def test_what_only_sounds_like_it_is_left_out(path: str, text: str) -> None:
    """A concert is an event that nobody sends twice; tests and documents make nothing safe."""
    assert ways({path: text}) == []


def test_each_way_counts_once_a_file() -> None:
    """A file that speaks of keys on every line is one place: its first."""
    text = "key = headers['Idempotency-Key']\n" + "check(idempotency_key)\n" * 50

    assert ways({"pay.py": text}) == [("uses idempotency keys", 1)]

"""Protocol Buffers are held to the form of their statements and blocks."""

from __future__ import annotations

import time

import pytest

from readiness_checks.facts.descriptions.proto_structure import structure_errors

WHOLE = """\
syntax = "proto3";  // the third
package shop.orders.v1;
import public "google/api/annotations.proto";
option go_package = "example.com/shop/orders;orders" /* in
two lines */;

service Orders {
  option (google.api.default_host) = "orders.example.com";
  rpc Get(GetRequest) returns (stream .shop.orders.v1.Order) {
    option (google.api.http) = { get: "/v1/{name=orders/*}" additional_bindings { post: "/v1" body: "*" } };
  }
  rpc Put(stream Order) returns (Order);
}

message Order {
  reserved 4, 6 to 9, 12 to max;
  reserved "old";
  optional string name = 1 [deprecated = true, (validate.rules).string = {min_len: 1, in: ["a", "b"]}];
  map<string, Order> parts = 2;
  oneof kind {
    string text = 3;
    .shop.orders.v1.Kind other = 5 [json_name = "o"];
  }
  enum State { UNKNOWN = 0; GONE = -1; };
  repeated group Result = 10 { required string url = 11; }
  extensions 100 to 199;
}

extend google.protobuf.FieldOptions {
  optional string note = 50000;
}
"""


def test_every_form_of_statement_holds() -> None:
    """Services, messages, options with literals, groups, extensions and comments anywhere are Protocol Buffers."""
    assert structure_errors(WHOLE, "a.proto") == ()


@pytest.mark.parametrize(
    ("cut", "put", "line"),
    [
        ("returns (Order)", "return (Order)", 12),
        ("(GetRequest)", "GetRequest", 9),
        ("string text = 3;", "string text = 3", 22),
        ("message Order {", "message {", 15),
        ("package shop.orders.v1;", "package;", 2),
        ("repeated group", "repeated", 25),
        ("deprecated = true,", "deprecated,", 18),
        ("extensions 100 to 199;\n}", "extensions 100 to 199;", 31),
    ],
)
def test_what_breaks_the_form_is_said_where_it_ends(cut: str, put: str, line: int) -> None:
    """One error, on the line where the statement that is wrong ends."""
    assert [error.line for error in structure_errors(WHOLE.replace(cut, put), "a.proto")] == [line]


@pytest.mark.parametrize(
    "text", ["/*" * 500_000, "message a {" * 100_000, "option a = [" * 100_000, '"' * 1_000_000, "a = " * 300_000 + ";", "{}[]" * 200_000]
)
def test_hostile_text_costs_no_time(text: str) -> None:
    """A megabyte made to be slow is refused at once."""
    begun = time.process_time()

    assert structure_errors(text, "a.proto") != ()
    assert time.process_time() - begun < 1

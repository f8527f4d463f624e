"""Where records of people are kept, and what erases them."""

from __future__ import annotations

import pytest

from readiness_checks.facts.user_data import erasures, people_kept
from tests.repos import repo_of


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("db/schema.sql", "CREATE TABLE IF NOT EXISTS public.users (\n  id int\n);\n"),
        ("db/schema.sql", "create table `customers` (id int);\n"),
        ("db/schema.sql", "CREATE TABLE accounts (\n  id int,\n  email text\n);\n"),
        ("prisma/schema.prisma", "model User {\n  id Int @id\n}\n"),
        ("db/schema.rb", '  create_table "patients", force: :cascade do |t|\n'),
        ("app/models.py", "class UserProfile(models.Model):\n    pass\n"),
        ("src/main/java/Customer.java", '@Entity\n@Table(name = "c")\npublic class Customer {\n}\n'),
        ("src/Db.cs", "  public DbSet<Employee> Employees { get; set; }\n"),
        ("app/Models/User.php", "<?php\nclass User extends Authenticatable\n{\n}\n"),
        ("src/user.js", 'module.exports = mongoose.model("User", schema);\n'),
        ("src/user.ts", "@Entity({ name: 'u' })\nexport class UserEntity {\n}\n"),
        ("model/user.go", 'package model\n\ntype User struct {\n\tEmail string `gorm:"column:email"`\n}\n'),
        ("lib/shop/user.ex", '  schema "users" do\n'),
        ("src/user.rs", "#[derive(Queryable, FromRow)]\npub struct User {\n    id: i32,\n}\n"),
        ("infra/main.tf", 'resource "aws_cognito_user_pool" "people" {\n}\n'),
    ],
)
def test_a_table_or_entity_of_people_is_found(path: str, text: str) -> None:
    """Whatever the tool, what holds people is known by its name and by what makes it a record."""
    assert [path] == [place.path for place in people_kept(repo_of({path: text}))]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("db/schema.sql", "CREATE TABLE role_users (id int);\n"),
        ("db/schema.sql", "CREATE TABLE user_operations (id int);\n"),
        ("db/schema.sql", "CREATE TABLE accounts (\n  id int,\n  balance numeric\n);\n"),
        ("app/models.py", "class UserOperation(models.Model):\n    pass\n"),
        ("app/schemas.py", "class User(BaseModel):\n    name: str\n"),
        ("model/user.go", "package model\n\ntype User struct {\n\tName string\n}\n"),
        ("src/Db.cs", "  public DbSet<Order> Orders { get; set; }\n"),
        ("tests/test_user.py", "class User(Base):\n    pass\n"),
        ("node_modules/orm/user.js", 'mongoose.model("User", schema);\n'),
    ],
)
def test_what_only_sounds_like_people_is_none(path: str, text: str) -> None:
    """Joins, ledgers, operations, messages without a table, tests and the code of others keep no people."""
    assert people_kept(repo_of({path: text})) == ()


def test_the_users_of_django_count_where_no_model_is_found() -> None:
    """A project that only uses `django.contrib.auth` keeps people as well; its own model is the better place."""
    used = {"shop/orders.py": "from django.contrib.auth.models import User\n"}
    own = {"shop/models.py": "class Customer(models.Model):\n    pass\n"}

    assert [place.path for place in people_kept(repo_of(used))] == ["shop/orders.py"]
    assert [place.path for place in people_kept(repo_of(used | own))] == ["shop/models.py"]


@pytest.mark.parametrize(
    ("path", "text", "note"),
    [
        ("a.js", 'const router = require("express").Router();\nrouter.delete("/users/me", handler);\n', "DELETE /users/me"),
        ("a.js", 'const router = require("express").Router();\nrouter.post("/account/delete", handler);\n', "POST /account/delete"),
        ("a.py", "def delete_account(user):\n    user.delete()\n", "deletes the account of the person who asks"),
        ("a.py", "def anonymize_user(user):\n    user.email = ''\n", "erases or anonymises personal data"),
        ("A.cs", "  public async Task DeletePersonalDataAsync()\n  {\n  }\n", "deletes the account of the person who asks"),
        ("user.rb", "class User\n  devise :database_authenticatable, :registerable\nend\n",
         "lets people delete their registration (Devise)"),
        ("jobs/purge_inactive_users.py", "run()\n", "erases the data of people by a job"),
    ],
)  # fmt: skip
def test_an_erasure_is_named(path: str, text: str, note: str) -> None:
    """A person's own route, the function behind it, and the job each count as what they are."""
    assert [note] == [place.note for place in erasures(repo_of({path: text}))]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.js", 'const router = require("express").Router();\nrouter.delete("/users/:id", handler);\n'),
        ("a.js", 'const router = require("express").Router();\nrouter.delete("/stores/:id/me", handler);\n'),
        ("a.js", 'const router = require("express").Router();\nrouter.get("/users/me", handler);\n'),
        ("a.js", 'const router = require("express").Router();\nrouter.post("/users/:id/delete-account", handler);\n'),
        ("a.py", "def delete_account(user):\n    user.is_active = False\n    user.save()\n"),
        ("a.py", "def delete_me(user):\n    user.deleted_at = now()\n"),
        ("a.py", "def delete_accounting_entry(entry):\n    entry.delete()\n"),
        ("web/Account.tsx", "export async function deleteAccount() {\n  await api.delete();\n}\n"),
        ("tests/test_a.py", "def anonymize_user(user):\n    pass\n"),
    ],
)
def test_what_erases_nothing_is_no_erasure(path: str, text: str) -> None:
    """Management by others, leaving a store, marks that keep the row, pages and tests erase nobody's data."""
    assert erasures(repo_of({path: text})) == ()


def test_a_written_policy_must_say_what_happens() -> None:
    """A heading alone is no policy; sentences on how long the data of people is kept are one."""
    said = (
        "# Data retention\n\nPersonal data of customers is deleted thirty days after they close their account. Invoices are kept for ten "
        "years, as the law demands, and are anonymised afterwards by a nightly job.\n"
    )
    empty = "# Data retention\n\nTo be written.\n"

    assert [place.path for place in erasures(repo_of({"docs/privacy.md": said}))] == ["docs/privacy.md"]
    assert erasures(repo_of({"docs/privacy.md": empty})) == ()

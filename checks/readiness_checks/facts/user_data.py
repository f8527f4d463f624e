"""Where a repository keeps records of people, and where it erases them or writes down how long it keeps them."""

from __future__ import annotations

from functools import partial

from readiness.classify import BACKEND_LANGUAGES
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.declared_routes import declared_routes
from readiness_checks.facts.guides import guides
from readiness_checks.facts.place import Place

_WHOSE = ("App", "Application", "Custom", "Site", "Core")
_PERSON = ("User", "Customer", "Member", "Patient", "Person", "Employee", "Subscriber", "Contact", "Owner", "Guest", "Student", "Donor")
_PEOPLE = rf"(?:{'|'.join(_WHOSE)})?(?:{'|'.join(_PERSON)})"
# what is added to the name of a person's record; a `UserOperation` is no person
_RECORD = r"(?:Entity|Model|Profile|Account|Record|Document|Table|Schema|Details?|In_?DB|D[Bb]|ORM|s)?"
_TABLES = (
    r"(?!(?:role|team|group|org|perm|event|chat|room|job|post|tag)s?_)(?:app_|auth_)?"
    r"(?:(?:[a-z]{1,5}_)?users?_?|customers?|members?|patients?|people|persons?|employees?|subscribers?|contacts?|owners?|guests?|students?)"
)
_SCRIPTS = ("javascript", "typescript")
_JVM = ("java", "kotlin", "scala", "groovy")
_code = partial(Pattern, roles=("source", "configuration", "data"))

# A table, model or entity that holds people, whatever the tool.
_RECORDS: dict[str, Pattern] = {
    "sql": _code(
        ("CREATE TABLE", "create table", "Create Table"),
        rf"(?i)\bcreate table (?:if not exists )?[`\"\[]?(?:\w{{1,40}}[\"`\]]?\.[\"`\[]?)?{_TABLES}[`\"\]]?\s*\(",
        suffixes=(".sql",), lines=2,
    ),
    "sql in code": _code(
        ("CREATE TABLE", "create table"),
        rf"(?i)\bcreate table (?:if not exists )?[`\"\[\\]{{0,2}}(?:\w{{1,40}}[\"`\]]?\.[\"`\[]?)?{_TABLES}[`\"\]\\]{{0,2}}\s*\(",
        languages=("python", "go", "java", "kotlin", "csharp", "php", "rust", "elixir", *_SCRIPTS), lines=2,
    ),
    # accounts are those of a ledger as often as those of people
    "sql of accounts": _code(
        ("CREATE TABLE", "create table", "Create Table"),
        r"(?i)\bcreate table (?:if not exists )?[`\"\[\\]{0,2}(?:\w{1,40}[\"`\]]?\.[\"`\[]?)?accounts?[`\"\]\\]{0,2}\s*"
        r"\([^;]{0,600}?\be?mail",
        suffixes=(".sql",), languages=("python", "go", *_SCRIPTS), lines=12,
    ),
    "prisma": _code(("model ",), rf"^model {_PEOPLE}s? \{{", suffixes=(".prisma",)),
    "rails": _code(("create_table",), rf"\bcreate_table\s*\(?\s*[:\"']{_TABLES}\b", languages=("ruby",)),
    "python": _code(
        tuple(f"class {own}{person}" for own in ("", *_WHOSE) for person in _PERSON),
        rf"^class {_PEOPLE}{_RECORD}\([^)\n]{{0,100}}(?:\bModel\b|AbstractUser"
        r"|AbstractBaseUser|Base\b|SQLModel|Document|UserMixin)",
        languages=("python",),
    ),
    "jvm": _code(
        ("@Entity", "@Document", "@Table"),
        rf"@(?:Entity|Document|Table)\b[\s\S]{{0,300}}?\bclass {_PEOPLE}\b",
        languages=_JVM, lines=8,
    ),
    "dotnet": _code(("DbSet<", "IdentityDbContext<"), rf"\bDbSet<{_PEOPLE}>|:\s*IdentityDbContext<", languages=("csharp",)),
    "php": _code(
        ("extends Authenticatable", "Schema::create(", "implements UserInterface"),
        rf"\bclass {_PEOPLE}\s+extends\s+(?:\w+\\)*Authenticatable|Schema::create\([\"']{_TABLES}[\"']"
        rf"|\bclass {_PEOPLE}\b[^\n]{{0,120}}UserInterface",
        languages=("php",),
    ),
    "node": _code(
        ("mongoose.model(", "define(", "Table(", "createTable(", "@Entity("),
        rf"\bmongoose\.model\([\"']{_PEOPLE}[\"']|\.define\([\"']{_PEOPLE}s?[\"']|\b(?:pg|mysql|sqlite)Table\([\"']{_TABLES}[\"']"
        rf"|\bcreateTable\(\s{{0,40}}[\"']{_TABLES}[\"']|@Entity\([^)]{{0,120}}\)\s*export class {_PEOPLE}{_RECORD}\b",
        languages=_SCRIPTS, lines=6,
    ),
    "go": _code(
        (" struct {",),
        rf"^type {_PEOPLE}(?:Model)? struct \{{[\s\S]{{0,1200}}?(?:gorm|db|bson|bun|xorm|pg|sql):\"[^\"\n]{{0,60}}mail",
        languages=("go",), lines=30,
    ),
    "cognito": _code(
        ("AWS::Cognito::UserPool", "aws_cognito_user_pool"), r"AWS::Cognito::UserPool\s*$|\"aws_cognito_user_pool\"",
        suffixes=(".yaml", ".yml", ".json", ".tf"),
    ),
    "elixir": _code(('schema "',), rf"^\s*schema \"{_TABLES}\" do", languages=("elixir",)),
    "rust": _code(
        ("FromRow", "diesel(table_name", "table_name ="),
        rf"(?:FromRow|table_name)[\s\S]{{0,200}}?\bpub struct {_PEOPLE}\b",
        languages=("rust",), lines=6,
    ),
}  # fmt: skip
# Django's own users exist in every project with an admin site; they are people of the service where its code speaks of them.
_DJANGO_USERS = _code(
    ("AUTH_USER_MODEL", "get_user_model(", "django.contrib.auth.models", "UserCreationForm"),
    r"\bAUTH_USER_MODEL\b|\bget_user_model\(|\bdjango\.contrib\.auth\.models\s+import\b[^\n]{0,80}\bUser\b|\bUserCreationForm\b",
    code=True,
    languages=("python",),
)  # fmt: skip
# Only what a person asks for, or a job does, to their own record: an administrator's DELETE of any user is management, no erasure.
_WHERE = r"^/?(?:api/)?(?:v\d+/)?(?:(?:users?|accounts?|auth|customers?|members?|profiles?)/)?"
_OWN = Regex(
    _WHERE + r"(?:me|self|account|profile|my-?account|current_?user)/?$"
    r"|^/?(?:[\w.-]+/){1,4}(?:users?|accounts?|customers?)/(?:me|self|current)/?$"
)
_CLOSE = Regex(
    r"(?:^|/)(?:delete|close|erase|cancel|remove|destroy)[-_]?(?:my[-_]?|own[-_]?)?(?:account|me|profile|personal[-_]?data)/?$"
    r"|(?:^|/)(?:account|me|profile)/(?:delete|close|erase|cancel|remove|destroy)/?$"
)
_ERASE = Regex(r"\bgdpr\b|erasure|right-to-be-forgotten")
# `DELETE /stores/{id}/me` leaves a store
_OF_ANOTHER = Regex(r"[{<*]|(?:^|/):")
_JOBS = tuple(
    f"{verb}{middle}{noun}.*"
    for verb in ("prune", "purge", "erase", "anonymize", "anonymise", "wipe")
    for middle in ("*", "")
    for noun in ("users", "user", "accounts", "personal*data")
)
_ERASURES: dict[str, Pattern] = {
    "deletes the account of the person who asks": Pattern(
        (
            "eleteAccount", "elete_account", "loseAccount", "lose_account", "ancelAccount", "ancel_account", "raseAccount", "rase_account",
            "eleteMyAccount", "elete_my_account", "eletePersonalData", "accountDeletion(", "eleteOwnAccount", "AccountDelete",
            "elete_user_me",
            "deleteMe", "delete_me", "eleteSelf", "elete_self", "eleteOwnUser",
        ),
        r"\b(?:def|fn|func|function|class|async|public|suspend fun|fun|void|Task(?:<\w+>)?)\s+(?:\([^)\n]{0,60}\)\s*)?(?:handle_?)?"
        r"(?:[dD]elete|[cC]lose|[cC]ancel|[eE]rase)_?(?:[mM]y_?|[oO]wn_?)?(?:[aA]ccount|PersonalData|[uU]ser_me|[mM]e|[sS]elf|OwnUser|wnUser)"
        r"(?:Controller|Service|Action|Handler|Command|Async|UseCase|Model)?\b|\bclass AccountDelete\b|Features::accountDeletion\(\)",
        languages=tuple(sorted(BACKEND_LANGUAGES)), roles=("source",),
    ),
    "lets people delete their registration (Devise)": Pattern(
        (":registerable",), r"^\s*devise\b[^#\n]{0,300}:registerable", languages=("ruby",), roles=("source",), lines=3
    ),
    "erases or anonymises personal data": Pattern(
        (
            "nonymi", "gdpr", "Gdpr", "GDPR", "privacy_wipe", "purge_", "purgeU", "PurgeU", "purgeD", "PurgeD", "prune_", "pruneU",
            "erase_", "eraseU", "EraseU", "wipe_", "wipeU", "wipeS", "WipeU", "WipeS", "forget_", "forgetU",
        ),
        r"(?i)\b(?:def|fn|func|function|class|task|async|public|fun|void|Task)\s+:?(?:\([^)\n]{0,60}\)\s*)?(?:\w{0,20}_?)?(?:anonymi[sz]e_?(?:user|account|customer|person)"
        r"|gdpr_?(?:erase|delete|purge|forget|wipe)|(?:erase|forget|purge|prune|wipe)_?(?:deleted_?|inactive_?|expired_?|stale_?|old_?)?(?:users?|accounts?|customers?|subscribers?|contacts?|patients?|personal_?data)(?:_?data)?\b"
        r"|privacy_wipe)",
        languages=tuple(sorted(BACKEND_LANGUAGES)), suffixes=(".rake",), roles=("source",),
    ),
}  # fmt: skip
_SOFT = Regex(r"(?i)soft_?delete|soft_?remove|deleted_?at\s*=|is_?deleted\s*=\s*true|is_?active\s*=\s*false")
# a session that ends, or a record that the caller names: neither is the caller's own
_OTHER = Regex(r"(?i)log_?out|sign_?out|@Param\(|@PathVariable")
_PAGES = (".tsx", ".jsx", ".vue", ".svelte")
TOPIC = Regex(
    r"(?i)\b(?:data[ -]retention|retention[ -](?:policy|of)|gdpr|privacy(?:[ -]policy)?|data[ -](?:deletion|erasure|protection)"
    r"|right to (?:be forgotten|erasure)|account deletion|personal data)\b"
)
_SAID = Regex(
    r"(?i)\b(?:delet|eras|purg|anonymi|retain|retention|remov)\w{0,8}\b[\s\S]{0,400}\b(?:users?|customers?|personal|accounts?|members?|people|subjects?|patients?)\b"
    r"|\b(?:users?|customers?|personal|accounts?|members?|people|subjects?|patients?)\b[\s\S]{0,400}\b(?:delet|eras|purg|anonymi|retain|retention|remov)\w{0,8}\b"
)


@fact
def people_kept(repo: Repo) -> tuple[Place, ...]:
    """Where records of people are declared: tables, models and entities, by place; else where the code uses those of its framework."""
    found = {
        hit.path: Place("keeps records of people", hit.path, hit.line)
        for pattern in _RECORDS.values()
        for hit in reversed(repo.hits(pattern))
        if _counts(repo, hit)
    }
    used = [Place("keeps records of people", hit.path, hit.line) for hit in repo.hits(_DJANGO_USERS) if _counts(repo, hit)]
    return tuple(found[path] for path in sorted(found)) or tuple(used)


@fact
def erasures(repo: Repo) -> tuple[Place, ...]:
    """Where the data of people is erased at their own wish or by a job, and the documents that say how long it is kept, by place."""
    found = [
        Place(f"{route.method or 'ANY'} {route.path}", route.file, route.line)
        for route in declared_routes(repo)
        if _erases(route.method, route.path)
    ]
    found.extend(Place(note, hit.path, hit.line) for note, pattern in _ERASURES.items() for hit in repo.hits(pattern))
    found.extend(Place("erases the data of people by a job", file.path, 1) for file in repo.named(*_JOBS) if file.role == "source")
    hard = [place for place in found if not place.path.endswith(_PAGES) and not _keeps(repo, place)]
    written = [
        Place(f"{guide.title}: says what happens to the data of people", guide.path, guide.line)
        for guide in guides(repo, TOPIC)
        if guide.words >= 25 and _SAID.search(guide.text[:20_000])
    ]
    return tuple(sorted({*hard, *written}, key=lambda place: (place.path, place.line, place.note)))


def _erases(method: str, path: str) -> bool:
    """Whether a route erases the record of the person who calls it."""
    if method in ("DELETE", "POST", "") and _ERASE.search(path):
        return True
    if _OF_ANOTHER.search(path):
        return False
    return (method == "DELETE" and _OWN.search(path) is not None) or (method in ("DELETE", "POST", "") and _CLOSE.search(path) is not None)


def _counts(repo: Repo, hit: Hit) -> bool:
    file = repo.file(hit.path)
    return file is not None and file.own


def _keeps(repo: Repo, place: Place) -> bool:
    """Whether the lines that follow only mark the record as deleted, or end a session: that is no erasure."""
    lines = repo.text(place.path).split("\n")[place.line - 1 : place.line + 25]
    return _OTHER.search("\n".join(lines[:3])) is not None or _SOFT.search("\n".join(lines)) is not None

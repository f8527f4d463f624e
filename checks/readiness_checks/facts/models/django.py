"""Django's models against the state that the migrations of their apps leave, as its own `makemigrations --check` compares them."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.expressions import Call, Name, literal
from readiness_checks.facts.migrating import MigrationSet
from readiness_checks.facts.migrating.django_changes import History, django_history
from readiness_checks.facts.migrating.django_fields import CONCRETE
from readiness_checks.facts.models import Compared, Missing
from readiness_checks.facts.models.classes import Assigned, PythonClass, classes_of, imported_from

ABSTRACT = Pattern(literals=("abstract = True", "abstract=True"), languages=("python",), once=True)
_DJANGO_MODELS = Regex(r"(?m)^\s*(?:from django(?:\.contrib\.gis)?\.db import [^\n]*\bmodels\b|import django\.db\.models as models)")
_MAX_BASES = 40


def compared_django(repo: Repo, made: MigrationSet) -> Compared | None:
    """The models of the app whose migrations these are; None where it has none that can be read."""
    app = made.folder.rpartition("/")[0]
    history = django_history(repo, made)
    models = tables = columns = 0
    missing: list[Missing] = []
    for path in _modules(repo, app):
        for model in classes_of(repo, path):
            kind = _kind(repo, model)
            if kind == "other" or literal(model.meta.get("app_label", app.rpartition("/")[2])).lower() != app.rpartition("/")[2].lower():
                continue
            models += 1
            state = history.models.get(model.name.lower())
            if state is None:
                if kind == "model" and _loaded(repo, app, path):
                    missing.append(Missing(f"no migration creates the model `{model.name}`", path, model.line))
                continue
            tables += 1
            if state.open or not state.managed:
                continue
            for field in _fields(repo, model):
                columns += 1
                if field.name.lower() not in state.fields:
                    missing.append(Missing(f"no migration adds `{model.name}.{field.name}`", model.path, field.line))
    if not tables and not missing:
        return None
    return Compared(made.counted, made.path, tables, columns, tuple(missing), _doubt(history, made))


def _doubt(history: History, made: MigrationSet) -> str:
    return f"operations of its own in {made.folder} cannot be read" if history.unread else ""


def _modules(repo: Repo, app: str) -> list[str]:
    prefix = f"{app}/" if app else ""
    found = [file.path for file in repo.named("models.py", "*.py") if file.own and file.path.startswith(f"{prefix}models")]
    return sorted(path for path in found if path == f"{prefix}models.py" or path.startswith(f"{prefix}models/"))


def _loaded(repo: Repo, app: str, path: str) -> bool:
    """Whether a module of models is imported with the app: `models.py` is, one of a package where its `__init__.py` names it."""
    package = f"{app}/models" if app else "models"
    if not path.startswith(package + "/"):
        return True
    parts = path.removeprefix(package + "/").removesuffix(".py").split("/")
    return path.endswith("/__init__.py") or parts[-1] in repo.text(f"{package}/__init__.py")


def _kind(repo: Repo, model: PythonClass) -> str:
    """`model` for a class that certainly has a table of its own, `perhaps` for one whose bases are not all known, else `other`."""
    metas = [model.meta, *_metas(repo, model)]
    if model.meta.get("abstract") is True or any(meta.get("proxy") is True or meta.get("managed") is False for meta in metas):
        return "other"
    if (
        model.keywords
        or "abstract" in model.meta
        or any("Meta" in base for base in model.meta_bases if _meta_owner(repo, model, base) is None)
    ):
        return "perhaps"
    return "model" if _derives(repo, model) else "perhaps"


def _metas(repo: Repo, model: PythonClass) -> Iterator[dict[str, object]]:
    for base in model.meta_bases:
        owner = _meta_owner(repo, model, base)
        if owner is not None:
            yield dict(owner.meta)


def _meta_owner(repo: Repo, model: PythonClass, base: str) -> PythonClass | None:
    return resolved(repo, model.path, base.removesuffix(".Meta"))


def _derives(repo: Repo, model: PythonClass) -> bool:
    """Whether a class certainly derives from `django.db.models.Model`."""
    pending, seen = [model], {(model.path, model.name)}
    for _ in range(_MAX_BASES):
        if not pending:
            return False
        current = pending.pop()
        for base in current.bases:
            if base in ("models.Model", "Model") and _is_django(repo, current.path, base):
                return True
            parent = resolved(repo, current.path, base)
            if parent is not None and (parent.path, parent.name) not in seen:
                seen.add((parent.path, parent.name))
                pending.append(parent)
    return False


def _is_django(repo: Repo, path: str, name: str) -> bool:
    if name.startswith("models."):
        return _has_django_models(repo, path)
    return imported_from(repo, path).get(name, "").startswith("django.")


@fact
def _has_django_models(repo: Repo, path: str) -> bool:
    return _DJANGO_MODELS.search(repo.text(path)) is not None


def _fields(repo: Repo, model: PythonClass) -> Iterator[Assigned]:
    """The fields that a model declares itself or takes from abstract models that can be read; the nearest declaration of a name holds."""
    seen: set[str] = set()
    pending, visited = [model], {(model.path, model.name)}
    for _ in range(_MAX_BASES):
        if not pending:
            return
        current = pending.pop(0)
        for each in current.assigned:
            if each.name not in seen:
                seen.add(each.name)
                if _is_field(repo, current.path, each):
                    yield each
        for base in current.bases:
            parent = resolved(repo, current.path, base)
            if parent is None or (parent.path, parent.name) in visited:
                continue
            visited.add((parent.path, parent.name))
            if parent.meta.get("abstract") is True and _derives(repo, parent):
                pending.append(parent)
            else:
                # a parent with a table of its own keeps its fields; what it declares is not declared again here
                seen.update(each.name for each in parent.assigned)


def _is_field(repo: Repo, path: str, assigned: Assigned) -> bool:
    call = assigned.value
    if not isinstance(call, Call) or call.name not in CONCRETE:
        return False
    if isinstance(call.on, Name):
        return call.on.text == "models" and _is_django(repo, path, "models.Model")
    return call.on is None and _is_django(repo, path, call.name)


def resolved(repo: Repo, path: str, name: str) -> PythonClass | None:
    """The class of the repository that a base names: of the same module, else the one of that name that its import can mean."""
    last = name.rpartition(".")[2]
    own = [each for each in classes_of(repo, path) if each.name == last]
    if own:
        return own[0] if len(own) == 1 and "." not in name else None
    candidates = _candidates(repo).get(last, ())
    module = imported_from(repo, path).get(name.partition(".")[0], "").lstrip(".")
    parts = module.split(".")[:-1]
    if not module or not candidates:
        return None
    near = [each for each in candidates if not parts or parts[-1] in each.path.replace(".py", "").split("/")]
    return near[0] if len(near) == 1 else candidates[0] if len(candidates) == 1 else None


@fact
def _candidates(repo: Repo) -> dict[str, tuple[PythonClass, ...]]:
    """The classes of modules that declare models, by name."""
    paths = {hit.path for hit in repo.hits(ABSTRACT)}
    paths |= {file.path for file in repo.named("models.py", "**/models/*.py", "**/models/**/*.py") if file.own}
    found: dict[str, list[PythonClass]] = {}
    for path in sorted(paths):
        for each in classes_of(repo, path):
            found.setdefault(each.name, []).append(each)
    return {name: tuple(each) for name, each in found.items()}

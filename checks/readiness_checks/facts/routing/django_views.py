"""Which methods the views and viewsets of Django and Django REST framework answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from readiness.repo import Repo, fact
from readiness_checks.facts.routing.python_expressions import Call, Expr, Flag, Listing, Name, Table, Text
from readiness_checks.facts.routing.python_names import Known, Place, known
from readiness_checks.facts.routing.python_outline import Defined, outline

MAX_CLASSES = 60  # that one view inherits from
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
ACTIONS = {"list": "GET", "create": "POST", "retrieve": "GET", "update": "PUT", "partial_update": "PATCH", "destroy": "DELETE"}
_VIEWSETS = {
    "ModelViewSet": frozenset(ACTIONS),
    "ReadOnlyModelViewSet": frozenset({"list", "retrieve"}),
    "ListModelMixin": frozenset({"list"}),
    "CreateModelMixin": frozenset({"create"}),
    "RetrieveModelMixin": frozenset({"retrieve"}),
    "UpdateModelMixin": frozenset({"update", "partial_update"}),
    "DestroyModelMixin": frozenset({"destroy"}),
    "NestedViewSetMixin": frozenset[str](),
}
_VIEWS = {
    "ListAPIView": "GET",
    "CreateAPIView": "POST",
    "RetrieveAPIView": "GET",
    "DestroyAPIView": "DELETE",
    "UpdateAPIView": "PUT PATCH",
    "ListCreateAPIView": "GET POST",
    "RetrieveUpdateAPIView": "GET PUT PATCH",
    "RetrieveDestroyAPIView": "GET DELETE",
    "RetrieveUpdateDestroyAPIView": "GET PUT PATCH DELETE",
    "ObtainAuthToken": "POST",
    "TokenObtainPairView": "POST",
    "TokenRefreshView": "POST",
    "TokenVerifyView": "POST",
}
_PAGES = {
    "TemplateView": "GET",
    "ListView": "GET",
    "DetailView": "GET",
    "FormView": "GET POST",
    "CreateView": "GET POST",
    "UpdateView": "GET POST",
    "DeleteView": "GET POST",
    "RedirectView": "",
    "ArchiveIndexView": "GET",
    "LoginView": "GET POST",
    "LogoutView": "POST",
}
# classes that answer nothing by themselves
_BARE = frozenset(
    """
    object View APIView GenericAPIView GenericViewSet ViewSet ViewSetMixin LoginRequiredMixin PermissionRequiredMixin UserPassesTestMixin
    AccessMixin SuccessMessageMixin ContextMixin Generic ABC Protocol
    """.split()
)


@dataclass(frozen=True, slots=True)
class Action:
    """An extra action of a viewset: its methods, the path below the viewset's own, and whether below one of its items."""

    methods: tuple[str, ...]
    path: str
    detail: bool
    file: str
    line: int


@dataclass(slots=True)
class View:
    """What a view answers. `actions` are the standard ones of a viewset; `certain` is false where a base is not known.

    `page` says that it renders a page, `excluded` that it keeps itself out of the API's description.
    """

    methods: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)
    extra: list[Action] = field(default_factory=list)
    certain: bool = True
    page: bool = False
    excluded: bool = False
    only: tuple[str, ...] = ()


@fact
def view_at(repo: Repo, place: Place) -> View:
    """What the class or function of a name answers; uncertain where the name is not known."""
    found = known(repo, place)
    if found is None or not isinstance(found.what, Defined):
        return _library(place.name.rpartition(".")[2])
    if found.what.kind == "function":
        return _function(found.what)
    return _class(repo, found)


def _library(name: str) -> View:
    if name in _VIEWS:
        return View(set(_VIEWS[name].split()))
    if name in _PAGES:
        return View(set(_PAGES[name].split()), page=True, certain=bool(_PAGES[name]))
    if name in _VIEWSETS:
        return View(actions=set(_VIEWSETS[name]))
    return View(certain=name in _BARE)


def _function(function: Defined) -> View:
    """A function's methods are those that a decorator lets through."""
    for decorator in function.decorators:
        name = decorator.method if isinstance(decorator, Call) else decorator.dotted if isinstance(decorator, Name) else ""
        name = name.rpartition(".")[2]
        if name in ("api_view", "require_http_methods"):
            given = decorator.given(0, "http_method_names") if isinstance(decorator, Call) else None
            return View(set(_names(given)) or {"GET"}, excluded=_excluded(function.decorators))
        if name in ("require_POST", "require_GET", "require_safe"):
            return View({"POST" if name == "require_POST" else "GET"})
    return View(certain=False)


def _excluded(decorators: tuple[Expr, ...]) -> bool:
    for decorator in decorators:
        if isinstance(decorator, Call) and decorator.method in ("extend_schema", "swagger_auto_schema"):
            value = decorator.keyword("exclude") or decorator.keyword("auto_schema")
            if (isinstance(value, Flag) and value.value) or (value is not None and not isinstance(value, (Flag, Name, Call))):
                return True
    return False


def _names(value: Expr | None) -> tuple[str, ...]:
    items = value.items if isinstance(value, Listing) else ()
    return tuple(item.value.upper() for item in items if isinstance(item, Text))


def _class(repo: Repo, found: Known) -> View:
    """A class with all that it inherits, the nearest first."""
    view = View()
    pending: list[Known] = [found]
    seen: set[tuple[str, str]] = set()
    while pending:
        each = pending.pop(0)
        what = each.what
        if not isinstance(what, Defined) or (each.path, what.inner) in seen or len(seen) > MAX_CLASSES:
            continue
        seen.add((each.path, what.inner))
        _own(repo, each.path, what, view)
        for base in what.bases:
            name = base.dotted if isinstance(base, Name) else ""
            above = known(repo, Place(each.path, what.scope, name)) if name else None
            if above is not None and isinstance(above.what, Defined):
                pending.append(above)
            elif name:
                inherited = _library(name.rpartition(".")[2])
                view.methods |= inherited.methods
                view.actions |= inherited.actions
                view.page = view.page or inherited.page
                view.certain = view.certain and (inherited.certain or name.endswith("Mixin"))
            elif isinstance(base, Call):
                view.certain = False  # made at run time
    if view.only:
        view.methods &= set(view.only)
        view.actions = {action for action in view.actions if ACTIONS[action] in view.only}
    return view


def _own(repo: Repo, path: str, what: Defined, view: View) -> None:
    """What a class says of itself."""
    made = outline(repo, path)
    if made is None:
        return
    view.excluded = view.excluded or _excluded(what.decorators)
    for assigned in made.assigned:
        if assigned.scope == what.inner and assigned.name == "http_method_names" and not view.only:
            view.only = _names(assigned.value) or view.only
    extra = {action.path for action in view.extra}
    for each in made.defined:
        if each.scope != what.inner or each.kind != "function":
            continue
        if each.name in _VERBS:
            view.methods.add(each.name.upper())
        elif each.name in ACTIONS:
            view.actions.add(each.name)
        for action in _actions(path, each):
            if action.path not in extra or "mapping" in action.path:
                view.extra.append(action)


def _actions(path: str, function: Defined) -> list[Action]:
    """`@action(detail=True, methods=["post"], url_path="cancel")`, and the older `@detail_route`, `@list_route`."""
    found = []
    for decorator in function.decorators:
        if not isinstance(decorator, Call) or decorator.method not in ("action", "detail_route", "list_route"):
            continue
        detail = decorator.given(0, "detail")
        below = decorator.method == "detail_route" or (isinstance(detail, Flag) and detail.value)
        spelt = decorator.keyword("url_path")
        name = spelt.value if isinstance(spelt, Text) else function.name if spelt is None else "{?}"
        given = decorator.keyword("methods")
        methods = (_names(given) or ("",)) if given is not None else ("GET",)
        found.append(Action(methods, name, below, path, decorator.line))
    return found


def mapped(call: Call) -> tuple[str, ...]:
    """The methods of `ViewSet.as_view({"get": "list"})`, () where it is given no table."""
    table = call.given(0, "actions")
    return tuple(key.upper() for key, _ in table.entries) if isinstance(table, Table) else ()

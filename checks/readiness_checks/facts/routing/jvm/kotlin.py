"""Kotlin files read into types, annotations and constants, word by word; bodies of functions are skipped."""

from __future__ import annotations

from dataclasses import dataclass, field

from readiness_checks.facts.routing.jvm import Annotation, Method, Type, Unit, Value
from readiness_checks.facts.routing.jvm.kotlin_values import arguments_of, value_of
from readiness_checks.facts.routing.jvm.kotlin_words import Source, Word, source_of

_TYPES = ("class", "interface", "object")
_MODIFIERS = frozenset(
    "public private protected internal open abstract final sealed data inline value annotation enum inner companion override suspend "
    "lateinit const operator infix tailrec external actual expect fun".split()
)
_STARTS = _MODIFIERS | frozenset(("class", "interface", "object", "val", "var", "typealias", "init", "constructor", "@", "}"))
# after these an expression goes on, on the next line
_UNFINISHED = frozenset("= + - * / % & | , : < ? ! . -> :: ?. else return".split())
_GOING_ON = frozenset(". ?. ? + - * / & | else catch finally".split())


@dataclass(slots=True)
class _Scope:
    """A type under construction, or the file itself."""

    name: str
    line: int = 0
    kind: str = "class"
    modifiers: frozenset[str] = frozenset()
    annotations: tuple[Annotation, ...] = ()
    supers: tuple[str, ...] = ()
    methods: list[Method] = field(default_factory=list)
    constants: list[tuple[str, Value]] = field(default_factory=list)


def kotlin_unit(path: str, text: str) -> Unit:
    """What one Kotlin file declares."""
    return _Reader(path, source_of(text)).unit()


class _Reader:
    def __init__(self, path: str, source: Source) -> None:
        self._path, self._source = path, source
        self._package = ""
        self._imports: list[str] = []
        self._types: list[Type] = []
        self._open = [_Scope("")]
        self._annotations: list[Annotation] = []
        self._modifiers: set[str] = set()

    def unit(self) -> Unit:
        at = 0
        while True:
            word = self._source.word(at)
            if word.kind == "end":
                break
            at = self._declaration(word)
        while len(self._open) > 1:
            self._close()
        top = self._open[0]
        return Unit(self._path, self._package, tuple(self._imports), tuple(self._types), tuple(top.constants), True)

    def _declaration(self, word: Word) -> int:
        """Read what a word begins; the offset after it."""
        text = word.text
        if word.kind == "mark":
            if text == "@":
                return self._annotation(word)
            if text == "}":
                self._close()
                return word.end
            return self._source.closed(word.start) if text in "{([" else word.end
        if word.kind == "word":
            if text in ("package", "import"):
                return self._header(word)
            if text in _TYPES and self._source.word(word.end).text != ":":
                return self._type(word)
            if text == "fun" and self._source.word(word.end).text != "interface":
                return self._function(word)
            if text in ("val", "var"):
                return self._property(word)
            if text in _MODIFIERS:
                self._modifiers.add(text)
                return word.end
        self._forget()
        return word.end

    def _forget(self) -> None:
        self._annotations, self._modifiers = [], set()

    def _header(self, word: Word) -> int:
        end = self._source.text.find("\n", word.end)
        end = len(self._source.text) if end < 0 else end
        name = "".join(self._source.text[word.end : end].partition("//")[0].partition(" as ")[0].replace(";", "").split())
        if word.text == "package":
            self._package = name
        else:
            self._imports.append(name)
        return end

    def _annotation(self, mark: Word) -> int:
        word = self._source.word(mark.end)
        at = word.end
        if self._source.text[at : at + 1] == ":":  # of the file, a parameter, a field
            word = self._source.word(at + 1)
            at = word.end
        while self._source.text[at : at + 1] == ".":
            word = self._source.word(at + 1)
            at = word.end
        if self._source.text[at : at + 1] == "<":
            at = self._source.text.find(">", at) + 1 or at
        arguments: tuple[tuple[str, tuple[Value, ...]], ...] = ()
        if self._source.text[at : at + 1] == "(":
            end = self._source.closed(at)
            arguments = arguments_of(self._source.words(at + 1, end - 1))
            at = end
        self._annotations.append(Annotation(word.text, self._source.line(mark.start), arguments))
        return at

    def _type(self, word: Word) -> int:
        name = self._source.word(word.end)
        companion = word.text == "object" and "companion" in self._modifiers
        at, simple = (word.end, "Companion") if companion and name.text in ("{", ":") else (name.end, name.text)
        kind = "annotation" if "annotation" in self._modifiers else word.text
        made = _Scope(simple, self._source.line(word.start), kind, frozenset(self._modifiers), tuple(self._annotations))
        self._forget()
        at, supers = self._heritage(at)
        made.supers = supers
        self._open.append(made)
        following = self._source.word(at)
        if following.text == "{":
            return following.end
        self._close()
        return at

    def _heritage(self, at: int) -> tuple[int, tuple[str, ...]]:
        """The names of the types above, and the offset where the body begins or the declaration ends."""
        supers: list[str] = []
        named = False
        while True:
            word = self._source.word(at)
            if word.kind == "end" or word.text in ("{", "}"):
                return word.start, tuple(supers)
            if word.text in "([":
                at = self._source.closed(word.start)
                continue
            if word.text == "<":
                at = self._angles(word.start)
                continue
            if word.first and word.text in _STARTS and word.text not in ("constructor", "@", "private", "internal", "protected"):
                return word.start, tuple(supers)
            if word.text == ":":
                named = True
                at, name = self._dotted(word.end)
                supers.append(name)
                continue
            if word.text == "," and named:
                at, name = self._dotted(word.end)
                supers.append(name)
                continue
            at = word.end

    def _dotted(self, at: int) -> tuple[int, str]:
        word = self._source.word(at)
        name = word.text
        while self._source.text[word.end : word.end + 1] == ".":
            word = self._source.word(word.end + 1)
            name += "." + word.text
        return word.end, name

    def _angles(self, at: int) -> int:
        depth = 0
        for word in self._source.words(at, min(len(self._source.text), at + 2_000)):
            depth += (word.text == "<") - (word.text == ">")
            if not depth:
                return word.end
        return at + 1

    def _function(self, keyword: Word) -> int:
        annotations, line = tuple(self._annotations), self._source.line(keyword.start)
        if annotations:
            line = annotations[0].line
        self._forget()
        word = self._source.word(keyword.end)
        name = ""
        while word.kind != "end" and word.text not in "({}=":
            if word.text == "<":
                word = self._source.word(self._angles(word.start))
                continue
            name = word.text.strip("`") if word.kind == "word" else name
            word = self._source.word(word.end)
        if word.text != "(":
            return word.start if word.kind != "end" else word.end
        end = self._source.closed(word.start)
        count = sum(each.text == ":" for each in self._shallow(word.end, end - 1))
        following = self._source.word(end)
        returned = self._source.word(following.end).text if following.text == ":" else ""
        self._open[-1].methods.append(Method(name, line, count, returned, annotations))
        return self._after(end)

    def _shallow(self, start: int, end: int) -> list[Word]:
        """The words between two offsets that stand in no further bracket."""
        found = []
        while start < end:
            word = self._source.word(start)
            if word.kind == "end" or word.start >= end:
                break
            found.append(word)
            start = self._source.closed(word.start) if word.text in ("(", "[", "{") else word.end
        return found

    def _after(self, at: int) -> int:
        """Where a function ends whose parameters end at an offset: after its block, its expression, or its type when it is abstract."""
        while True:
            word = self._source.word(at)
            if word.kind == "end" or word.text == "}" or (word.first and word.text in _STARTS):
                return word.start
            if word.text == "=":
                return self._ended(word.end)
            if word.text == "{":
                return self._source.closed(word.start)
            at = self._source.closed(word.start) if word.text in ("(", "[") else word.end

    def _property(self, keyword: Word) -> int:
        self._forget()
        name = self._source.word(keyword.end)
        if name.kind != "word":
            return name.end if name.text != "(" else self._source.closed(name.start)
        at = name.end
        word = self._source.word(at)
        while word.kind != "end" and not word.first and word.text not in ("=", "{", "}"):
            at = self._source.closed(word.start) if word.text in ("(", "[") else word.end
            word = self._source.word(at)
        if word.text != "=":
            return at
        end = self._ended(word.end)
        value = value_of(self._source.words(word.end, end))
        if value is not None:
            self._open[-1].constants.append((name.text, value))
        return end

    def _ended(self, at: int) -> int:
        """Where the expression at an offset ends: on the first line that does not go on with it."""
        previous = "="
        while True:
            word = self._source.word(at)
            if word.kind == "end" or word.text == "}":
                return at
            if word.first and previous not in _UNFINISHED and word.text not in _GOING_ON:
                return at
            bracket = word.text in ("(", "[", "{")
            at = self._source.closed(word.start) if bracket else word.end
            previous = ")" if bracket else word.text

    def _close(self) -> None:
        self._forget()
        if len(self._open) < 2:
            return
        scope = self._open.pop()
        if scope.name == "Companion" and len(self._open) > 1:
            # what a companion declares is named as if its class declared it
            self._open[-1].constants += scope.constants
            return
        outer = "".join(each.name + "." for each in self._open[1:])
        self._types.append(
            Type(
                name=outer + scope.name,
                file=self._path,
                line=scope.line,
                kind="annotation" if scope.kind == "annotation" else "interface" if scope.kind == "interface" else "class",
                abstract=bool(scope.modifiers & {"abstract", "sealed"}),
                annotations=scope.annotations,
                supers=scope.supers,
                methods=tuple(scope.methods),
                constants=tuple(scope.constants),
            )
        )

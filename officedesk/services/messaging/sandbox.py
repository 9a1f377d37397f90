"""Filling in templates that people, or whoever sent them a file, wrote: fields, conditions and a few filters.

What a template may say is listed, and everything else is refused before it runs: no loops, no calls, no arithmetic, no
macros. So nothing in it takes long, grows, or reaches what it is not given; Jinja's sandbox stands behind that.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

LONGEST = 20_000
"""Letters of a template."""
LONGEST_RESULT = 200_000
_DEEPEST = 60
_NAME = "template"
FILTERS = ("capitalize", "default", "lower", "title", "trim", "upper")
"""What a field may be put through: ``{{ customer.name | upper }}``."""
Values = Mapping[str, Mapping[str, str]]


class TemplateFault(ValueError):
    """Why a template cannot be filled in, in the user's words, and in which of its lines (from 1)."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"Line {line}: {message}")
        self.message = message
        self.line = line


def check(source: str, known: Values) -> None:
    """Raise :class:`TemplateFault` where ``source`` says what no template may, or names a field that is not known."""
    tree = _tree(source)
    for node in _walk(tree):
        _refuse(node, known)


def fill_in(source: str, values: Values) -> str:
    """``source`` with ``values`` by group and name in place of its fields. Raises :class:`TemplateFault`."""
    check(source, values)
    from jinja2 import TemplateError

    environment = _environment()
    try:
        code = environment.compile(source, _NAME, _NAME)
        template = environment.template_class.from_code(environment, code, environment.globals)
        # Plain dictionaries of plain text: there is nothing else to reach.
        result: str = template.render({group: dict(fields) for group, fields in values.items()})
    except (TemplateError, RecursionError, MemoryError, TypeError, ValueError) as error:
        raise TemplateFault(str(error) or type(error).__name__, _line_of(error.__traceback__)) from None
    return result[:LONGEST_RESULT]


def _tree(source: str) -> "nodes.Template":
    from jinja2 import TemplateSyntaxError

    if len(source) > LONGEST:
        raise TemplateFault(f"It has more than {LONGEST:,} letters.", 1)
    try:
        return _environment().parse(source)
    except TemplateSyntaxError as error:
        raise TemplateFault((error.message or "This can't be read.").rstrip(".") + ".", error.lineno) from None
    except (RecursionError, MemoryError):
        raise TemplateFault("It is nested too deeply.", 1) from None


def _walk(tree: "nodes.Node") -> Iterator["nodes.Node"]:
    # Not recursive: what nests deeply enough to be parsed must not end here either.
    left = [(tree, 0)]
    while left:
        node, depth = left.pop()
        yield node
        if depth > _DEEPEST:
            raise TemplateFault("It is nested too deeply.", node.lineno or 1)
        left.extend((child, depth + 1) for child in node.iter_child_nodes())


def _refuse(node: "nodes.Node", known: Values) -> None:
    kind, line = type(node).__name__, node.lineno or 1
    if kind not in _ALLOWED:
        raise TemplateFault(f"{_WORDS.get(kind, 'This')} can't be used in templates.", line)
    found: Any = node
    if kind == "Filter" and found.name not in FILTERS:
        raise TemplateFault(f"There is no filter {found.name}. There are {', '.join(FILTERS)}.", line)
    if kind == "Filter" and (found.kwargs or found.dyn_args or found.dyn_kwargs or len(found.args) > 1):
        raise TemplateFault(f"The filter {found.name} is used with too much.", line)
    if kind == "Test" and (found.name != "defined" or found.args):
        raise TemplateFault(f"There is no test {found.name}.", line)
    if kind == "Name" and found.name not in known:
        raise TemplateFault(f"There is no field {{{{ {found.name} }}}}.", line)
    if kind == "Getattr":
        group: str | None = getattr(found.node, "name", None)
        if group is None or found.attr not in known.get(group, {}):
            name = f"{group}.{found.attr}" if group else found.attr
            raise TemplateFault(f"There is no field {{{{ {name} }}}} here.", line)
    if kind == "Output":
        # A group on its own is no text.
        for child in found.nodes:
            if type(child).__name__ == "Name" and child.name in known:
                first = next(iter(known.get(child.name, {})), "…")
                raise TemplateFault(
                    f"{{{{ {child.name} }}}} needs a field, such as {{{{ {child.name}.{first} }}}}.", child.lineno
                )


_ALLOWED = frozenset(
    "Template Output TemplateData Name Getattr Const If CondExpr Filter Test And Or Not Compare Operand Concat".split()
)
_WORDS = {
    "For": "Loops",
    "Call": "Calls",
    "CallBlock": "Calls",
    "Macro": "Macros",
    "Assign": "Assignments",
    "AssignBlock": "Assignments",
    "Include": "Other templates",
    "Import": "Other templates",
    "FromImport": "Other templates",
    "Extends": "Other templates",
    "Block": "Blocks",
    "Getitem": "Square brackets",
} | dict.fromkeys("Add Sub Mul Div FloorDiv Mod Pow Neg Pos".split(), "Arithmetic")


def _line_of(trace: TracebackType | None) -> int:
    line = 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _NAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # Text, not markup: it is escaped where it becomes markup, in ``markup``.
    environment = ImmutableSandboxedEnvironment(
        autoescape=False, undefined=StrictUndefined, keep_trailing_newline=True, optimized=False, cache_size=0
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests = {"defined": environment.tests["defined"]}
    return environment

import inspect

from paxline import errors
from paxline.errors import PaxlineError, WireError


def drawn_tree(docstring: str) -> dict[str, str | None]:
    """Each class that the docstring draws, with the class it hangs from."""
    parents: dict[str, str | None] = {}
    path: list[str] = []
    for line in docstring.splitlines():
        stem = line.removeprefix("    ")
        depth, drawing = 0, stem
        while drawing[:4] in {"├── ", "└── ", "│   ", "    "}:
            depth, drawing = depth + 1, drawing[4:]
        name = drawing.split(" ", 1)[0]
        if line.startswith("    ") and name.isidentifier():
            parents[name] = path[depth - 1] if depth else None
            path[depth:] = [name]
    return parents


def real_tree() -> dict[str, str | None]:
    classes = [found for found in vars(errors).values() if inspect.isclass(found)]
    bases = {found: found.__mro__[1] for found in classes}
    return {found.__name__: base.__name__ if base in classes else None for found, base in bases.items()}


def test_the_tree_drawn_in_the_docstring_is_the_tree_of_classes() -> None:
    assert drawn_tree(errors.__doc__ or "") == real_tree()


def test_the_reading_of_a_drawing_sees_a_missing_and_a_misplaced_class() -> None:
    drawing = "x\n\n    A\n    ├── B      one\n    │   └── C    two\n    └── D\n"
    assert drawn_tree(drawing) == {"A": None, "B": "A", "C": "B", "D": "A"}


def test_every_error_says_what_it_means() -> None:
    for name in real_tree():
        assert (getattr(errors, name).__doc__ or "").strip(), name


def test_everything_raised_on_purpose_is_caught_by_one_name() -> None:
    assert all(issubclass(getattr(errors, name), PaxlineError) for name in real_tree())


def test_an_exchange_error_keeps_the_status_and_the_code() -> None:
    error = WireError("order rejected", status=400, code="insufficient_balance")
    assert (str(error), error.status, error.code) == ("order rejected", 400, "insufficient_balance")
    assert not WireError("no body", status=0).code

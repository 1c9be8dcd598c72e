"""The house holds: who may import whom, how long things may be. Failures name file and line."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "workshop"
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
FEATURES = {path.parent.name for path in PACKAGE.glob("*/views.py")}

NEVER = {
    "domain": {"flask", "flask_babel", "flask_wtf", "sqlalchemy", "wtforms", "workshop.models"},
    "models": {"flask", "flask_babel", "flask_wtf", "wtforms"},
    "service": {"flask", "flask_babel", "flask_wtf", "wtforms"},
    "forms": {"sqlalchemy", "workshop.models"},
    "views": {"sqlalchemy"},
    "cli": {"sqlalchemy"},
}  # fmt: skip
WITHIN = {"domain": ("workshop.domain",), "models": ("workshop.domain.terms", "workshop.models")}


def layer(file: Path) -> str:
    relative = file.relative_to(PACKAGE)
    if relative.parts[0] in ("domain", "models"):
        return relative.parts[0]
    if relative.parts[0] in FEATURES:
        if relative.stem.endswith("forms"):
            return "forms"
        if relative.stem.endswith(("views", "pages")):
            return "views"
        if relative.stem.endswith("service"):
            return "service"
    return "cli" if relative == Path("cli.py") else ""


@cache
def nodes(file: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(file.read_text("utf-8"))))


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a module imports."""
    for node in nodes(file):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def modules() -> Iterator[Path]:
    yield from sorted(p for p in PACKAGE.rglob("*.py") if "_bundled" not in p.parts)


def belongs(name: str, roots: set[str] | tuple[str, ...]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def test_every_layer_imports_only_what_it_may():
    wrong = [
        f"{file.relative_to(ROOT)}:{line} imports {name}"
        for file in modules()
        for line, name in imports(file)
        if belongs(name, NEVER.get(layer(file), set()))
        or (
            name.startswith("workshop.")
            and layer(file) in WITHIN
            and not belongs(name, WITHIN[layer(file)])
        )
    ]
    assert not wrong, "\n".join(wrong)


def test_services_know_neither_forms_nor_views():
    wrong = [
        f"{file.relative_to(ROOT)}:{line} imports {name}"
        for file in modules()
        if layer(file) == "service"
        for line, name in imports(file)
        if name.startswith("workshop.") and name.rpartition(".")[2] in ("forms", "views")
    ]
    assert not wrong, "\n".join(wrong)


def test_a_feature_never_imports_another_features_views_or_forms():
    wrong = []
    for file in modules():
        feature = file.relative_to(PACKAGE).parts[0]
        if feature not in FEATURES:
            continue
        for line, name in imports(file):
            parts = name.split(".")
            if len(parts) < 3 or parts[0] != "workshop" or parts[1] == feature:
                continue
            if parts[1] in FEATURES and parts[2].endswith(("views", "forms", "pages")):
                wrong.append(f"{file.relative_to(ROOT)}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_features_do_not_import_each_other_in_a_circle():
    needs: dict[str, set[str]] = {feature: set() for feature in FEATURES}
    for file in modules():
        feature = file.relative_to(PACKAGE).parts[0]
        if feature in FEATURES:
            for _line, name in imports(file):
                parts = name.split(".")
                if parts[0] == "workshop" and len(parts) > 1 and parts[1] in FEATURES - {feature}:
                    needs[feature].add(parts[1])
    while free := {feature for feature, others in needs.items() if not others}:
        needs = {f: others - free for f, others in needs.items() if f not in free}
    assert not needs, f"these import each other: {needs}"


def test_no_file_is_longer_than_400_lines():
    others = ("migrations", "*.py"), ("templates", "*.*"), ("tests", "*.py"), ("workshop", "*.js")
    files = [*modules(), *(file for where, kind in others for file in (ROOT / where).rglob(kind))]
    long = [
        f"{file.relative_to(ROOT)}: {count} lines"
        for file in files
        if (count := len(file.read_text("utf-8").splitlines())) > LONGEST_FILE
    ]
    assert not long, "\n".join(long)


def test_no_function_is_longer_than_50_lines():
    long = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines"
        for file in modules()
        for node in nodes(file)
        if isinstance(node, ast.FunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_the_top_level_is_what_was_agreed():
    agreed = {
        "workshop", "migrations", "templates", "instance", "tests", "wsgi.py", "pyproject.toml",
        "README.md", "LICENSE",
    }  # fmt: skip
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    built = {name for name in found if name in ("build", "dist") or name.endswith(".egg-info")}
    assert found - built == agreed

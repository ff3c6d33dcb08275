"""The catalogues' book-keeping: `python -m locales.catalogue` reads sentences out of the code.

New sentences get an empty place in every catalogue, those nobody says any more are taken out.
`--check` only compares and names what is wrong.
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

_ROOT = Path(__file__).parent.parent
_TEMPLATE = _ROOT / "locales" / "messages.pot"
_SOURCES = ("bot", "handlers", "keyboards", "services", "locales")
# How sentences are said: `t("…")`, `t.html("…")`, `t.many("…", "…", n)`; `N_` marks one for later.
_SINGULAR = frozenset({"t", "html", "N_"})
_PLURAL = "many"
_TORN = (ast.JoinedStr, ast.BinOp, ast.IfExp, ast.BoolOp)
_PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")
_WIDTH = 100

# A sentence, or its two English plural forms.
MessageId = str | tuple[str, str]


def sentences(source: str) -> Iterator[tuple[int, MessageId]]:
    """Line and text of every sentence in a module, however deep its call sits inside another."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: node.lineno):
        name = _name(call.func)
        if name in _SINGULAR and (text := _text(call, 0)) is not None:
            yield call.lineno, text
        elif name == _PLURAL:
            one, other = _text(call, 0), _text(call, 1)
            if one is not None and other is not None:
                yield call.lineno, (one, other)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _text(call: ast.Call, index: int) -> str | None:
    """A literal argument; None for a name, which was marked elsewhere."""
    if len(call.args) <= index:
        return None
    argument = call.args[index]
    if isinstance(argument, _TORN):
        raise SyntaxError(f"line {call.lineno}: a sentence must be one literal")
    value = argument.value if isinstance(argument, ast.Constant) else None
    return value if isinstance(value, str) else None


def template() -> Catalog:
    """Every sentence of the code, in the order of files and lines."""
    found = Catalog(project="marshrut", charset="utf-8", fuzzy=False)
    for folder in _SOURCES:
        for path in sorted((_ROOT / folder).rglob("*.py")):
            name = path.relative_to(_ROOT).as_posix()
            for line, message in sentences(path.read_text(encoding="utf-8")):
                found.add(message, locations=[(name, line)])
    return found


def catalogues() -> dict[str, Path]:
    """The files of translations by locale."""
    files = sorted((_ROOT / "locales").glob("*/LC_MESSAGES/messages.po"))
    return {path.parent.parent.name: path for path in files}


def read(path: Path, locale: str | None = None) -> Catalog:
    """A catalogue as it stands."""
    with path.open("rb") as source:
        return read_po(source, locale=locale)


def problems(catalogue: Catalog, wanted: Catalog) -> list[str]:
    """What a catalogue lacks, one line each."""
    missing = [f"missing: {_key(m)!r}" for m in _messages(wanted) if m.id not in catalogue]
    surplus = [f"not in the code: {_key(m)!r}" for m in _messages(catalogue) if m.id not in wanted]
    left = [f"obsolete: {key!r}" for key in catalogue.obsolete]
    wrong = [line for m in _messages(catalogue) if m.id in wanted for line in _faults(m, catalogue)]
    return missing + surplus + left + wrong


def _faults(message: Message, catalogue: Catalog) -> Iterator[str]:
    key, forms = _key(message), _forms(message.string)
    if message.fuzzy:
        yield f"fuzzy: {key!r}"
    if message.pluralizable and len(forms) != catalogue.num_plurals:
        yield f"{len(forms)} plural forms instead of {catalogue.num_plurals}: {key!r}"
    if not all(forms):
        yield f"untranslated: {key!r}"
        return
    asked = _placeholders(_forms(message.id)[-1])
    for form in forms:
        if _placeholders(form) != asked:
            yield f"other placeholders: {key!r} -> {form!r}"


def _forms(text: object) -> tuple[str, ...]:
    """The plural forms of a text; one for a text without."""
    return tuple(str(form or "") for form in (text if isinstance(text, tuple | list) else (text,)))


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _key(message: Message) -> str:
    return _forms(message.id)[0]


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _merge(catalogue: Catalog, wanted: Catalog) -> None:
    """Make room for what is new, take out what is not said, leave the rest as it is."""
    for message in _messages(catalogue):
        if message.id not in wanted:
            catalogue.delete(_key(message))
    catalogue.obsolete.clear()
    for message in _messages(wanted):
        known = catalogue.get(_key(message))
        if known is None or known.pluralizable != message.pluralizable:
            catalogue[message.id] = Message(message.id, locations=message.locations)
        else:
            known.locations = message.locations


def _write(path: Path, catalogue: Catalog) -> None:
    """By the alphabet, without line numbers and dates: a moved line is no change of a text."""
    with path.open("wb") as target:
        target.write(_header(catalogue).encode())
        write_po(
            target,
            catalogue,
            width=_WIDTH,
            sort_output=True,
            ignore_obsolete=True,
            include_lineno=False,
            omit_header=True,
        )


def _header(catalogue: Catalog) -> str:
    lines = ["Project-Id-Version: marshrut", "Content-Type: text/plain; charset=utf-8"]
    if catalogue.locale is not None:
        lines += [f"Language: {catalogue.locale}", f"Plural-Forms: {catalogue.plural_forms}"]
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Update the catalogues, or check them."""
    wanted = template()
    failed = False
    if "--check" not in arguments:
        _write(_TEMPLATE, wanted)
    for locale, path in catalogues().items():
        catalogue = read(path, locale)
        if "--check" not in arguments:
            _merge(catalogue, wanted)
            _write(path, catalogue)
        found = problems(catalogue, wanted)
        _say(locale, len(_messages(catalogue)), found)
        failed = failed or bool(found)
    return 1 if failed and "--check" in arguments else 0


def _say(locale: str, size: int, found: list[str]) -> None:
    out = sys.stdout.write
    out(f"{locale}: {size} sentences, {'complete' if not found else f'{len(found)} problems'}\n")
    for line in found:
        out(f"  {line}\n")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

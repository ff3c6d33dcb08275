"""`python -m bot places`: load a table with a progress bar, merge, close, rename."""

import argparse
import html
import re
import sys
from pathlib import Path

from bot.container import Container
from handlers.views.places import diff_parts, left_line, problems_part, told_text
from locales import Translator
from roadmap.vocabulary_places import YES
from services.access import SYSTEM
from services.place_loading import Loaded
from services.tree_changes import Diff

_CELLS = 30
_ALL = 1_000_000
_TAG = re.compile(r"<[^>]*>")


async def load(
    container: Container, t: Translator, data: bytes, options: argparse.Namespace
) -> bool:
    """Compare a file with the tree, tell the problems, and make the changes; False if refused."""
    diff = await container.place_loading.preview(SYSTEM, data)
    if diff.problems:
        print(_plain(problems_part(t, diff, _ALL)), file=sys.stderr)
        if not (options.skip_wrong or options.dry_run):
            return False
    if options.dry_run:
        for part in diff_parts(t, diff):
            print(_plain(part))
        return True
    if not _agreed(t, diff, options):
        return False
    made = await container.place_loading.apply(SYSTEM, data, diff.digest, _bar)
    if isinstance(made, Diff):
        # Somebody else was faster between the two.
        return await load(container, t, data, options)
    print(*loaded_lines(t, made), sep=", ")
    return True


def _agreed(t: Translator, diff: Diff, options: argparse.Namespace) -> bool:
    """Tell which maps lose schools by a year, and ask; without `--yes` a script is refused."""
    for one in diff.narrowed:
        print(_plain(left_line(t, one)), file=sys.stderr)
    if options.yes or all(one.kept == one.of for one in diff.narrowed):
        return True
    if not sys.stdin.isatty():
        print(t("Nothing is changed. If that is meant, add --yes."), file=sys.stderr)
        return False
    print(t("Is that meant? Type «yes»:"), end=" ", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() in YES:
        return True
    print(t("Nothing is changed."), file=sys.stderr)
    return False


def loaded_lines(t: Translator, loaded: Loaded) -> list[str]:
    """What was read, what is new, who hears of it."""
    told = told_text(t, loaded.told)
    return [
        t.many("{n} row read", "{n} rows read", loaded.rows),
        t.many("{n} new place", "{n} new places", loaded.new),
        *([told] if told else []),
    ]


def _plain(text: str) -> str:
    """A chat's text without its markup."""
    return html.unescape(_TAG.sub("", text))


def _bar(done: int, of: int) -> None:
    """A line that grows, where somebody looks at it."""
    if not sys.stderr.isatty() or not of:
        return
    filled = round(_CELLS * done / of)
    line = "#" * filled + "." * (_CELLS - filled)
    end = "\n" if done == of else ""
    print(f"\r[{line}] {done}/{of}", end=end, file=sys.stderr, flush=True)


async def change(container: Container, options: argparse.Namespace) -> bool:
    """Merge, close or rename a place by its name."""
    changes = container.place_changes
    if options.merge:
        place, into = (
            await changes.named(SYSTEM, options.merge),
            await changes.named(SYSTEM, options.into),
        )
        merged = await changes.merge(SYSTEM, place.id, into.id)
        print(f"{merged.name} → {merged.into}: {merged.schools}")
    elif options.close:
        place = await changes.named(SYSTEM, options.close)
        await changes.close(SYSTEM, place.id)
        print(f"{place.name} ×")
    else:
        place = await changes.named(SYSTEM, options.rename)
        renamed = await changes.rename(SYSTEM, place.id, options.to)
        print(f"{place.name} → {renamed.name}")
    return True


def complaint(options: argparse.Namespace) -> str:
    """What is wrong with the options; empty when they fit together."""
    asked = [bool(options.file), bool(options.merge), bool(options.close), bool(options.rename)]
    if sum(asked) != 1:
        return "Name a FILE, or --merge A --into B, or --close NAME, or --rename NAME --to NEW."
    if bool(options.merge) != bool(options.into) or bool(options.rename) != bool(options.to):
        return "--merge needs --into, --rename needs --to."
    return ""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of `places`."""
    parser.add_argument("file", type=Path, nargs="?", help="csv, xlsx or ods: docs/places.md")
    parser.add_argument("--dry-run", action="store_true", help="show what would change")
    parser.add_argument("--skip-wrong", action="store_true", help="load the rows that are right")
    parser.add_argument(
        "--yes", action="store_true", help="do not ask when a year leaves schools out of a map"
    )
    parser.add_argument("--merge", metavar="NAME", help="a municipality to make part of another")
    parser.add_argument("--into", metavar="NAME", help="with --merge: the other municipality")
    parser.add_argument("--close", metavar="NAME", help="a school that is no more")
    parser.add_argument("--rename", metavar="NAME", help="a place that gets another name")
    parser.add_argument("--to", metavar="NAME", help="with --rename: the new name")

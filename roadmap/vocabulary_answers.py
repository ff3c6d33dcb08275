"""«Yes» and «no» as people type them; folded text."""

from __future__ import annotations

from typing import Final

YES: Final = frozenset({
    "да", "ага", "верно", "все верно", "правильно", "так", "так и есть", "ок", "окей", "хорошо",
    "согласна", "согласен", "подтверждаю", "подтвердить", "yes", "ok", "okay", "right",
})  # fmt: skip
NO: Final = frozenset({"нет", "неверно", "не верно", "неправильно", "не так", "no", "wrong"})

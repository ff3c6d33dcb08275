"""The command line says what it does without doing it."""

import pytest

from bot import cli


@pytest.mark.parametrize(
    ("arguments", "command"), [([], "run"), (["run"], "run"), (["doctor"], "doctor")]
)
def test_without_a_command_the_bot_runs(
    arguments: list[str], command: str, monkeypatch: pytest.MonkeyPatch
):
    asked = []
    commands = {name: lambda options: asked.append(options.command) or 0 for name in cli._COMMANDS}
    monkeypatch.setattr(cli, "_COMMANDS", commands)
    assert cli.main(arguments) == 0
    assert asked == [command]

"""The command `microfiche`: Scrapy's command line with our settings and our name, from any folder."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Collection

    from scrapy.settings import BaseSettings

DASHED_WORDS = "dashed_words"
"""The default that a command sets whose arguments may begin with one dash, such as words that a search leaves out."""
LEFT_OUT = {
    "bench": "",
    "genspider": "`microfiche discover URL` prints an entry for outlets.toml, and docs/add-a-site.md tells of spiders",
    "startproject": "",
}
"""Commands of Scrapy that do here what nobody means, with what to do instead.

A site is an entry of a file, nothing is fetched from this machine, and new files would go into the installed program.
"""
BELOW_ZERO = re.compile(r"-\d", re.ASCII)
DASHED_WORD = re.compile(r"-(?!-|[shL]$|s[A-Z_]+=)", re.ASCII)


def main(argv: list[str] | None = None) -> None:
    """Run one command and exit with its code. A user's mistake is one line on stderr, never a traceback."""
    module = os.environ.get("MICROFICHE_SETTINGS_MODULE") or "crawler.settings"
    os.environ["SCRAPY_SETTINGS_MODULE"] = module
    from scrapy import cmdline

    from crawler.commands.exit_codes import Exit, exit_code_of
    from crawler.commands.output import begin_output, drop_output, why_not_printed
    from crawler.errors import ArchiveError, reason_of

    begin_output()
    _speak_as_microfiche(cmdline)
    try:
        try:
            cmdline.execute(argv)
        finally:
            sys.stdout.flush()  # while it can still be told that there is no room
    except ArchiveError as err:
        sys.stderr.write(f"microfiche: {err}\n")
        sys.exit(exit_code_of(type(err)))
    except ModuleNotFoundError as err:
        if err.name is None or not f"{module}.".startswith(f"{err.name}."):
            raise
        sys.stderr.write(f"microfiche: MICROFICHE_SETTINGS_MODULE: there is no module {err.name}\n")
        sys.exit(Exit.USAGE)
    except KeyboardInterrupt:
        sys.stderr.write("microfiche: interrupted\n")
        sys.exit(130)
    except BrokenPipeError:
        drop_output()  # whoever read it has gone
        sys.exit(0)
    except OSError as err:
        why = why_not_printed(err)
        if why is not None:
            drop_output()
            sys.stderr.write(f"microfiche: cannot print what was found: {why}\n")
        elif err.filename is not None:
            sys.stderr.write(f"microfiche: {os.fsdecode(err.filename)}: {reason_of(err)}\n")
        else:
            raise
        sys.exit(Exit.FAILED)


def _speak_as_microfiche(cmdline: Any) -> None:
    """Scrapy's command line names itself in usage lines and lists; here it has our name and our commands first."""
    from crawler.commands.given import look_at_given

    def commands_of(settings: BaseSettings, inproject: bool) -> dict[str, Any]:  # noqa: FBT001  # Scrapy's signature
        commands: dict[str, Any] = commands_dict(settings, inproject)
        return {name: command for name, command in commands.items() if name not in LEFT_OUT}

    def overview(settings: BaseSettings, inproject: bool) -> None:  # noqa: FBT001  # Scrapy's signature
        commands = cmdline._get_commands_dict(settings, inproject)
        ours = {name for name, command in commands.items() if type(command).__module__.startswith("crawler.")}
        print("Microfiche, a news archive you can run yourself.\n\n  microfiche COMMAND [options] [arguments]\n")
        for title, names in (("Commands", ours), ("Commands of Scrapy", set(commands) - ours)):
            print(f"{title}:")
            for name in sorted(names):
                print(f"  {name:<12} {commands[name].short_desc()}")
            print()
        print("microfiche COMMAND -h says more. A first try: microfiche demo")

    def unknown(settings: BaseSettings, name: str, inproject: bool) -> None:  # noqa: FBT001  # Scrapy's signature
        commands = sorted(cmdline._get_commands_dict(settings, inproject))
        sys.stderr.write(
            f"microfiche: no command called {name!r}; {LEFT_OUT.get(name) or 'known: ' + ', '.join(commands)}\n"
        )

    commands_dict, run_or_print_help = cmdline._get_commands_dict, cmdline._run_print_help

    def run_checked(parser: Any, step: Any, *arguments: Any) -> None:
        run_or_print_help(parser, step, *arguments)
        if step.__name__ == "process_options":  # what was given stands in the settings now, and nothing is done yet
            look_at_given(step.__self__)

    cmdline.ScrapyArgumentParser = _parser(cmdline)
    cmdline._get_commands_dict = commands_of
    cmdline._run_print_help = run_checked
    cmdline._print_commands = overview
    cmdline._print_unknown_command = unknown


def _parser(cmdline: Any) -> Any:
    """Return Scrapy's parser of arguments, under our name, to which an option that there is not is a mistake."""

    class Parser(cmdline.ScrapyArgumentParser):  # type: ignore[misc]  # a class of an untyped module
        def __init__(self, *, usage: str, **options: Any) -> None:
            options["formatter_class"] = _help(cmdline)
            self._asked = " ".join(["microfiche", *usage.split()[1:2]])
            super().__init__(usage=usage.replace("scrapy", "microfiche", 1), prog="microfiche", **options)

        def error(self, message: str) -> NoReturn:
            """Exit with one line; argparse prints the usage before it, which `-h` does."""
            sys.stderr.write(f"microfiche: {message}; {self._asked} -h says more\n")
            sys.exit(2)

        def parse_known_args(self, args: list[str], namespace: Any = None) -> tuple[Any, list[str]]:
            """An option that there is not is a mistake; Scrapy takes it for an argument."""
            takes_one = {name for name, action in self._option_string_actions.items() if action.nargs is None}
            args = _joined(args, takes_one=takes_one)
            args, words = _parted(args, dashed_words=bool(self.get_default(DASHED_WORDS)))
            opts, rest = super().parse_known_args(args, namespace)
            if unknown := [word for word in rest if word.startswith("-") and word != "-"]:
                self.error(f"no such option: {unknown[0]}")
            return opts, rest + words

    return Parser


def _help(cmdline: Any) -> Any:
    """Return Scrapy's formatter of help, to which every line that happens to break behind a colon is a heading."""

    class Help(cmdline.ScrapyHelpFormatter):  # type: ignore[misc]  # a class of an untyped module
        headings = frozenset[str]()

        def start_section(self, heading: str | None) -> None:
            self.headings |= {f"{heading}:\n"}
            super().start_section(heading)

        def format_part_strings(self, part_strings: list[str]) -> list[str]:
            others = {part for part in part_strings if part.endswith(":\n") and part not in self.headings}
            parts = super().format_part_strings([part + "\0" if part in others else part for part in part_strings])
            return [part.removesuffix("\0") for part in parts]

    return Help


def _joined(args: list[str], *, takes_one: Collection[str]) -> list[str]:
    """Return *args* with a value such as -5m joined to its option: argparse takes it for an option that is missing.

    >>> _joined(["--every", "-5m", "-9", "--", "--every", "-5m"], takes_one=["--every"])
    ['--every=-5m', '-9', '--', '--every', '-5m']
    """
    end = args.index("--") if "--" in args else len(args)
    joined: list[str] = []
    for number, word in enumerate(args):
        if 0 < number < end and BELOW_ZERO.match(word) and joined[-1] in takes_one and joined[-1].startswith("--"):
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def _parted(args: list[str], *, dashed_words: bool) -> tuple[list[str], list[str]]:
    """Return what may hold options, and what is arguments alone: all behind ``--``, and words like -rain."""
    end = args.index("--") if "--" in args else len(args)
    before, words = args[:end], args[end + 1 :]
    if not dashed_words:
        return before, words
    dashed = [word for word in before if DASHED_WORD.match(word)]
    return [word for word in before if not DASHED_WORD.match(word)], dashed + words


if __name__ == "__main__":
    main()

"""The command `microfiche`: Scrapy's command line with our settings, from any folder."""

from __future__ import annotations

import os
import sys


def main(argv: list[str] | None = None) -> None:
    """Run one command and exit with its code. A user's mistake is one line on stderr, never a traceback."""
    os.environ["SCRAPY_SETTINGS_MODULE"] = os.environ.get("MICROFICHE_SETTINGS_MODULE") or "crawler.settings"
    from scrapy.cmdline import execute

    from crawler.commands.exit_codes import exit_code_of
    from crawler.errors import ArchiveError

    try:
        execute(argv)
    except ArchiveError as err:
        sys.stderr.write(f"microfiche: {err}\n")
        sys.exit(exit_code_of(err))
    except KeyboardInterrupt:
        sys.stderr.write("microfiche: interrupted\n")
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has gone; what is left in the buffer has nowhere to go either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()

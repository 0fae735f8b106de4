"""Takes new texts of the app into the .ts files, makes the .qm files, and says what is still to be translated."""

import argparse
import sys

from desktop.resources.translate.linguist import lacking, update
from desktop.resources.translate.texts import FEATURES, SHELL


def main() -> int:
    """Update, and say what is still to be written."""
    parser = argparse.ArgumentParser(prog="python -m desktop.resources.translate", description=__doc__)
    parser.add_argument("features", nargs="*", help=f"{SHELL}, {', '.join(FEATURES)}; without, all of them")
    only = frozenset(parser.parse_args().features)
    unknown = only - {SHELL, *FEATURES}
    if unknown:
        parser.error(f"there is no feature {', '.join(sorted(unknown))}")
    update(only=only)
    lacks = [lack for lack in lacking() if not only or lack.feature.split(".")[0] in only]
    for lack in lacks:
        sys.stdout.write(f"{lack.feature}: {lack.context}: {lack.source}\n")
    return 1 if lacks else 0


if __name__ == "__main__":
    sys.exit(main())

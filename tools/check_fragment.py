"""Does a change of src/levee say in changes/ what it changes?

On a branch: compared with where it left main, a new fragment must be there when the package
changed. On main itself (and in a clone that has one branch only): fragments must be waiting when
the package changed since the last release tag. Uncommitted and staged files count as changed.
Without git or without history there is nothing to compare, and it says so.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "src/levee/"
MAIN = ("origin/main", "main")


def git(*words: str, root: Path = ROOT) -> str | None:
    """What git answers; None when it cannot."""
    try:
        answer = subprocess.run(
            ["git", *words], cwd=root, capture_output=True, text=True, timeout=60
        )
    except OSError:
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def fork_point(root: Path) -> str | None:
    """The commit where this branch left main; None on main itself or where there is no main."""
    head = git("rev-parse", "HEAD", root=root)
    for name in MAIN:
        base = git("merge-base", "HEAD", name, root=root)
        if base and base != head:
            return base
    return None


def changed_since(base: str, root: Path, *options: str) -> list[str]:
    tracked = git("diff", "--name-only", *options, base, root=root) or ""
    unknown = git("ls-files", "--others", "--exclude-standard", root=root) or ""
    return [*tracked.splitlines(), *unknown.splitlines()]


def kinds(root: Path = ROOT) -> list[str]:
    config = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return [kind["directory"] for kind in config["tool"]["towncrier"]["type"]]


def fragments(root: Path) -> list[Path]:
    return [p for p in sorted((root / "changes").glob("*.md")) if p.name != "README.md"]


def misnamed(root: Path) -> list[str]:
    """Fragments that would be lost, each with its fault."""
    name = re.compile(rf"[a-z0-9]+(-[a-z0-9]+)*\.({'|'.join(kinds(root))})\.md")
    found = fragments(root)
    bad = [f"{p.name}: not <slug>.<{'|'.join(kinds(root))}>.md" for p in found
           if not name.fullmatch(p.name)]  # fmt: skip
    return bad + [f"{p.name}: is empty" for p in found if not p.read_text("utf-8").strip()]


def missing(root: Path) -> str | None:
    """Why a fragment is missing, or None."""
    if base := fork_point(root):
        if not any(path.startswith(PACKAGE) for path in changed_since(base, root)):
            return None
        new = changed_since(base, root, "--diff-filter=AR")
        if any(path.startswith("changes/") and path.count(".") > 1 for path in new):
            return None
        return f"{PACKAGE} changed since {base[:12]}, but no fragment is new"
    tag = git("describe", "--tags", "--abbrev=0", root=root)
    if fragments(root) or git("rev-parse", "HEAD", root=root) is None:
        return None
    if tag and not any(path.startswith(PACKAGE) for path in changed_since(tag, root)):
        return None
    return f"{PACKAGE} changed since {tag or 'the beginning'}, but changes/ holds no fragment"


def main(root: Path = ROOT) -> int:
    faults = misnamed(root)
    if reason := missing(root):
        faults.append(f"{reason}; write changes/<slug>.<{'|'.join(kinds(root))}>.md")
    for fault in faults:
        print(f"changes/: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

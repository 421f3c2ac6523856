"""Twenty pytest plugins, each in released versions that work together on Python 3.12 and 3.13."""

PYTEST = ("8.3.3", "8.3.4", "8.3.5")
PLUGINS = {
    "pytest-asyncio": ("0.24.0", "0.25.0", "0.25.3"),
    "pytest-bdd": ("7.2.0", "7.3.0", "8.0.0"),
    "pytest-benchmark": ("4.0.0", "5.0.1", "5.1.0"),
    "pytest-cov": ("4.1.0", "5.0.0", "6.0.0"),
    "pytest-datadir": ("1.5.0", "1.6.0", "1.6.1"),
    "pytest-env": ("1.1.1", "1.1.4", "1.1.5"),
    "pytest-flakes": ("4.0.5",),
    "pytest-freezegun": ("0.4.1", "0.4.2"),
    "pytest-html": ("4.0.2", "4.1.0", "4.1.1"),
    "pytest-httpserver": ("1.0.8", "1.0.12", "1.1.0"),
    "pytest-metadata": ("3.0.0", "3.1.0", "3.1.1"),
    "pytest-mock": ("3.12.0", "3.13.0", "3.14.0"),
    "pytest-order": ("1.2.0", "1.2.1", "1.3.0"),
    "pytest-randomly": ("3.14.0", "3.15.0", "3.16.0"),
    "pytest-repeat": ("0.9.2", "0.9.3"),
    "pytest-rerunfailures": ("13.0", "14.0", "15.0"),
    "pytest-subtests": ("0.12.1", "0.13.1", "0.14.0"),
    "pytest-sugar": ("0.9.7", "1.0.0"),
    "pytest-timeout": ("2.2.0", "2.3.1", "2.4.0"),
    "pytest-xdist": ("3.5.0", "3.6.1"),
}
#: pytest-freezegun needs the ``distutils`` that setuptools brings by a ``.pth`` file.
BESIDE = {"setuptools": "75.8.0"}


def permutation(number: int) -> dict[str, str]:
    """Package -> version; from one number to the next each plugin may change."""
    steps = {name: 1 + at % 3 for at, name in enumerate(PLUGINS)}
    chosen = {n: versions[number // steps[n] % len(versions)] for n, versions in PLUGINS.items()}
    return {"pytest": PYTEST[number // 7 % len(PYTEST)]} | chosen | BESIDE

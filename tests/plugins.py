"""What holds for every test: settings of its own, and in CI nothing is left out."""

import atexit
import os
import shutil
import tempfile

import pytest


def settle_environment() -> None:
    """Let no `.env` and no running portal have a say: settings and files of this run alone.

    Servers that DATABASE_URL and REDIS_URL name in the environment are used.
    """
    folder = tempfile.mkdtemp(prefix="selsome-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.update(
        DEVELOPMENT="true",
        DEBUG="false",
        SECRET_KEY="only-for-tests-" + "0123456789" * 5,
        SITE_URL="http://127.0.0.1:8000",
        ALLOWED_HOSTS="127.0.0.1,localhost,testserver",
        MUNICIPALITY="Sel kommune",
        EMAIL_URL="filemail://",
        DEFAULT_FROM_EMAIL="Selsome <selsome@127.0.0.1>",
        TRUSTED_PROXY_COUNT="0",
        DATA_DIR=folder,
    )
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/selsome.sqlite3")
    os.environ.setdefault("REDIS_URL", "")


# Before Django reads its settings, and so before any hook is called.
settle_environment()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is slow unless it is asked for by its mark."""
    if "chaos" in (config.option.markexpr or ""):
        return
    slow = [item for item in items if item.get_closest_marker("chaos")]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"left out in CI: {report.longrepr}"
    return report

pytest_plugins = ["tests.browser", "tests.cast"]

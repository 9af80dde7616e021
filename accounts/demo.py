"""How one signs in to the demo municipality; nothing here is ever true of a real one."""

from typing import Final

# Everybody in the demo has this password, and an address within this domain, which by its
# ending can belong to nobody.
DEMO_PASSWORD: Final = "sommer i otta 2026"  # noqa: S105
DEMO_DOMAIN: Final = "sel.example"

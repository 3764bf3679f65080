"""`python -m wizard` is `wsus-tls`."""

from __future__ import annotations

import sys

from wizard.cli import main

sys.exit(main())

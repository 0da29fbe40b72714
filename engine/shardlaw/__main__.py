"""`python -m shardlaw`."""

import sys

from shardlaw.cli.main import main

sys.exit(main())

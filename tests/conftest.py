"""What holds for every test, wherever the suite was started."""

import signal

from hypothesis import HealthCheck, settings

# A slow machine fails nothing: properties are tried without a deadline.
settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# A suite in the background of a script inherits an ignored Ctrl-C, and with it every command that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

"""How much memory a process came to hold, as the system counts it: Python, Odoo and the driver of
the database together."""

from pathlib import Path

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
FORGET_PEAK = "5"


class Memory:
    """Counts from when it is made."""

    def __init__(self):
        CLEAR.write_text(FORGET_PEAK, encoding="ascii")
        self.start = self._read("VmRSS")

    def get_growth(self):
        """Return the highest resident size since then minus the one of then, in bytes."""
        return self._read("VmHWM") - self.start

    def _read(self, name):
        [line] = [
            line
            for line in STATUS.read_text(encoding="utf-8").splitlines()
            if line.startswith(f"{name}:")
        ]
        return int(line.split()[1]) * 1024

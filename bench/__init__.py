"""Measurements of what the platform promises: bin/bench NAME runs bench/NAME.py (a hyphen there is an underscore here).

A bench is a module with a docstring, `REACH` ({figure: "<= 90"}, {} for none) and `run(say) -> {figure: number}`.
It sets itself up; what takes long to make is made once and kept under var/bench (see `houses`).
"""

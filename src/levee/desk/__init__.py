"""People's time: intake, severity, hours, clocks, levels, owners."""

"""What happens when machines fail in the middle: kills, full disks, read and write errors, wrong clocks, two at once."""

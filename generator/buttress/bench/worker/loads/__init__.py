"""How queries are issued, and how their latencies are kept."""

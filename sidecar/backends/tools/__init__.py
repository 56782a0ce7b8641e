"""What runs inside the sealed process of another tool: one module for each, started as a program, importing nothing else of ours
than `sidecar.confinement`.
"""

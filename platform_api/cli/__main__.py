"""`python -m platform_api.cli` is `trellis`."""

from platform_api.cli.program import main

__all__: list[str] = []

if __name__ == "__main__":
    main()

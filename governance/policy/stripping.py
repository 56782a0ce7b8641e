"""A wasm module without its custom sections, which hold names for debuggers and nothing that runs."""

__all__ = ["stripped"]

_HEADER = 8
_CUSTOM = 0


def stripped(wasm: bytes) -> bytes:
    """Return `wasm` with every section that WebAssembly calls custom left out (core specification, section 5.5.3)."""
    kept, at = [wasm[:_HEADER]], _HEADER
    while at < len(wasm):
        size, body = _unsigned(wasm, at + 1)
        if wasm[at] != _CUSTOM:
            kept.append(wasm[at : body + size])
        at = body + size
    return b"".join(kept)


def _unsigned(wasm: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = wasm[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at

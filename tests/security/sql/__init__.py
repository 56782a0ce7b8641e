"""Attacks on governed queries, on two meshes that differ only in what the reader may not see."""

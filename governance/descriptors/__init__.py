"""Descriptors: ODPS documents, judged and read into a model; and the whole folder of a product."""

from governance.descriptors.folder import ProductFolder, load_files, load_product
from governance.descriptors.load import LoadedDescriptor, load_descriptor
from governance.descriptors.loading import Load
from governance.descriptors.model import Descriptor, InputPort, OutputPort, Source
from governance.descriptors.transform import Transform
from governance.descriptors.verdict import verdict_findings

__all__ = [
    "Descriptor",
    "InputPort",
    "Load",
    "LoadedDescriptor",
    "OutputPort",
    "ProductFolder",
    "Source",
    "Transform",
    "load_descriptor",
    "load_files",
    "load_product",
    "verdict_findings",
]

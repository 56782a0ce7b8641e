"""What is wrong with an installation: everything is looked at, nothing is changed."""

from platform_api.doctor.examination import examine
from platform_api.doctor.examined import Examined

__all__ = ["Examined", "examine"]

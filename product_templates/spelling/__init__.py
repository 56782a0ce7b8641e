"""Answers written into documents so that they can only be read back as themselves, whatever is in them."""

from product_templates.spelling.prose import csv_line, markdown
from product_templates.spelling.sql import sql_comment, sql_name, sql_text
from product_templates.spelling.yaml import yaml, yaml_block

__all__ = ["csv_line", "markdown", "sql_comment", "sql_name", "sql_text", "yaml", "yaml_block"]

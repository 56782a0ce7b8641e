"""When a product is to run: a line of cron in a time zone, read, judged and counted forward."""

from governance.schedules.calendar import next_after
from governance.schedules.cron import Cron, CronFault, parse_cron
from governance.schedules.model import Retries, Schedule, read_retries, read_schedule

__all__ = ["Cron", "CronFault", "Retries", "Schedule", "next_after", "parse_cron", "read_retries", "read_schedule"]

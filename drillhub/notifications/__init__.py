"""Messages to people: queued in the transaction of their cause, sent afterwards by a job, kept and shown."""

from drillhub.notifications.models import OutboxMessage, OutboxState
from drillhub.notifications.queueing import DRILL_MARK, Message, queue, queue_all

__all__ = ["DRILL_MARK", "Message", "OutboxMessage", "OutboxState", "queue", "queue_all"]
